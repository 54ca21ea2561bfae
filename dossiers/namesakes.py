"""Ended dossiers by words of the owner's name, in any order, without marks, newest first.

The index holds each word after the key of either agency ("60:an"; migration 0019), so that an agency looks through
its own short lists. Whom that does not lead far enough, because only a step of the dossier was theirs or because the
whole province is, looks among the newest and then through the words of every agency. These are candidates only: what
an officer may see is said by the doors in queries.py.
"""

from collections.abc import Iterable
from functools import cache

from django.db.models import QuerySet

from dossiers.models import Dossier
from dossiers.queries import of_agencies, of_officer
from dossiers.states import ENDED
from portal.agencies.duties import acting_duties
from portal.agencies.models import Agency, Duty, Officer
from portal.web.ready import Ready

_NEWEST = 3000
_TRIED = 2000
_DESK = {Duty.DESK_OFFICER, Duty.DESK_LEADER}
_TOKENS = "dossier_found_by(n.state, n.receiving_agency_id, n.competent_agency_id, n.owner_fold)"
_HAS = f"{_TOKENS} @> string_to_array(%s, ' ')"
# The words of several agencies stand in one text, with "|" between them: the statement is the same for everybody.
_AT_AGENCIES = f"""SELECT f.id FROM unnest(string_to_array(%s, '|')) AS a(words) CROSS JOIN LATERAL (
    SELECT n.id FROM dossiers_dossier n WHERE {_HAS.replace("%s", "a.words")}) AS f"""  # noqa: S608
_OVER = ", ".join(f"'{state}'" for state in sorted(ENDED))
_LATELY = f"""SELECT n.id FROM (SELECT * FROM dossiers_dossier ORDER BY id DESC LIMIT {_NEWEST}) AS n
    WHERE n.state IN ({_OVER}) AND string_to_array(n.owner_fold, ' ') @> string_to_array(%s, ' ')"""  # noqa: S608
_ANYWHERE = f"{_AT_AGENCIES} LIMIT {_TRIED}"


def ended_by_name(officer: Officer, name: str, most: int) -> list[Dossier]:
    """The ended dossiers in scope whose owner's name has all these words (`name` is folded), the newest first."""
    words = [word for word in dict.fromkeys(name.replace("|", " ").split(" ")) if word][:8]
    pairs = acting_duties(officer)
    if officer.has(Duty.PROVINCE_LEADER):
        return _everywhere(officer, words, most)
    near = _words_at(_with_their_heads(officer, pairs), words)
    agencies = {agency for agency, _ in pairs}
    if {duty for _, duty in pairs} <= _DESK and len(agencies) == 1:
        return _at_one_desk(most).all(words=near, agency=agencies.pop())
    found = list(_among(of_officer(officer), _AT_AGENCIES, near)[:most])
    return found if len(found) == most else _everywhere(officer, words, most)


@cache
def _at_one_desk(most: int) -> Ready[Dossier]:
    """What nearly everybody who searches asks."""

    def named(words: str, agency: int) -> QuerySet[Dossier]:
        return _among(of_agencies([agency]), _AT_AGENCIES, words)[:most]

    return Ready(named, words=str, agency=int)


def _everywhere(officer: Officer, words: list[str], most: int) -> list[Dossier]:
    found = list(_among(of_officer(officer), _LATELY, " ".join(words))[:most])
    if len(found) == most:
        return found
    every = _words_at(Agency.objects.order_by("pk").values_list("pk", flat=True), words)
    return list(_among(of_officer(officer), _ANYWHERE, every)[:most])


def _words_at(agencies: Iterable[int], words: list[str]) -> str:
    return "|".join(" ".join(f"{at}:{word}" for word in words) for at in agencies)


def _among(seen: QuerySet[Dossier], candidates: str, words: str) -> QuerySet[Dossier]:
    """Of the candidates those that may be seen. All of them are found first: nobody walks through the archive."""
    named = seen.extra(where=[f"dossiers_dossier.id = ANY (ARRAY({candidates}))"], params=[words])  # noqa: S610
    shown = ("code", "reference", "owner_name", "state", "ended_at", "procedure__name")
    return named.select_related("procedure").only(*shown).order_by("-id")


def _with_their_heads(officer: Officer, pairs: Iterable[tuple[int, str]]) -> list[int]:
    """The agencies, and those that decide what a division of theirs works on; a desk has what it received."""
    working = {agency for agency, duty in pairs if duty not in _DESK}
    heads = {officer.agency.parent_id} if officer.agency_id in working else set()
    if elsewhere := working - {officer.agency_id}:
        heads.update(Agency.objects.filter(pk__in=elsewhere).values_list("parent_id", flat=True))
    return sorted({agency for agency, _ in pairs} | {head for head in heads if head})
