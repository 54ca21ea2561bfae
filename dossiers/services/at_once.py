"""Procedures whose result is there at once: received, signed and handed over while the person waits (DL-8.2)."""

import secrets

from django.db.models import QuerySet

from dossiers import attaching, clock, letters, signing
from dossiers.models import Dossier, DossierResult, ResultKind, ReturnMethod, SlipKind, TaskOutcome
from dossiers.permissions import REQUEST_LEADERS, why_not_give_at_once
from dossiers.services import _messages, intake, results
from dossiers.services._step import step, within
from dossiers.services._tasks import end_tasks, open_desk_task
from portal.agencies.models import Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures.queries import definition


def signers(dossier: Dossier, officer: Officer) -> QuerySet[Officer]:
    """Who may have signed the paper: leaders of the deciding agency, never whoever receives it."""
    led = in_service().filter(agency=dossier.competent_agency_id, duties__overlap=list(REQUEST_LEADERS))
    return led.exclude(user_id=officer.user_id).select_related("user").order_by("pk")


def give_at_once(
    *,
    dossier: Dossier,
    officer: Officer,
    signer: Officer,
    file: StoredFile,
    receiver: str,
    receiver_number: str,
    proxy: str = "",
    number: str = "",
    slip: bool = False,
    seen: int | None = None,
) -> Dossier:
    """Accept, result and return in one act: three moves, three journal rows, counted like any other dossier.

    `file` is the scan of the paper that `signer` signed; the receipt is written only when the person wants one.
    Raises StepRefused: no same-day procedure, money owed, an unsuitable signer, an unsigned file where the agency
    signs electronically, the receiver not identified.
    """
    unsigned = signing.why_not_signed(dossier, file)  # looked at before the lock: it may take seconds
    if not (unsigned or why_not_give_at_once(officer, dossier)):
        file, _ = attaching.taken_in(dossier, file, definition(dossier.version).result.name)
    told = {
        "receiver": f"{receiver} (uỷ quyền: {proxy})" if proxy else receiver,
        "method": ReturnMethod.IN_PERSON,
    }
    with step(
        dossier, "return_result", by=officer.user, officer=officer, data=dict(told), seen=seen
    ) as locked:
        if refusal := why_not_give_at_once(officer, locked) or unsigned:
            raise StepRefused(refusal)
        if not signers(locked, officer).filter(pk=signer.pk).exists():
            raise StepRefused("Người ký phải là lãnh đạo cơ quan giải quyết và không phải người tiếp nhận.")
        with within(locked, "accept", by=officer.user, officer=officer):
            intake.take_in(locked, officer)
            if slip:
                letters.issue(locked, SlipKind.RECEIPT, officer)
            _messages.tell(locked, "accepted")
        with within(locked, "give_at_once", by=officer.user, officer=officer):
            _finish(locked, officer, signer, file, number)
        locked.return_method = ReturnMethod.IN_PERSON
        results.give(locked, officer, receiver=receiver, receiver_number=receiver_number, proxy=proxy)
    return dossier


def _finish(locked: Dossier, officer: Officer, signer: Officer, file: StoredFile, number: str) -> None:
    """complete: the signed paper is the result."""
    at = now()
    DossierResult.objects.create(
        dossier=locked,
        kind=ResultKind.POSITIVE,
        title=definition(locked.version).result.name,
        fields={},
        file=file,
        attached=True,
        drafted_by=officer,
        drafted_at=at,
        approved_by=signer,
        approved_at=at,
        number=results.next_number(locked, number.strip()),
        issued_on=local(at).date(),
        verify_key=secrets.token_urlsafe(18),
    )
    locked.complete()
    locked.finished_at = at
    end_tasks(locked, TaskOutcome.CANCELLED)
    open_desk_task(locked, "return_result", clock.transfer_due_at(locked, at), officer)
