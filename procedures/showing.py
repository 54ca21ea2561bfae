"""A definition in words for citizens: what it costs, how long it takes, what to bring. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from portal.web.show import NBSP, vnd
from procedures.definition import Definition
from procedures.definition.shapes import Amount, FeeRule, Limit, PaperSpec
from procedures.expressions import Expression
from procedures.level import level_of
from procedures.prices import prices

_PER = {"case": "", "copy": lazy("một bản"), "person": lazy("một người"), "page": lazy("một trang")}
_COPIES = {
    "original": lazy("bản chính"),
    "copy": lazy("bản sao"),
    "certified_copy": lazy("bản sao chứng thực"),
    "copy_with_original": lazy("bản sao, mang bản chính để đối chiếu"),
    "electronic": lazy("bản điện tử"),
}
_SKETCHES = (
    ("card", ("căn cước", "hộ chiếu", "thẻ")),
    ("land", ("quyền sử dụng đất", "sổ đỏ", "nhà đất")),
    ("drawing", ("bản vẽ", "sơ đồ", "thiết kế")),
    ("table", ("danh sách", "bảng kê", "sổ ")),
    ("form", ("tờ khai", "đơn", "giấy đề nghị", "phiếu")),
)


@dataclass(frozen=True)
class Terms:
    """One procedure on one line: what people compare before they choose."""

    fee: str
    time: str
    place: str
    online: str
    tone: str


@dataclass(frozen=True)
class Need:
    """One paper as the procedure page names it; `condition` tells when it is asked for at all."""

    name: str
    hint: str
    kind: str
    sketch: str
    condition: str
    bring_original: bool


@dataclass(frozen=True)
class Fee:
    name: str
    amount: str
    condition: str
    note: str
    exempt: tuple[str, ...]


def terms(definition: Definition, on: date) -> Terms:
    online, tone = online_words(definition)
    return Terms(
        fee=fee_words(definition, on),
        time=limit_words(definition.limits.processing),
        place=place_words(definition),
        online=online,
        tone=tone,
    )


def limit_words(limit: Limit) -> str:
    """ "trong ngày", "3 ngày làm việc" """
    if limit.unit == "same_day":
        return _("trong ngày")
    words = {
        "working_hour": ngettext("%(n)s giờ làm việc", "%(n)s giờ làm việc", limit.value),
        "working_day": ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", limit.value),
        "calendar_day": ngettext("%(n)s ngày", "%(n)s ngày", limit.value),
    }[limit.unit]
    return words.replace(" ", NBSP, 1) % {"n": limit.value}


def place_words(definition: Definition) -> str:
    """Whose counter takes it, in general; which one in particular depends on where people live."""
    if definition.competence.kind == "commune" and definition.competence.specialty == "police":
        return _("Công an xã, phường, đặc khu")
    places = {"commune": _("UBND xã, phường, đặc khu"), "province": _("Trung tâm hành chính công tỉnh")}
    return places.get(definition.level, _("UBND xã, phường hoặc trung tâm tỉnh"))


def online_words(definition: Definition) -> tuple[str, str]:
    """The badge and its tone."""
    return {
        "full": (_("Làm hết trên mạng"), "green"),
        "partial": (_("Nộp trên mạng, đến quầy một lần"), "amber"),
    }.get(level_of(definition).offered, (_("Làm tại quầy"), "grey"))


def fee_words(definition: Definition, on: date) -> str:
    """The price that everybody pays, shortly; what depends on the answers is told apart (`fees`)."""
    rules = _in_force(definition, on)
    always = [rule for rule in rules if rule.when is None and not rule.cases]
    if len(always) == 1 and not any(rule.cases for rule in rules):
        return _both_ways(always[0])
    tried = prices(definition, on)
    if tried is None or not rules:
        return _("Tùy trường hợp") if rules else _("Miễn phí")
    if tried.least == tried.most:
        return vnd(tried.least) if tried.most else _("Miễn phí, trừ vài trường hợp")
    if tried.least:
        return _("từ %(sum)s") % {"sum": vnd(tried.least)}
    if tried.usual == 0:
        return _("Miễn phí, trừ vài trường hợp")
    return _("đến %(sum)s, tùy trường hợp") % {"sum": vnd(tried.most)}


def _both_ways(rule: FeeRule) -> str:
    online = rule.by_channel.get("online")
    if online is None or online == rule.amount:
        return amount_words(rule.amount)
    facts = {"online": amount_words(online), "counter": amount_words(rule.amount)}
    return _("%(online)s trên mạng, %(counter)s tại quầy") % facts


def fees(definition: Definition, on: date) -> list[Fee]:
    """Every fee in force on that day with its condition, other price online, and who is exempt."""
    return [_fee(definition, rule, on) for rule in _in_force(definition, on)]


def amount_words(amount: Amount) -> str:
    """ "8.000 đ một bản", "2.000 đ một trang, từ trang 3: 1.000 đ, nhiều nhất 200.000 đ" """
    per = _PER[amount.per]
    if amount.steps:
        words = f"{vnd(amount.steps[0].vnd)} {per}".strip()
        for before, step in zip(amount.steps, amount.steps[1:], strict=False):
            words += _(", từ trang %(page)s: %(sum)s") % {"page": (before.to or 0) + 1, "sum": vnd(step.vnd)}
    elif amount.vnd == 0:
        return _("Miễn phí")
    else:
        words = f"{vnd(amount.vnd)} {per}".strip()
    return words + (_(", nhiều nhất %(sum)s") % {"sum": vnd(amount.cap_vnd)} if amount.cap_vnd else "")


def needs(definition: Definition) -> list[Need]:
    """The papers in their order; the declaration, filled in on the portal, is told by the page itself."""
    return [_need(definition, paper) for paper in definition.papers]


def when_words(condition: Expression | None, definition: Definition) -> str:
    """ "Chỉ khi câu “Có giấy chứng sinh?” trả lời: Có"; a condition too long for a line is told in general."""
    if condition is None:
        return ""
    match condition.tree:
        case {"op": "eq", "args": [{"q": key}, {"v": value}]}:
            question = definition.question(key)
            if question is not None:
                said = _answer(value, {option.id: option.label for option in question.options})
                return _("Chỉ khi câu “%(question)s” trả lời: %(answer)s") % {
                    "question": question.label,
                    "answer": said,
                }
    return _("Tuỳ câu trả lời của bạn; cổng sẽ nói khi cần")


def work_words(definition: Definition) -> str:
    """The office's own steps in one breath."""
    names = [step.name for step in definition.steps]
    return ", ".join([names[0], *(name[:1].lower() + name[1:] for name in names[1:])]) if names else ""


def _in_force(definition: Definition, on: date) -> list[FeeRule]:
    return [
        rule
        for rule in definition.fees
        if not (rule.starts_on and on < rule.starts_on) and not (rule.ends_on and on > rule.ends_on)
    ]


def _fee(definition: Definition, rule: FeeRule, on: date) -> Fee:
    online = rule.by_channel.get("online")
    notes = [_("nộp trên mạng: %(amount)s") % {"amount": amount_words(online)}] if online else []
    notes += [
        _("giảm %(percent)s%%: %(what)s") % {"percent": one.percent, "what": one.label}
        for one in rule.reduced
        if not (one.starts_on and on < one.starts_on) and not (one.ends_on and on > one.ends_on)
    ]
    if any(_set_by_council(mark, rule.id) for mark in definition.unverified):
        notes.append(_("theo quy định của HĐND tỉnh"))
    return Fee(
        name=rule.name,
        amount=amount_words(rule.amount),
        condition=when_words(rule.when, definition),
        note=", ".join(notes),
        exempt=tuple(
            one.label
            if one.percent == 100
            else _("%(who)s (giảm %(percent)s%%)") % {"who": one.label, "percent": one.percent}
            for one in rule.exempt
        ),
    )


def _set_by_council(mark: str, rule_id: str) -> bool:
    """Whether a mark of doubt leaves this fee to the province's council: named without another reason, or with that."""
    place, _colon, reason = mark.partition(":")
    return place in ("fees", f"fees.{rule_id}") and (not reason.strip() or "Hội đồng nhân dân" in reason)


def _need(definition: Definition, paper: PaperSpec) -> Need:
    kind = _COPIES.get(paper.copy_kind, "")
    count = f"{paper.count}{NBSP}" if paper.count > 1 else ""
    words = when_words(paper.when, definition)
    if not words and paper.cases:
        names = [case.name for case in definition.cases if case.id in paper.cases]
        words = _("Chỉ khi: %(cases)s") % {"cases": ", ".join(names)}
    if not words and not paper.required:
        words = _("Nếu có")
    name = str(getattr(paper.name, "vietnamese", paper.name)).lower()
    return Need(
        name=paper.name,
        hint=paper.hint,
        kind=f"{count}{kind}",
        sketch=next((sketch for sketch, marks in _SKETCHES if any(mark in name for mark in marks)), "sealed"),
        condition=words,
        bring_original=paper.bring_original,
    )


def _answer(value: Any, options: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    return options.get(str(value), str(value))
