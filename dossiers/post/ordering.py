"""Orders to the post: written as rows, sent by a worker, taken once however often they are sent."""

import secrets
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum

from dossiers.models import Dossier, PostKind, PostOrder, PostState, ReturnMethod
from dossiers.permissions import DESK_DUTIES, charged_with, is_applicant
from dossiers.signing import unsealed
from dossiers.states import ENDED, State
from payments.postage import fare_vnd, weight_g
from payments.queries import owed_vnd
from payments.services import unpaid
from portal.accounts.models import User
from portal.agencies.models import Agency, Officer
from portal.agencies.queries import own_communes
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.integrations import post
from portal.integrations.http import OutsideDown, Refused
from portal.web.refusals import StepRefused

MOST_TRIES = 12
_AT_ONCE = 50
_TWICE = (
    "Bưu chính cấp mã {}, mã này đã là của bưu gửi khác. Gọi bưu chính sửa rồi thử lại, hoặc bỏ và đặt lại."
)


def zone_of(dossier: Dossier) -> str:
    """What the tariff asks: within the province, or beyond."""
    at_home = own_communes().filter(code=dossier.owner.commune_code).exists()
    return "in_province" if at_home else "beyond"


def weight_of(dossier: Dossier) -> int:
    """Grams of the envelope with the results as they are, or with one sheet while there is none."""
    pages = dossier.results.filter(revoked_at=None, file__isnull=False).aggregate(sum=Sum("file__pages"))[
        "sum"
    ]
    return weight_g(int(pages or 1))


def fare_of(dossier: Dossier, kind: str) -> int | None:
    """What bringing or fetching costs in đồng: by the province's own table, else what the post says; None: unknown."""
    zone = zone_of(dossier)
    own = fare_vnd(zone=zone, grams=weight_of(dossier))
    return own if own is not None else post.quote(kind, zone)


def why_not_deliver(officer: Officer, dossier: Dossier) -> str:
    """The desk sends what is ready and wanted by post, and what is not with the post already."""
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES):
        return "Việc này của bộ phận một cửa giữ kết quả."
    if dossier.state != State.COMPLETED or dossier.return_method != ReturnMethod.POSTAL:
        return "Hồ sơ không chờ trả qua bưu chính."
    if not dossier.return_address.strip() or not dossier.contact_phone:
        return "Thiếu địa chỉ hoặc điện thoại người nhận."
    return ""


def deliver(*, dossier: Dossier, officer: Officer) -> PostOrder:
    """Orders the bringing of a result; what is due at return is collected by the postman. Raises StepRefused."""
    if refusal := why_not_deliver(officer, dossier):
        raise StepRefused(refusal)
    if unsealed([dossier]):
        raise StepRefused("Kết quả còn chờ đóng dấu điện tử. Đặt bưu chính sau khi dấu đã vào.")
    assert dossier.receiving_agency is not None
    charge = unpaid(subject=dossier.reference, timing="at_return")
    return _order(
        dossier, PostKind.DELIVER, dossier.receiving_agency, dossier.return_address,
        owed=owed_vnd(charge) if charge else 0, charge_id=charge.pk if charge else None,
    )  # fmt: skip


def collect(*, dossier: Dossier, user: User, address: str) -> PostOrder:
    """The applicant has papers fetched from home; the fare is paid to the postman. Raises StepRefused."""
    if not is_applicant(user, dossier):
        raise StepRefused("Hồ sơ này không phải của bạn.")
    if dossier.state in (State.DRAFT, State.COMPLETED, *ENDED) or dossier.receiving_agency is None:
        raise StepRefused("Hồ sơ không còn cần giấy tờ của bạn.")
    return _order(dossier, PostKind.COLLECT, dossier.receiving_agency, address)


def _order(
    dossier: Dossier,
    kind: PostKind,
    desk: Agency,
    address: str,
    *,
    owed: int = 0,
    charge_id: int | None = None,
) -> PostOrder:
    fee = fare_of(dossier, kind) or 0
    made = PostOrder(
        dossier=dossier, kind=kind, desk=desk, name=dossier.owner_name or dossier.owner.name,
        phone=dossier.contact_phone, address=address[:400], fee_vnd=fee, owed_vnd=owed, charge_id=charge_id,
        key=f"{dossier.reference}:{kind}:{secrets.token_hex(4)}", asked_at=now(), next_try_at=now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            start_on_commit("dossiers.order_post", made.pk)
    except IntegrityError as error:
        raise StepRefused("Đã đặt bưu chính cho việc này rồi.") from error
    return made


def cancel(*, order: PostOrder) -> None:
    """Before the postman has it the piece may be taken back. Raises StepRefused."""
    open_ = PostOrder.objects.filter(
        pk=order.pk, state__in=[PostState.WAITING, PostState.READY, PostState.CALLED]
    )
    if not open_.update(state=PostState.CANCELLED, ended_at=now()):
        raise StepRefused("Bưu tá đã nhận bưu gửi này.")


def send(order: PostOrder) -> bool:
    """Tells the post; whether it took the order. A failure waits longer each time; a refusal, or a number that the
    post gave before, waits for a person and holds up no other piece."""
    mine = PostOrder.objects.filter(pk=order.pk, state=PostState.WAITING)
    body = {
        "key": order.key, "kind": order.kind, "name": order.name, "phone": order.phone, "address": order.address,
        "owed_vnd": order.owed_vnd, "from": order.desk.name, "weight_g": weight_of(order.dossier),
    }  # fmt: skip
    try:
        said = post.order(body)
    except OutsideDown as error:
        final = isinstance(error, Refused)
        wait = min(timedelta(minutes=2**order.tries), timedelta(hours=4))
        words = f"Bưu chính không nhận ({error})" if final else f"Bưu chính chưa trả lời ({error})"
        mine.update(
            tries=MOST_TRIES if final else order.tries + 1, next_try_at=now() + wait, error=words[:300]
        )
        return False
    state = PostState.CALLED if order.kind == PostKind.COLLECT else PostState.READY
    try:
        with transaction.atomic():
            return bool(
                mine.update(state=state, tracking=said.tracking, expected_at=said.expected_at, error="")
            )
    except IntegrityError:  # the number is another piece's: a label with it would bring the wrong papers
        mine.update(tries=MOST_TRIES, error=_TWICE.format(said.tracking))
        return False


def send_waiting() -> int:
    """Orders whose start was lost or whose next try has come."""
    due = PostOrder.objects.filter(state=PostState.WAITING, next_try_at__lte=now(), tries__lt=MOST_TRIES)
    return sum(send(one) for one in due.select_related("desk", "dossier").order_by("next_try_at")[:_AT_ONCE])


def again(*, order: PostOrder) -> None:
    """A person has mended what the post refused: it is tried anew, with the address as it stands in the dossier."""
    address = order.dossier.return_address or order.address
    PostOrder.objects.filter(pk=order.pk, state=PostState.WAITING).update(
        tries=0, next_try_at=now(), error="", address=address[:400], phone=order.dossier.contact_phone
    )
    start_on_commit("dossiers.order_post", order.pk)
