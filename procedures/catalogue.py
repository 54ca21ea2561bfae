"""The catalogue as the public walks through it: by letter, by field, by life event, today's opening hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.calendars.shapes import SpecialDay
from portal.web.language import Said
from portal.web.show import clock, day, local, long_day
from portal.web.text import fold
from procedures import queries, showing, speaking
from procedures.definition import Definition
from procedures.life_events import Event
from procedures.models import Procedure, ProcedureField, ProcedureVersion

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Entry:
    """A procedure with what people compare: everyday name first, then the terms."""

    procedure: Procedure
    definition: Definition
    terms: showing.Terms

    @property
    def title(self) -> str:
        told = self.definition.plain_name
        return told if isinstance(told, Said) else self.procedure.plain_name or self.procedure.name

    @property
    def official(self) -> str:
        """The official name where it is another than the everyday one."""
        return self.procedure.name if self.procedure.name != self.title else ""


@dataclass(frozen=True)
class Today:
    """Whether the counters are open now, in one sentence, and the next day that is not as usual."""

    at: datetime
    open: bool
    words: str
    ahead: SpecialDay | None


def entries(procedures: Iterable[Procedure], on: date) -> list[Entry]:
    """These procedures with today's terms, in the given order; what cannot be asked for today is left out."""
    wanted = list(procedures)
    versions = (
        queries.in_force(on)
        .filter(procedure__in=wanted)
        .order_by("procedure_id", "-effective_from", "-number")
    )
    newest: dict[int, ProcedureVersion] = {}
    for version in versions.defer("definition"):
        newest.setdefault(version.procedure_id, version)
    found = []
    for procedure in wanted:
        if procedure.pk in newest:
            definition = speaking.told(newest[procedure.pk])
            found.append(Entry(procedure, definition, showing.terms(definition, on)))
    return found


def by_codes(codes: Iterable[str], on: date) -> list[Entry]:
    """The open procedures among these codes, in the order of the codes."""
    wanted = list(codes)
    rank = {code: n for n, code in enumerate(wanted)}
    rows = queries.open_procedures(on).filter(code__in=wanted)
    return entries(sorted(rows, key=lambda one: rank[one.code]), on)


def steps_of(event: Event, on: date) -> list[tuple[str, list[Entry]]]:
    """The steps of a life event that this portal can do something about."""
    known = {
        entry.procedure.code: entry for entry in by_codes([c for _, codes in event.steps for c in codes], on)
    }
    walk = [(words, [known[code] for code in codes if code in known]) for words, codes in event.steps]
    return [(words, found) for words, found in walk if found]


def fields(on: date) -> list[ProcedureField]:
    """The fields that have something to ask for, each with its `open_count`, in Vietnamese order."""
    openly = queries.open_procedures(on).order_by().values("pk")
    rows = ProcedureField.objects.filter(procedures__in=openly).annotate(open_count=Count("procedures"))
    return sorted(rows, key=lambda one: fold(one.name))


@dataclass(frozen=True)
class Listed:
    """A procedure in the list by letter, by its name in the page's language."""

    procedure: Procedure
    title: str

    @property
    def official(self) -> str:
        return self.procedure.name if self.procedure.name != self.title else ""


def listed(procedures: Iterable[Procedure]) -> list[Listed]:
    """These procedures in the order of the names that the reader sees."""
    names = speaking.names()
    rows = [Listed(one, names.get(one.pk) or one.plain_name or one.name) for one in procedures]
    return sorted(rows, key=lambda one: fold(one.title))


def letter_of(title: str) -> str:
    """The letter under which the list keeps a name, Đ under D."""
    return fold(title)[:1]


def today() -> Today:
    """The counters of the province by its calendar."""
    at = now()
    hours = working_time()
    opens = hours.snap(at)
    here = local(at).date()
    if opens <= at:
        words = _("đến %(time)s") % {"time": clock(hours.closing(here))}
    else:
        words = _("mở lại lúc %(time)s %(day)s") % {
            "time": clock(opens),
            "day": long_day(local(opens).date()),
        }
    ahead = next(
        (hours.special[one] for one in sorted(hours.special) if 0 < (one - here).days <= 14),
        None,
    )
    return Today(at=at, open=opens <= at, words=words, ahead=ahead)


def ahead_words(special: SpecialDay) -> str:
    """ "Thứ Ba, 24/11/2026 các quầy nghỉ (Ngày Văn hoá Việt Nam). Nộp trên mạng vẫn mở." """
    name = long_day(special.day)
    facts = {"day": name[:1].upper() + name[1:], "note": f" ({special.note})" if special.note else ""}
    if special.kind in ("holiday", "day_off_swap"):
        return _("%(day)s các quầy nghỉ%(note)s. Nộp trên mạng vẫn mở.") % facts
    if special.kind == "makeup_workday":
        return _("%(day)s các quầy làm bù%(note)s.") % facts
    return _("%(day)s các quầy làm giờ khác thường%(note)s.") % facts


def last_checked(effective_from: date | None, decision: str) -> str:
    """The foot of a procedure page: since when this version holds, and by which decision."""
    since = _("Áp dụng từ %(day)s") % {"day": day(effective_from)} if effective_from else ""
    return ", ".join(part for part in (since, decision) if part)


def files_here() -> bool:
    """Whether people file on this portal, or at the national one (profile)."""
    return profile().citizen_front == "local"
