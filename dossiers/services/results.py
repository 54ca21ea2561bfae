"""The result: draft, issue, return (T15, T17, T18)."""

import re
import secrets
from typing import Any

from django_fsm import can_proceed

from dossiers import attaching, board, clock, codes, letters, queries
from dossiers.models import (
    Dossier,
    DossierResult,
    HandOver,
    ResultKind,
    SignedAs,
    Task,
    TaskKind,
    TaskOutcome,
)
from dossiers.permissions import NOT_THIS_STATE, why_not_do, why_not_return, why_not_work
from dossiers.services import _messages, signing, vaulting
from dossiers.services._step import step
from dossiers.services._tasks import all_steps_done, end_tasks, open_desk_task
from dossiers.services.intake import why_not_paid
from dossiers.services.processing import end
from dossiers.signing import under_the_pen
from dossiers.states import State
from payments.queries import owed_vnd, waiting_claim
from payments.services import unpaid
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.calendars.working_time import Limit
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures.queries import definition


def draft_result(
    *,
    dossier: Dossier,
    officer: Officer,
    fields: dict[str, Any],
    kind: str = ResultKind.POSITIVE,
    file: StoredFile | None = None,
    seen: int | None = None,
    notes: list[str] | None = None,
) -> DossierResult:
    """Writes or rewrites the draft: from the version's template, or an attached file (T15).

    A refusal after acceptance is a result of kind negative with its reasons (DL-10.2). What is attached is kept as
    PDF/A with our QR, or as it came when it is signed; `notes` hears what the officer should know. Raises StepRefused.
    """
    before = queries.living_result(dossier)
    key = before.verify_key if before else secrets.token_urlsafe(18)
    if file is not None:  # before the lock: it may take a second
        if refusal := why_not_work(officer, dossier):
            raise StepRefused(refusal)
        file, note = attaching.taken_in(dossier, file, definition(dossier.version).result.name, key)
        if note and notes is not None:
            notes.append(note)
    with step(dossier, "draft_result", by=officer.user, officer=officer, seen=seen) as locked:
        if refusal := why_not_work(officer, locked):
            raise StepRefused(refusal)
        if locked.state != State.PROCESSING:
            raise StepRefused("Chỉ soạn kết quả khi hồ sơ đang xử lý.")
        if kind == ResultKind.NEGATIVE and not str(fields.get("reason", "")).strip():
            raise StepRefused("Nhập lý do không giải quyết.")
        told = definition(locked.version).result
        title = told.name if kind == ResultKind.POSITIVE else ResultKind.NEGATIVE.label
        result = queries.living_result(locked) or DossierResult(dossier=locked, verify_key=key)
        if file is not None and result.verify_key != key:
            raise StepRefused("Dự thảo vừa được người khác lập. Tải lại trang rồi đính tệp.")
        result.kind, result.title, result.fields = kind, title, fields
        result.file, result.attached = file, file is not None
        result.drafted_by, result.drafted_at = officer, now()
        result.approved_by = result.approved_at = None
        result.save()
        if file is None:
            letters.draw_result_later(result)
    return result


def issue(*, task: Task, officer: Officer, number: str = "", seen: int | None = None) -> Dossier:
    """The clerk numbers and dates the approved result; when nothing is left to do the dossier is completed (T17)."""
    data = {"step": task.step_id, "title": task.title}
    with step(task.dossier, "issue", by=officer.user, officer=officer, data=data, seen=seen) as locked:
        fresh = board.task(locked, task.pk)
        if fresh.kind != TaskKind.ISSUE:
            raise StepRefused("Bước này không phải bước phát hành.")
        if refusal := why_not_do(officer, fresh) or _why_not_complete(locked):
            raise StepRefused(refusal)
        result = queries.living_result(locked)
        if result is None or result.approved_at is None:
            raise StepRefused("Kết quả chưa được phê duyệt.")
        result.number = next_number(locked, number.strip())
        result.issued_on = local(now()).date()
        stamped = signing.stamp_later(result, officer)
        if not stamped:
            result.file = attaching.numbered(result) if result.attached else None
        result.save(update_fields=["number", "issued_on", "file"])
        if not result.attached and not stamped:
            letters.draw_result_later(result)
        end(fresh, officer, "")
        if not all_steps_done(locked):
            raise StepRefused("Còn bước chưa xong trước khi phát hành.")
        _complete(locked, result)
    return locked


def _why_not_complete(dossier: Dossier) -> str:
    """While the applicant's wish to withdraw is open, or something is waited for, nothing is issued (T21)."""
    if can_proceed(dossier.complete):
        return ""
    if dossier.state == State.WITHDRAWAL_REQUESTED:
        return "Người nộp đang xin rút hồ sơ. Trả lời yêu cầu rút trước khi phát hành kết quả."
    return NOT_THIS_STATE


def _complete(dossier: Dossier, result: DossierResult) -> None:
    """complete: the result lies ready at the desk; the processing clock stops."""
    at = now()
    dossier.complete()
    dossier.finished_at = at
    end_tasks(dossier, TaskOutcome.CANCELLED)
    collect_by = clock.calendar_of(dossier).due(at, Limit(1, "working_day"), "civil")
    open_desk_task(dossier, "return_result", collect_by)
    charge = unpaid(subject=dossier.reference, timing="at_return")
    told: dict[str, Any] = {"result_name": result.title}
    if charge is not None and waiting_claim(charge) is None:
        told["amount_vnd"] = owed_vnd(charge)
    _messages.tell(dossier, "completed", **told)


def return_result(
    *,
    dossier: Dossier,
    officer: Officer | None,
    receiver: str = "",
    receiver_number: str = "",
    proxy: str = "",
    signature: StoredFile | None = None,
    seen: int | None = None,
) -> Dossier:
    """The person gets the result: at the counter after an identity check, online, or by post (T18).

    Somebody else needs a written authority (`proxy`). What they signed is kept: on paper, or as a picture.

    Being late never blocks; money due at return does. Raises StepRefused.
    """
    data = {
        "receiver": f"{receiver} (uỷ quyền: {proxy})" if proxy else receiver,
        "method": dossier.return_method,
    }
    by = officer.user if officer else None
    with step(dossier, "return_result", by=by, officer=officer, data=data, seen=seen) as locked:
        give(
            locked,
            officer,
            receiver=receiver,
            receiver_number=receiver_number,
            proxy=proxy,
            signature=signature,
        )
        if officer and not proxy and locked.return_method == "in_person":
            _messages.told_face_to_face(locked, officer, "Nhận kết quả tại quầy")
    return dossier


def give(
    locked: Dossier,
    officer: Officer | None,
    *,
    receiver: str,
    receiver_number: str,
    proxy: str,
    signature: StoredFile | None = None,
) -> None:
    """Inside a step: the result changes hands. Raises StepRefused."""
    refusal = why_not_return(officer, locked) if officer else _why_not_return_alone(locked)
    if refusal := refusal or why_not_paid(locked, "at_return"):
        raise StepRefused(refusal)
    if officer and locked.return_method == "in_person" and not receiver_number.strip():
        raise StepRefused("Đối chiếu giấy tờ tuỳ thân và nhập số của người nhận.")
    if officer and _is_stranger(locked, receiver_number) and not proxy.strip():
        raise StepRefused("Người nhận không phải chủ hồ sơ hay người nộp: cần giấy uỷ quyền.")
    result = queries.living_result(locked)
    if result is None or result.file_id is None:
        raise StepRefused("Bản kết quả còn đang được tạo. Thử lại sau ít phút.")
    if under_the_pen(result) is not None:
        raise StepRefused("Bản kết quả còn đang được đóng dấu điện tử. Thử lại sau ít phút.")
    locked.return_result()
    HandOver.objects.create(
        dossier=locked,
        receiver=receiver or locked.submitter.name,
        receiver_number=receiver_number,
        proxy=proxy.strip(),
        signed_as=_signed_as(locked, officer, signature),
        signature=signature,
        officer=officer,
        at=now(),
    )
    locked.returned_at = locked.ended_at = now()
    end_tasks(locked, TaskOutcome.DONE)
    vaulting.deposit(locked, result)
    _messages.tell(locked, "returned", result_name=result.title)


def _is_stranger(dossier: Dossier, number: str) -> bool:
    """At the counter, with a number that is neither the owner's nor the submitter's."""
    shown = "".join(char for char in number if char.isalnum())
    own = {dossier.owner_number, dossier.submitter.identifier} - {""}
    return dossier.return_method == "in_person" and bool(own) and shown not in own


def _signed_as(dossier: Dossier, officer: Officer | None, signature: StoredFile | None) -> str:
    if signature is not None:
        return SignedAs.PICTURE
    if dossier.return_method == "postal":
        return SignedAs.POST
    return SignedAs.PAPER if officer else SignedAs.SYSTEM


def _why_not_return_alone(dossier: Dossier) -> str:
    """Without an officer the result goes out on the portal, or has been brought by the post."""
    if dossier.state != State.COMPLETED:
        return "Hồ sơ chưa có kết quả."
    by_itself = dossier.return_method in ("online", "postal")
    return "" if by_itself else "Người nộp không chọn nhận trực tuyến."


def next_number(dossier: Dossier, written: str = "") -> str:
    """The number that the clerk wrote, else the next of this kind of result in the agency's book for the year."""
    suffix = definition(dossier.version).result.number_suffix or "KQ"
    year, agency_id = local(now()).year, dossier.competent_agency_id
    assert agency_id is not None
    if not written:
        told = {
            "dossier__competent_agency_id": agency_id,
            "issued_on__year": year,
            "number__endswith": suffix,
        }
        issued = DossierResult.objects.filter(**told)
        return f"{codes.next_in_book(agency_id, suffix, year, so_far=issued.count)}/{year}/{suffix}"
    if own := re.fullmatch(rf"(\d{{1,9}})/{year}/{re.escape(suffix)}", written):
        codes.note_in_book(agency_id, suffix, year, int(own[1]))
    return written
