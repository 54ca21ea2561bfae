"""Asking for more papers, and what comes of it: supply, or lapse (domain.md §4.3 T3, T4, T7, T10-T12)."""

from typing import Any

from dossiers import clock, declared, letters
from dossiers.models import Delivery, Dossier, SlipKind, SupplementRequest, TaskOutcome
from dossiers.permissions import (
    REQUEST_LEADERS as LEADERS,
)
from dossiers.permissions import (
    charged_with,
    why_not_request_supplement,
    why_not_supply,
    why_not_supply_on_paper,
)
from dossiers.services import _messages, papers
from dossiers.services._step import step
from dossiers.services._tasks import end_tasks, go_on, open_desk_task
from dossiers.services.money import end_charges
from dossiers.services.submission import signed_facts
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from procedures import eform
from procedures.queries import definition

STILL = "Còn mục chưa sửa: %(items)s."
SIGN_FIRST = "Ký số tờ khai đã sửa trước khi gửi."


class NotSigned(StepRefused):
    """The procedure asks for a signature, and what is sent now is not what was signed."""


def request_supplement(
    *,
    dossier: Dossier,
    officer: Officer,
    flagged: list[dict[str, Any]],
    reason: str = "",
    legal_ground: str = "",
    seen: int | None = None,
) -> SupplementRequest:
    """Asks for papers or answers, in full and once; the clock stops (DL-8.1a, QN-13.2c).

    `flagged` is a list of {"kind": "paper" | "question", "id", "note"}. Each must be a paper or question of the
    version, or stand on a stated legal ground (domain.md §4.4). Raises StepRefused.
    """
    with step(
        dossier, "request_supplement", by=officer.user, officer=officer, note=reason, seen=seen
    ) as locked:
        refusal = why_not_request_supplement(officer, locked) or why_a_leader(officer, locked)
        if refusal or (refusal := why_not_again(locked, reason)):
            raise StepRefused(refusal)
        items = named(locked, flagged, legal_ground)
        if locked.state == State.REGISTERED:
            end_tasks(locked, TaskOutcome.DONE, "accept")
        return send(locked, officer, items=items, reason=reason, legal_ground=legal_ground)


def send(
    locked: Dossier,
    officer: Officer,
    *,
    items: list[dict[str, Any]],
    reason: str,
    legal_ground: str,
    approved_by: Officer | None = None,
) -> SupplementRequest:
    """Inside a step: the request goes out with its letter and message, the clock stops."""
    at = now()
    due = clock.supply_due_at(locked, at)
    asked = SupplementRequest.objects.create(
        dossier=locked,
        flagged=items,
        reason=reason,
        legal_ground=legal_ground,
        after_acceptance=locked.received_at is not None,
        requested_by=officer,
        approved_by=approved_by,
        requested_at=at,
        due_at=due,
    )
    locked.request_supplement()
    locked.answer_marks.all().delete()
    told: dict[str, Any] = {"items": items, "reason": reason, "due_at": due}
    letters.issue(locked, SlipKind.SUPPLEMENT, officer, legal_ground=legal_ground, **told)
    _messages.tell(locked, "supplement_requested", **told)
    return asked


def supply(*, dossier: Dossier, user: User, seen: int | None = None) -> Dossier:
    """The applicant has mended what was asked for. The receipt clock starts anew, or work goes on (T4, T11).

    Raises StepRefused when an asked-for paper was not touched, NotSigned where the mended declaration must be signed.
    """
    signed: dict[str, object] = {}
    with step(dossier, "supply", by=user, seen=seen, data=signed) as locked:
        if refusal := why_not_supply(user, locked):
            raise StepRefused(refusal)
        asked = locked.supplements.get(answered_at=None, closed_at=None)
        if left := _untouched(locked, asked):
            raise StepRefused(STILL, items=", ".join(left))
        if declared.asks_signature(locked) and not declared.standing(locked).signed:
            raise NotSigned(SIGN_FIRST)
        signed |= signed_facts(locked)
        _supplied(locked, asked)
    return dossier


def supply_on_paper(*, dossier: Dossier, officer: Officer, note: str = "") -> Dossier:
    """The papers asked for lie on the desk, brought or sent by post: entered for the applicant (T4, T11, HG-8.1b).

    Raises StepRefused, also when questions were asked about: those only the applicant answers.
    """
    with step(dossier, "supply", by=officer.user, officer=officer, note=note) as locked:
        if refusal := why_not_supply_on_paper(officer, locked):
            raise StepRefused(refusal)
        asked = locked.supplements.get(answered_at=None, closed_at=None)
        if questions := [item["title"] for item in asked.flagged if item["kind"] != "paper"]:
            raise StepRefused("Người nộp phải khai lại: %(items)s.", items=", ".join(questions))
        for item in asked.flagged:
            spec = papers.asked_by_name(locked, item["id"])
            if spec is not None:
                row = papers.item_for(locked, spec)
                row.delivery = Delivery.COUNTER
                row.save(update_fields=["delivery"])
        _supplied(locked, asked)
    return dossier


def _supplied(locked: Dossier, asked: SupplementRequest) -> None:
    """What was asked for has come: the receipt clock starts anew, or work goes on."""
    at = now()
    asked.answered_at = at
    asked.save(update_fields=["answered_at"])
    locked.items.filter(paper_id__in=[item["id"] for item in asked.flagged]).update(
        verdict="", verdict_note=""
    )
    locked.supply()
    papers.bind_later(locked)
    if locked.state == State.REGISTERED:
        locked.registered_at = at
        open_desk_task(locked, "accept", clock.receipt_due_at(locked, at))
    else:
        locked.due_at = clock.due_at(locked)
        go_on(locked)
    _messages.tell(locked, "supplied", answer_by=_answer_by(locked))


def lapse(*, dossier: Dossier) -> Dossier:
    """Nobody answered within the term: the dossier is closed and the person is told (T7, T12)."""
    with step(dossier, "lapse", by=None, note="Quá hạn bổ sung") as locked:
        asked = locked.supplements.filter(answered_at=None, closed_at=None).first()
        if locked.state != State.SUPPLEMENT_REQUIRED or asked is None or asked.due_at > now():
            raise StepRefused("Hồ sơ chưa quá hạn bổ sung.")
        at = now()
        asked.closed_at = at
        asked.save(update_fields=["closed_at"])
        locked.lapse()
        locked.ended_at = at
        end_charges(locked, "Quá hạn bổ sung")
        end_tasks(locked, TaskOutcome.CANCELLED)
        kind = SlipKind.STOP if locked.received_at else SlipKind.REFUSAL
        letters.issue(locked, kind, asked.requested_by, reason="Quá hạn bổ sung giấy tờ.")
        _messages.tell(locked, "lapsed", due_at=asked.due_at)
    return dossier


def asked_before(dossier: Dossier) -> int:
    """How many requests there were after acceptance; more than the province allows are counted (domain.md §5.4)."""
    return dossier.supplements.filter(after_acceptance=True).count() if dossier.received_at else 0


def why_a_leader(officer: Officer, dossier: Dossier) -> str:
    """Why this officer does not send it but drafts it for a leader; "" when the officer sends it (T10, DL-20)."""
    if not dossier.received_at or charged_with(officer, dossier.competent_agency_id, *LEADERS):
        return ""
    before = asked_before(dossier)
    if before >= profile().supplement_max:
        return f"Đã yêu cầu bổ sung {before} lần. Lần nữa phải do lãnh đạo cơ quan duyệt."
    if profile().supplement_by_leader:
        return "Yêu cầu bổ sung sau khi tiếp nhận phải do lãnh đạo duyệt rồi mới gửi."
    return ""


def why_not_again(dossier: Dossier, reason: str) -> str:
    """One more than the province allows is not asked for without a reason (domain.md §4.4)."""
    if asked_before(dossier) < profile().supplement_max or not dossier.received_at or reason.strip():
        return ""
    return "Ghi lý do phải yêu cầu bổ sung thêm lần nữa."


def named(dossier: Dossier, flagged: list[dict[str, Any]], ground: str) -> list[dict[str, Any]]:
    """Each flagged thing with its published title. What the version never asked for is refused, but for a paper
    that a legal ground demands (domain.md §4.4)."""
    told = definition(dossier.version)
    titles = {("paper", item.paper_id): item.title for item in dossier.items.all()}
    titles |= {("paper", paper.id): paper.name for paper in told.papers}
    titles |= {("question", key): question.label for key, question in told.by_id.items()}
    found: list[dict[str, Any]] = []
    for item in flagged:
        note = str(item.get("note", "")).strip()
        title = titles.get((item["kind"], item["id"]))
        if not note:
            raise StepRefused("Ghi rõ sai ở đâu, sửa thế nào: %(item)s.", item=title or item["id"])
        if title is None:
            item, title = _beyond(dossier, item, len(found), ground)
        found.append({**item, "note": note, "title": title})
    if not found:
        raise StepRefused("Chọn ít nhất một mục cần sửa.")
    return found


def _beyond(dossier: Dossier, item: dict[str, Any], nth: int, ground: str) -> tuple[dict[str, Any], str]:
    """A paper outside the published list gets a name of its own in this dossier, so that it can be handed in."""
    title = str(item.get("title", "")).strip()[:300]
    if item["kind"] != "paper" or not ground.strip() or not title:
        raise StepRefused("Chỉ yêu cầu giấy tờ đã công bố, hoặc nêu rõ tên giấy tờ và căn cứ pháp lý.")
    return {**item, "id": f"{papers.BEYOND}{dossier.supplements.count() + 1}_{nth + 1}"}, title


def untouched(dossier: Dossier) -> list[str]:
    """What of the open request nobody has mended yet."""
    asked = dossier.supplements.filter(answered_at=None, closed_at=None).first()
    return _untouched(dossier, asked) if asked is not None else []


def _untouched(dossier: Dossier, asked: SupplementRequest) -> list[str]:
    """Flagged papers without a page added since they were asked for, flagged answers still the same."""
    untouched = []
    for item in asked.flagged:
        if item["kind"] == "question":
            if item["id"] not in asked.mended:
                untouched.append(item["title"])
            continue
        paper = dossier.items.filter(paper_id=item["id"]).first()
        fresh = paper and (
            paper.delivery == "counter"
            or paper.pages.filter(removed_at=None, added_at__gte=asked.requested_at).exists()
        )
        if not fresh:
            untouched.append(item["title"])
    return untouched


def mend_answers(*, dossier: Dossier, user: User, answers: dict[str, Any]) -> Dossier:
    """New answers to the questions that were asked about, and to no others (QN-13.2c). Kept at once."""
    with step(dossier, "mend_answers", by=user) as locked:
        if refusal := why_not_supply(user, locked):
            raise StepRefused(refusal)
        asked = locked.supplements.get(answered_at=None, closed_at=None)
        allowed = {item["id"] for item in asked.flagged if item["kind"] == "question"}
        if strange := set(answers) - allowed:
            raise StepRefused("Mục này không cần sửa: %(items)s.", items=", ".join(sorted(strange)))
        merged = {**locked.answers, **answers}
        problems = eform.problems(definition(locked.version), merged)
        if wrong := [sentence for key, sentence in problems.items() if key in allowed]:
            raise StepRefused(" ".join(wrong))
        locked.answers = merged
        asked.mended = sorted({*asked.mended, *answers})
        asked.save(update_fields=["mended"])
    return dossier


def _answer_by(dossier: Dossier) -> Any:
    return dossier.due_at or clock.receipt_due_at(dossier, now())
