"""Electronic from paper: scanned and compared by one officer, signed by who may certify, stamped (NĐ 45 Đ10)."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from portal.accounts.models import Party
from portal.agencies.models import Agency, Officer
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.copies import books, hooks, sheets
from portal.copies.hooks import Done
from portal.copies.models import CopyKind, ElectronicCopy
from portal.copies.permissions import why_not_certify, why_not_give_back, why_not_revoke
from portal.documents import pdf, store
from portal.documents.drawing import spelled_day, spelled_moment
from portal.documents.models import FileState, SigningOrder, StoredFile
from portal.documents.signing import keys, looking, orders
from portal.documents.uploads import UploadRefused
from portal.vault import services as vault
from portal.vault.models import Shelf
from portal.web.refusals import StepRefused
from portal.web.show import local

SIGN, STAMP = "copies.sign", "copies.stamp"
NO_STAMP = (
    "Cơ quan chưa có chứng thư con dấu còn hiệu lực nên chưa cấp được bản sao điện tử. Báo quản trị đơn vị."
)
NO_KEY = "Bạn chưa có chứng thư số còn hiệu lực. Báo quản trị đơn vị nạp chứng thư."


@dataclass(frozen=True)
class Original:
    """What the copy was made from: a paper somebody brought, or an entry of a register."""

    title: str
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    register: str = ""


def prepare(
    *, officer: Officer, agency: Agency, party: Party, about: str, kind: str, original: Original, scan: StoredFile,
    compared: bool,
) -> ElectronicCopy:  # fmt: skip
    """An officer vouches that the scan is the original; the leader signs next. Raises StepRefused."""
    if not compared:
        raise StepRefused("Đối chiếu bản chụp với bản chính hoặc sổ gốc rồi đánh dấu xác nhận.")
    if kind == CopyKind.REGISTER and not original.register.strip():
        raise StepRefused("Nhập sổ gốc: tên sổ, quyển, số trang hoặc số vào sổ.")
    if scan.state != FileState.CLEAN:
        raise StepRefused("Bản chụp còn đang được kiểm tra. Thử lại sau ít phút.")
    if keys.of_agency(agency.pk) is None:
        raise StepRefused(NO_STAMP)
    return ElectronicCopy.objects.create(
        key=secrets.token_urlsafe(18), kind=kind, agency=agency, party=party, about=about,
        title=original.title[:300], original_number=original.number[:60],
        original_issuer=original.issuer[:200], original_issued_on=original.issued_on,
        register=original.register[:200], scan=scan, compared_by=officer, compared_at=now(),
    )  # fmt: skip


def give_back(*, copy: ElectronicCopy, officer: Officer, reason: str) -> None:
    """The leader does not sign; whoever prepared it makes a new one. Raises StepRefused."""
    if not reason.strip():
        raise StepRefused("Nhập lý do trả lại.")
    with transaction.atomic():
        locked = ElectronicCopy.objects.select_for_update().get(pk=copy.pk)
        if refusal := why_not_give_back(officer, locked):
            raise StepRefused(refusal)
        locked.returned_for = reason.strip()[:500]
        locked.save(update_fields=["returned_for"])
        hooks.tell(Done(locked.about, "give_back_copy", officer, {"title": locked.title}, reason.strip()))


def certify(*, copy: ElectronicCopy, officer: Officer, pin: str) -> SigningOrder:
    """The leader's order to sign; number, day and stamp follow by themselves. Raises StepRefused."""
    copy.refresh_from_db(fields=["returned_for", "signed"])
    if refusal := why_not_certify(officer, copy):
        raise StepRefused(refusal)
    key = keys.of_officer(officer)
    if key is None:
        raise StepRefused(NO_KEY)
    if keys.of_agency(copy.agency_id) is None:
        raise StepRefused(NO_STAMP)
    if key.asks_pin and not pin.strip():
        raise StepRefused("Nhập mã PIN của chứng thư số.")
    return orders.ask(
        subject=f"ban-sao:{copy.pk}", work=SIGN, key=key, officer=officer, pin=pin.strip(), copy=copy.pk
    )


def carry_out_signing(order: SigningOrder) -> None:
    """Lays the scan above its foot, adds the sheet that certifies, signs. Raises CannotSign, TryLater, StepRefused."""
    from portal.documents.signing import faces, pens  # heavy: pyHanko

    copy = _whole(order.told["copy"])
    if refusal := why_not_certify(order.officer, copy):
        raise StepRefused(refusal)
    try:
        content, places = sheets.drawn(copy.scan, "certified", copy.key, _facts(copy, order.officer))
    except UploadRefused as error:
        raise StepRefused(str(error)) from error
    face = faces.of_person(order.officer.user.full_name, bytes(order.key.picture))
    signer = keys.open_key(order.key, orders.pin_of(order))
    order.signed = pdf.store(pens.sign_as_person(content, signer, places, face, "Chứng thực bản sao điện tử"))
    stamp = keys.of_agency(copy.agency_id)
    if stamp is None:
        raise StepRefused(NO_STAMP)
    with transaction.atomic():
        signed = ElectronicCopy.objects.filter(pk=copy.pk, signed=None, returned_for="")
        if not signed.update(signed=order.signed, signer=order.officer):
            raise StepRefused("Bản này vừa được ký hoặc trả lại.")
        orders.ask(
            subject=f"dong-dau-ban-sao:{copy.pk}", work=STAMP, key=stamp, officer=order.officer,
            source=order.signed, copy=copy.pk, leader_key=order.key_id,
        )  # fmt: skip


def carry_out_stamping(order: SigningOrder) -> None:
    """Number of the book, day, stamp; then it lies in the owner's store. Raises CannotSign, TryLater."""
    from portal.documents.signing import faces, pens, signers  # heavy: pyHanko

    copy = _numbered(order.told["copy"])
    assert order.source is not None
    texts = {"so": copy.serial, "ngay": spelled_day(local(now()).date())}
    agency = copy.agency
    face = faces.of_agency(agency.name, agency.parent.name if agency.parent else "", bytes(order.key.picture))
    chain = signers.certificates(type(order.key).objects.get(pk=order.told["leader_key"]))
    sealed = pens.seal_as_agency(store.read(order.source), keys.open_key(order.key), texts, face, chain)
    order.signed = pdf.store(sealed)
    with transaction.atomic():
        copy.file, copy.issued_at = order.signed, now()
        copy.save(update_fields=["file", "issued_at"])
        _deposit(copy)
        hooks.tell(
            Done(copy.about, "certify_copy", order.officer, {"title": copy.title, "serial": copy.serial})
        )
    looking.check_own(order.signed)


def revoke(*, copy: ElectronicCopy, officer: Officer, reason: str) -> None:
    """A wrong copy is worth nothing from now on; it stays for look-up. Raises StepRefused."""
    if not reason.strip():
        raise StepRefused("Nhập lý do thu hồi.")
    with transaction.atomic():
        locked = ElectronicCopy.objects.select_for_update().get(pk=copy.pk)
        if refusal := why_not_revoke(officer, locked):
            raise StepRefused(refusal)
        locked.revoked_at, locked.revoked_by, locked.revoked_for = now(), officer, reason.strip()[:1000]
        locked.save(update_fields=["revoked_at", "revoked_by", "revoked_for"])
        vault.recall(_source(locked))
        told = {"title": locked.title, "serial": locked.serial}
        hooks.tell(Done(locked.about, "revoke_copy", officer, told, reason.strip()))


def _whole(pk: int) -> ElectronicCopy:
    beside = ("agency__parent", "party", "scan", "compared_by__user")
    return ElectronicCopy.objects.select_related(*beside).get(pk=pk)


def _numbered(pk: int) -> ElectronicCopy:
    """The copy with its number, given once, however often the stamp has to be tried."""
    with transaction.atomic():
        locked = (
            ElectronicCopy.objects.select_for_update(of=("self",)).select_related("agency__parent").get(pk=pk)
        )
        if locked.number is None:
            locked.year = local(now()).year
            locked.number = books.next_number(locked.agency_id, locked.kind, locked.year)
            locked.save(update_fields=["year", "number"])
    return locked


def _source(copy: ElectronicCopy) -> str:
    return f"copy:{copy.key}"


def _deposit(copy: ElectronicCopy) -> None:
    assert copy.file is not None
    vault.deposit(
        vault.Deposit(
            party=copy.party, shelf=Shelf.CERTIFIED, source=_source(copy), title=copy.title, file=copy.file,
            number=copy.serial, issuer=copy.agency.name, issued_on=local(now()).date(), about=copy.about,
        )
    )  # fmt: skip


def _facts(copy: ElectronicCopy, signer: Officer) -> dict[str, Any]:
    agency = copy.agency
    return {
        "kind": copy.kind, "title": copy.title, "original_number": copy.original_number,
        "original_issuer": copy.original_issuer, "register": copy.register, "owner": copy.party.name,
        "original_issued_on": spelled_day(copy.original_issued_on) if copy.original_issued_on else "",
        "about": copy.about, "agency": agency.name, "superior": agency.parent.name if agency.parent else "",
        "place": agency.place_name or profile().province_name, "compared_by": copy.compared_by.user.full_name,
        "compared_at": spelled_moment(copy.compared_at), "signer": signer.user.full_name,
        "signer_title": signer.title, "serial": "", "again": 0,
    }  # fmt: skip
