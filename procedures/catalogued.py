"""What definitions take from the shared catalogues, what they teach them, and the catalogues that are kept here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Func, JSONField, Q, Value

from portal.agencies.queries import today
from portal.catalogues import services
from portal.catalogues.models import Kind
from portal.catalogues.offering import Row, offer
from portal.catalogues.queries import standing
from procedures import queries
from procedures.models import Procedure, ProcedureField
from procedures.online.records import Solution, SolutionKind

_SOURCES = {"party", "population", "enterprise", "vault", "last_dossier"}
_PREFILLS = Func(
    F("definition"),
    Value("$.form.pages[*].questions[*].prefill"),
    function="jsonb_path_query_array",
    template="%(function)s(%(expressions)s::jsonpath)",
    output_field=JSONField(),
)


def learn(document: Mapping[str, Any], source: str) -> int:
    """The codes of results that a document brings along enter the catalogue, where it lacks them."""
    return learn_all([document], source)


def learn_all(documents: Iterable[Mapping[str, Any]], source: str) -> int:
    """The same for many, with two statements."""
    said = [pair for document in documents for pair in _results(document)]
    return services.learn(Kind.RESULT, said, source)


def _results(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    result = document.get("result")
    for one in [result, *(result.get("others") or [])] if isinstance(result, dict) else []:
        if isinstance(one, dict) and isinstance(one.get("code"), str):
            yield one["code"], str(one.get("name") or "")
    for paper in document.get("papers") or []:
        if isinstance(paper, dict) and isinstance(paper.get("result_code"), str):
            yield paper["result_code"], str(paper.get("name") or "")


def choices(kind: Kind, document: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The entries of today to choose from; a code that the document already has is never lost from the list."""
    offered = {one.code: one.name for one in standing(kind, today())}
    part, key = ("papers", "kind") if kind == Kind.PAPER else ("fees", "item")
    for one in document.get(part) or []:
        code = one.get(key) if isinstance(one, dict) else None
        if isinstance(code, str) and code and code not in offered:
            offered[code] = f"{code} (không có trong danh mục)"
    return (("", "chưa chọn"), *sorted(offered.items(), key=lambda pair: pair[1]))


def _procedures(on: date, after: str, most: int) -> list[Row]:
    found = Procedure.objects.filter(Q(retired_on=None) | Q(retired_on__gt=on), code__gt=after)
    rows = found.order_by("code").values("code", "name", "field__code", "retired_on", "successor__code")
    return [_procedure(one) for one in rows[:most]]


def _procedure(one: Mapping[str, Any]) -> Row:
    return {
        "code": one["code"],
        "name": one["name"],
        "field": one["field__code"],
        "to": one["retired_on"],
        "instead": one["successor__code"],
    }


def _services(on: date, after: str, most: int) -> list[Row]:
    """What can be done on the net on a day, wholly or in part, with what it is filled from and how people are
    identified (ST-20.2a): the list that the national portal takes over (QN-11.3)."""
    found = queries.in_force(on).filter(definition__online__in=["full", "partial"], procedure__code__gt=after)
    rows = (
        found.annotate(prefills=_PREFILLS)
        .order_by("procedure__code")
        .values_list(
            "procedure__code",
            "procedure__name",
            "definition__online",
            "effective_from",
            "effective_to",
            "prefills",
        )[:most]
    )
    identified = _identified([code for code, *_ in rows])
    return [
        {
            "code": code, "name": name, "online": online, "from": begins, "to": ends,
            "sources": sorted({one.partition(".")[0] for one in prefills} & _SOURCES),
            "identity": identified.get(code, []),
        }
        for code, name, online, begins, ends, prefills in rows
    ]  # fmt: skip


def _identified(codes: list[str]) -> dict[str, list[str]]:
    """The solutions of identity and authentication that are in use, by procedure."""
    used = Solution.objects.filter(
        kind=SolutionKind.IDENTITY, done_on__isnull=False, procedure__code__in=codes
    ).order_by("pk")
    found: dict[str, list[str]] = {}
    for code, words in used.values_list("procedure__code", "words"):
        found.setdefault(code, []).append(words)
    return found


def _fields(on: date, after: str, most: int) -> list[Row]:
    rows = ProcedureField.objects.filter(code__gt=after).order_by("code").values("code", "name")
    return [dict(one) for one in rows[:most]]


def offer_ours() -> None:
    """Called when the application starts."""
    offer("thu-tuc", "Thủ tục hành chính", _procedures)
    offer("dich-vu-cong", "Dịch vụ công trực tuyến", _services)
    offer("linh-vuc", "Ngành, lĩnh vực", _fields)
