"""Answers taken from what is known about the applicant, each with its source (QN-16.3a, QN-16.3c)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from portal.accounts.models import Party
from portal.web.language import Said, translated
from portal.web.show import day
from procedures import places
from procedures.definition.prefills import CARRIED
from procedures.definition.shapes import Definition, Page, Question
from procedures.eform import checks
from procedures.eform.sources import NAMES, Known, Source, ask
from procedures.eform.walking import effective
from procedures.expressions import Given, given

SOURCES = "_nguon"
EARLIER = gettext_noop("câu trả lời của bạn ở phần trước")
ACCOUNT = gettext_noop("hồ sơ tài khoản của bạn")
_CHECKED = ", đã đối chiếu giấy tờ ngày "


def prefill(
    definition: Definition,
    party: Party,
    answers: Mapping[str, Any] | None = None,
    *,
    once: Mapping[str, Source] | None = None,
) -> dict[str, Any]:
    """The answers with the empty ones filled from the party's account and from the sources that are connected;
    what somebody answered is never overwritten. `once`: sources for this one time, such as a register that the
    person has just agreed to being asked.

    The key `_nguon` says for each filled question which value was put in and whence; it is shown under the
    field while the value is still that one and is not part of what is submitted."""
    filled = dict(answers or {})
    filled |= carried(definition, filled, party)
    sources = dict(filled.get(SOURCES) or {})
    empty = [one for one in _questions(definition) if filled.get(one.id) in (None, "", [])]
    elsewhere = _elsewhere(empty, definition, party, once or {})
    facts = given()
    for question in empty:
        head, _, field = question.prefill.partition(".")
        if head == "party":
            value, text = _known(question, party), _source(party)
        else:
            value, text = _fitting(question, elsewhere.get(head), field, facts)
        if value is not None:
            filled[question.id] = value
            sources[question.id] = {"value": value, "text": text}
    if sources:
        filled[SOURCES] = sources
    return filled


def source_of(question_id: str, answers: Mapping[str, Any]) -> str:
    """Where the present answer comes from; "" when the person typed or changed it."""
    sources = answers.get(SOURCES)
    kept = sources.get(question_id) if isinstance(sources, dict) else None
    if not isinstance(kept, dict) or kept.get("value") != answers.get(question_id):
        return ""
    return str(kept.get("text", ""))


def carried(
    definition: Definition, answers: Mapping[str, Any], party: Party, shown: Page | None = None
) -> dict[str, Any]:
    """What else changes with these answers: earlier ones carried into later questions, and what is filled only
    under a condition that now holds. None takes an answer back.

    A value follows as long as nobody touched it; one that was changed or emptied by hand stays as it is. The
    page that is just `shown` is left alone: its boxes say what they say."""
    counting = effective(definition, answers)
    sources = dict(answers.get(SOURCES) or {})
    changes: dict[str, Any] = {}
    for question in _following(definition, shown):
        present, kept = answers.get(question.id), sources.get(question.id)
        if present not in (None, "", []) if kept is None else present != kept.get("value"):
            continue
        value, text = _carried(question, counting, party)
        if value == (None if kept is None else present):
            continue
        changes[question.id] = value
        sources[question.id] = {"value": value, "text": text}
    return changes | {SOURCES: sources} if changes else {}


def _following(definition: Definition, shown: Page | None) -> Iterator[Question]:
    """The questions whose answer follows other answers."""
    for page in definition.form.pages:
        if shown is None or page.id != shown.id:
            yield from (q for q in page.questions if q.prefill_when or q.prefill.startswith(CARRIED))


def _carried(question: Question, counting: Mapping[str, Any], party: Party) -> tuple[Any, str]:
    """What a question is filled with under these answers; None when its condition does not hold or nothing fits."""
    facts = given()
    if question.prefill_when is not None and not question.prefill_when.holds(counting, facts):
        return None, ""
    if question.prefill.startswith(CARRIED):
        value, text = counting.get(question.prefill.removeprefix(CARRIED)), EARLIER
    else:
        value, text = _known(question, party), _source(party)
    if value in (None, "", []) or checks.build(question)(value, facts):
        return None, ""
    return value, text


def _questions(definition: Definition) -> Iterator[Question]:
    """Those filled once, when the draft is begun."""
    for page in definition.form.pages:
        for question in page.questions:
            if question.prefill and not question.prefill_when and not question.prefill.startswith(CARRIED):
                yield question


def answered(definition: Definition, answers: Mapping[str, Any], source: str) -> Any:
    """What the person answered to the question that would be filled from `source` ("party.phone"); None without one."""
    counting = effective(definition, answers)
    found = (counting.get(one.id) for one in _questions(definition) if one.prefill == source)
    return next((value for value in found if value), None)


def wanted_of(definition: Definition, name: str) -> frozenset[str]:
    """The fields that a form would take from a source."""
    fields = (question.prefill.partition(".") for question in _questions(definition))
    return frozenset(field for head, _, field in fields if head == name)


def _elsewhere(
    empty: list[Question], definition: Definition, party: Party, once: Mapping[str, Source]
) -> dict[str, Known]:
    """What the other sources know; each is asked once, and only when a question wants it."""
    found = {}
    for name in NAMES:
        wanted = frozenset(q.prefill.partition(".")[2] for q in empty if q.prefill.startswith(f"{name}."))
        if not wanted:
            continue
        source = once.get(name)
        known = source(party, definition, wanted) if source else ask(name, party, definition, wanted)
        if known is not None:
            found[name] = known
    return found


def _fitting(question: Question, known: Known | None, field: str, facts: Given) -> tuple[Any, str]:
    """The value for a question, if the source has one that would be accepted as its answer."""
    value = known.values.get(field) if known else None
    if known is None or value in (None, "", []) or checks.build(question)(value, facts):
        return None, ""
    return value, known.text


def _source(party: Party) -> str:
    return f"{ACCOUNT}{_CHECKED}{day(party.id_checked_at)}" if party.id_checked_at else ACCOUNT


def source_words(text: str) -> str:
    """A source in the language of the page; one that is named by a register stays as it is."""
    head, checked, on = text.partition(_CHECKED)
    if not translated() or head not in (ACCOUNT, EARLIER):
        return text
    return Said(_(head) + (_(", đã đối chiếu giấy tờ ngày %(day)s") % {"day": on} if checked else ""))


def _known(question: Question, party: Party) -> Any:
    """What the party offers for one question, in the question's own form; None when nothing fits."""
    key = question.prefill.removeprefix("party.")
    if key == "birth_on":
        return party.birth_on.isoformat() if party.birth_on else None
    if key == "sex":
        return {"male": "nam", "female": "nu"}.get(party.sex)
    if key in ("address", "commune"):
        return _place(question, key, party)
    return getattr(party, key) or None


def _place(question: Question, key: str, party: Party) -> Any:
    code = party.commune_code
    if key == "commune":
        found = places.place(code) if code else None
        return code if found and (question.scope != "province" or found.served) else None
    if question.kind == "address":
        return {"commune": code, "line": party.address} if code and party.address else None
    words = [party.address, places.text_of(code) if code else ""]
    return ", ".join(word for word in words if word) or None
