"""Requests about one's own data, the copy of it, consent taken back, the end of an account."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from portal.accounts.models import ConsentRecord, Party, User
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.celery import start_on_commit
from portal.notifications.services import queue
from portal.privacy import hooks
from portal.privacy.models import OPEN, DataCopy, DataRequest, Kind, RequestState
from portal.vault import closing
from portal.web.refusals import StepRefused
from portal.web.text import clean

ANSWER_WORKING_DAYS = 2
DONE_DAYS = 15
DONE_DAYS_WITH_OTHERS = 20
EXTENSION_DAYS = 15
MOST_OPEN = 5
NEEDED = {"dieu_khoan", "handle_dossier"}  # what an account or a dossier under way rests on


def ask(*, party: Party, kind: str, text: str) -> DataRequest:
    """Takes a request: the answer is due in 2 working days, the doing in 15 days. Raises StepRefused."""
    text = "\n".join(clean(line) for line in text.splitlines()).strip()[:2000]
    if kind not in Kind.values:
        raise StepRefused("Chọn bạn muốn xin điều gì.")
    if not text:
        raise StepRefused("Ghi rõ dữ liệu nào và bạn muốn chúng tôi làm gì.")
    at = now()
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=party.pk)
        under_way = DataRequest.objects.filter(party=party, state__in=OPEN)
        same = under_way.filter(kind=kind, text=text).first()
        if same is not None:
            return same
        if under_way.count() >= MOST_OPEN:
            raise StepRefused(
                "Bạn đang có %(most)s yêu cầu chờ trả lời. Chúng tôi trả lời xong thì bạn gửi tiếp.",
                most=MOST_OPEN,
            )
        asked = DataRequest.objects.create(
            party=party, kind=kind, text=text, received_at=at,
            answer_due=working_time(None).add_working_days(at, ANSWER_WORKING_DAYS, "civil"),
            done_due=working_time(None).add_calendar_days(at, DONE_DAYS),
        )  # fmt: skip
        for officer in answering():
            url = reverse("privacy:one", args=[asked.key])
            context = {"kind": asked.get_kind_display(), "due_at": asked.answer_due, "url": url}
            queue(
                template="data_request",
                key=f"data:{asked.key}:{officer.pk}",
                user=officer.user,
                context=context,
            )
    return asked


def answering() -> list[Officer]:
    """Who answers such requests: the officers charged with safety (QN-19.6b names them to the centre)."""
    return list(
        in_service().filter(duties__contains=[Duty.SECURITY_AUDITOR]).select_related("user", "agency")[:20]
    )


def leaders() -> list[Officer]:
    """Who leads the agencies of those who answer: the agency's leader, the head of its desk, else the leader of the
    agency above. They hear when a term has passed."""
    own = {officer.agency_id for officer in answering()}
    above = {officer.agency.parent_id for officer in answering()}
    lead = Q(duties__contains=[Duty.AGENCY_LEADER])
    for found in (
        Q(agency__in=own) & (lead | Q(duties__contains=[Duty.DESK_LEADER])),
        Q(agency__in=above) & lead,
    ):
        if told := list(in_service().filter(found).select_related("user")[:20]):
            return told
    return []


def answer(
    *, request: DataRequest, officer: Officer, text: str, refuse: bool = False, done: bool = False,
    third_parties: bool = False,
) -> DataRequest:  # fmt: skip
    """Answers: done at once, to be done in time, or not possible for a reason. Raises StepRefused."""
    text = text.strip()[:4000]
    if not text:
        raise StepRefused("Ghi câu trả lời cho người xin.")
    with transaction.atomic():
        locked = _open(request)
        locked.answer, locked.handled_by = text, officer.user
        locked.answered_at = locked.answered_at or now()
        if third_parties and not locked.third_parties:
            locked.third_parties = True
            locked.done_due = working_time(None).add_calendar_days(locked.received_at, DONE_DAYS_WITH_OTHERS)
        locked.state = (
            RequestState.REFUSED if refuse else RequestState.DONE if done else RequestState.ANSWERED
        )
        locked.ended_at = now() if refuse or done else None
        locked.save()
        told = {"kind": locked.get_kind_display(), "state": locked.get_state_display(), "reason": text}
        key = f"data:{locked.key}:{locked.state}:{now():%y%m%d%H%M%S}"
        queue(
            template="data_request_answered", key=key, party=locked.party,
            context={**told, "due_at": None if locked.ended_at else locked.done_due, "url": "/tai-khoan/du-lieu/"},
        )  # fmt: skip
    return locked


def extend(*, request: DataRequest, officer: Officer, reason: str) -> DataRequest:
    """Once, by at most 15 days, and the person is told why. Raises StepRefused."""
    if not reason.strip():
        raise StepRefused("Ghi lý do gia hạn.")
    with transaction.atomic():
        locked = _open(request)
        if locked.extended:
            raise StepRefused("Yêu cầu này đã được gia hạn một lần, không gia hạn thêm.")
        locked.extended, locked.handled_by = True, officer.user
        locked.done_due = working_time(None).add_calendar_days(locked.done_due, EXTENSION_DAYS)
        locked.save()
        queue(
            template="data_request_answered", key=f"data:{locked.key}:extended", party=locked.party,
            context={"kind": locked.get_kind_display(), "state": "Gia hạn", "reason": reason.strip()[:1000],
                     "due_at": locked.done_due, "url": "/tai-khoan/du-lieu/"},
        )  # fmt: skip
    return locked


def _open(request: DataRequest) -> DataRequest:
    locked = (
        DataRequest.objects.select_for_update(of=("self",)).select_related("party__user").get(pk=request.pk)
    )
    if locked.state not in OPEN:
        raise StepRefused("Yêu cầu này đã xong rồi.")
    return locked


def withdraw_consent(party: Party, pk: int) -> None:
    """Takes one consent back; what an account rests on ends only with the account. Raises StepRefused."""
    consent = ConsentRecord.objects.filter(party=party, pk=pk).first()
    if consent is None:
        raise StepRefused("Không có sự đồng ý này.")
    if consent.purpose in NEEDED:
        raise StepRefused(
            "Điều này gắn với tài khoản và hồ sơ đã nộp. Muốn thôi thì rút hồ sơ, rồi đóng tài khoản."
        )
    ConsentRecord.objects.filter(pk=pk, withdrawn_at=None).update(withdrawn_at=now())


def ask_copy(party: Party) -> DataCopy:
    """Asks a worker for everything the portal holds about the person; one that is being made is meant."""
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=party.pk)
        recent = now() - timedelta(hours=1)
        waiting = DataCopy.objects.filter(party=party, file=None, failed=False, asked_at__gt=recent).first()
        if waiting is not None:
            return waiting
        asked = DataCopy.objects.create(party=party, asked_at=now())
        start_on_commit("privacy.copy", asked.pk)
    return asked


def close_account(user: User, party: Party) -> None:
    """Ends an account: nobody can sign in with it, its ways of contact are free again, its links and uploads end.
    Dossiers and results stay as long as the law on archives says, now reachable at the counter.
    Raises StepRefused with what is open."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if reasons := hooks.why_not_close(party):
            raise StepRefused(" ".join(reasons))
        closing.leave(locked, party)
        DataCopy.objects.filter(party=party).delete()
        EmailAddress.objects.filter(user=locked).delete()
        Authenticator.objects.filter(user=locked).delete()
        ConsentRecord.objects.filter(party=party, withdrawn_at=None).update(withdrawn_at=now())
        Party.objects.filter(pk=party.pk).update(user=None)
        locked.is_active, locked.email, locked.phone = False, None, None
        locked.session_round += 1
        locked.set_unusable_password()
        locked.save()
