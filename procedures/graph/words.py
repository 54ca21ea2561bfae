"""The steps in words: who, where, how long. What the picture says and the list beside it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.agencies.models import Agency, Duty, Specialty
from portal.web.show import NBSP
from procedures.definition import Definition, Step
from procedures.showing import when_words
from procedures.steps import DAY_MINUTES, in_order, may_return_to

KINDS = {"work": "Thụ lý", "consult": "Lấy ý kiến", "approve": "Duyệt, ký", "issue": "Cấp số, phát hành"}
OUTPUTS = {"result": "dự thảo kết quả", "opinion": "ý kiến", "report": "báo cáo"}


@dataclass(frozen=True, slots=True)
class Row:
    """One step as a line of the list: `number` counts in the order of the graph."""

    step: Step
    number: int
    kind: str
    agency: str
    duty: str
    share: str
    after: tuple[str, ...]
    condition: str
    output: str
    returns: tuple[str, ...]
    beside: bool


def rows_of(definition: Definition) -> list[Row]:
    """Every step after those it waits for. Steps in a circle come last, for they have no place."""
    ordered = in_order(definition)
    ordered += [step for step in definition.steps if step not in ordered]
    names = {step.id: step.name for step in definition.steps}
    number = {step.id: place for place, step in enumerate(ordered, start=1)}
    rows = []
    for step in ordered:
        twins = [
            one for one in ordered if one is not step and step.after and set(one.after) == set(step.after)
        ]
        rows.append(
            Row(
                step=step,
                number=number[step.id],
                kind=KINDS.get(step.kind, step.kind),
                agency=agency_words(step, definition),
                duty=Duty(step.duty).label,
                share=share_words(step.minutes),
                after=tuple(names[key] for key in step.after),
                condition=when_words(step.when, definition),
                output=step.output or OUTPUTS.get(step.produces, ""),
                returns=tuple(one.name for one in may_return_to(definition, step.id)) if step.back_to else (),
                beside=bool(twins),
            )
        )
    return rows


def share_words(minutes: int) -> str:
    """ "2 ngày", "4 giờ", "1,5 ngày" (of eight working hours), "20 phút" """
    if minutes < 60:
        return _("%(n)s phút").replace(" ", NBSP) % {"n": minutes}
    if minutes < DAY_MINUTES:
        return _("%(n)s giờ").replace(" ", NBSP) % {"n": _short(minutes / 60)}
    days = ngettext("%(n)s ngày", "%(n)s ngày", 1 if minutes == DAY_MINUTES else 2)
    return days.replace(" ", NBSP) % {"n": _short(minutes / DAY_MINUTES)}


def agency_words(step: Step, definition: Definition) -> str:
    """Where a step is done, as far as it can be said before there is a dossier."""
    if step.agency == "chosen":
        named = [selector_words(one, definition) for one in step.among]
        return _("Cán bộ chọn: %(places)s") % {"places": " hoặc ".join(named)}
    return selector_words(step.agency, definition)


def selector_words(selector: str, definition: Definition) -> str:
    kind, _colon, rest = selector.partition(":")
    if kind == "agency":
        named = Agency.objects.filter(code=rest).values_list("name", flat=True).first()
        return named or rest
    if kind == "place":
        question = definition.question(rest.partition(":")[0])
        return _("UBND xã, phường nơi nêu ở “%(question)s”") % {
            "question": question.called() if question else rest
        }
    if kind in ("unit", "department"):
        field = Specialty(rest).label if rest in Specialty.values else rest
        words = _("Phòng chuyên môn (%(field)s)") if kind == "unit" else _("Sở, ngành tỉnh (%(field)s)")
        return words % {"field": field[:1].lower() + field[1:]}
    return {
        "desk": _("Bộ phận một cửa"),
        "competent": _("Cơ quan giải quyết"),
        "police": _("Công an xã, phường"),
    }.get(kind, selector)


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",")
