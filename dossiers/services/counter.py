"""The counter: a person found or made, papers handed in, and the whole intake in one act (ST-7.2, HG-8.1b)."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count

from dossiers import clock, letters, popular, scanning
from dossiers.models import AT_DESK, Channel, Delivery, Dossier, Slip, SlipKind
from dossiers.permissions import only_brings, takes_in
from dossiers.services import digitising, drafts, intake, money, national, papers, submission, vaulting
from dossiers.services._messages import told_face_to_face
from dossiers.services._step import step
from dossiers.states import OPEN, State
from payments.services import unpaid
from portal.accounts.models import Party
from portal.agencies.models import Officer
from portal.agencies.queries import own_communes
from portal.calendars.now import now
from portal.documents import uploads
from portal.visits import arrivals, signatures
from portal.visits.models import Signing
from portal.visits.signatures import Given
from portal.web.refusals import NotYours, StepRefused
from portal.web.show import vnd
from portal.web.text import clean, fold
from procedures import eform
from procedures.models import Procedure
from procedures.queries import current_version, definition
from procedures.queries import open_procedures as open_on


def refuse_others(officer: Officer) -> None:
    """Raises NotYours for anybody who is not of the desk and does not take in for it."""
    if not takes_in(officer):
        raise NotYours("Tiếp nhận tại quầy là việc của cán bộ một cửa.")


def refuse_agents(officer: Officer) -> None:
    """Raises NotYours for an agent of the post too: what decides something is the desk's."""
    if only_brings(officer):
        raise NotYours("Tiếp nhận tại quầy là việc của cán bộ một cửa.")


def person_at_counter(
    *,
    officer: Officer,
    number: str,
    name: str,
    birth_on: date | None = None,
    sex: str = "",
    phone: str = "",
    address: str = "",
    card_read: bool = False,
) -> Party:
    """The person with this number, found or made. What is known stays; what is missing is filled in.

    Raises StepRefused when the number belongs to somebody of another name.
    """
    refuse_others(officer)
    address, commune = _parted(clean(address))
    with transaction.atomic():
        party, made = Party.objects.get_or_create(id_number=number, defaults={"name": clean(name)})
        if not made and party.name_fold != fold(name):
            raise StepRefused("Số này đã có trong hệ thống với một tên khác. Xem lại số và tên trên giấy tờ.")
        for field, value in (
            ("birth_on", birth_on),
            ("sex", sex),
            ("phone", phone),
            ("address", address),
            ("commune_code", commune),
        ):
            if value and not getattr(party, field):
                setattr(party, field, value)
        if card_read:
            party.id_checked_at = now()
        party.save()
    return party


def _parted(address: str) -> tuple[str, str]:
    """The address of a card as house and street, and the code of its commune where exactly one of ours is meant."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    folded = [fold(part) for part in parts]
    named = [
        (place, unit.code)
        for unit in own_communes()
        for place, words in enumerate(folded)
        if place and words in (unit.name_fold, fold(unit.name))
    ]
    if len({code for _, code in named}) != 1:
        return address, ""
    return ", ".join(parts[: named[0][0]]), named[0][1]


def open_at_counter(
    *, officer: Officer, owner: Party, submitter: Party, procedure: Procedure, on: date, by_post: bool = False
) -> Dossier:
    """A draft owned by the citizen, prefilled with what is known; the officer only types. `by_post`: it came in a
    cover; what an agent of the post takes in is by post too. Raises StepRefused."""
    refuse_others(officer)
    version = current_version(procedure, on)
    if version is None:
        raise StepRefused("Thủ tục này hiện chưa nhận hồ sơ.")
    answers = eform.prefill(definition(version), owner)
    with transaction.atomic():
        dossier = drafts.open_draft(
            user=officer.user,
            owner=owner,
            submitter=submitter,
            procedure=procedure,
            channel=Channel.POSTAL if by_post or only_brings(officer) else Channel.IN_PERSON,
            answers=answers,
            officer=officer,
        )
        drafts.save_answers(
            dossier=dossier,
            answers={},
            contact_phone=submitter.phone,
            contact_email=submitter.email,
            return_method="in_person",
        )
    return dossier


def hand_in(
    *,
    dossier: Dossier,
    officer: Officer,
    there: dict[str, bool],
    stored: dict[str, str] | None = None,
    files: dict[str, list["UploadedFile[bytes]"]],
) -> dict[str, str]:
    """Papers on the table (`there`), in the owner's store (`stored`: key of the kept paper) and pages scanned.

    Returns what could not be received, by paper.
    """
    problems: dict[str, str] = {}
    for paper_id, key in (stored or {}).items():
        try:
            if key.startswith(national.MARK):
                national.take_as_officer(dossier=dossier, officer=officer, paper_id=paper_id, mark=key)
            else:
                vaulting.take_as_officer(dossier=dossier, officer=officer, paper_id=paper_id, key=key)
        except StepRefused as refusal:
            problems[paper_id] = str(refusal)
    for paper_id, is_there in there.items():
        vaulting.put_back(dossier=dossier, paper_id=paper_id)
        delivery = Delivery.COUNTER if is_there else Delivery.UPLOAD
        papers.choose_delivery(dossier=dossier, user=dossier.created_by, paper_id=paper_id, delivery=delivery)
    for paper_id, scans in files.items():
        for scan in scans:
            try:
                upload = uploads.receive(officer.user, f"dossier:{dossier.reference}", scan)
                if upload.stored is None:
                    raise StepRefused(upload.error or "Chưa nhận được tệp, chọn lại.")
                papers.add_page(
                    dossier=dossier,
                    user=dossier.created_by,
                    paper_id=paper_id,
                    file=upload.stored,
                    name=scan.name or "trang quét",
                )
            except StepRefused as refusal:
                problems[paper_id] = str(refusal)
    return problems


def hand_in_pile(*, dossier: Dossier, officer: Officer, pile: "UploadedFile[bytes]") -> str:
    """All papers scanned in one go with separator sheets between them; why that did not work, or empty."""
    refuse_others(officer)
    try:
        upload = uploads.receive(officer.user, f"dossier:{dossier.reference}", pile)
        if upload.stored is None:
            raise StepRefused(upload.error or "Chưa nhận được tệp, chọn lại.")
        scanning.sort_in(dossier=dossier, file=upload.stored, name=pile.name or "tập quét")
    except StepRefused as refusal:
        return str(refusal)
    return ""


CONSENT_WORDS = (
    "Tôi nhờ cán bộ nhập hồ sơ {} đứng tên tôi. Nội dung khai là của tôi, đã được đọc lại cho tôi nghe. "
    "Tôi đồng ý để cơ quan dùng dữ liệu của tôi cho việc giải quyết hồ sơ này."
)


def consent(*, dossier: Dossier, officer: Officer, given: Given) -> None:
    """The person at the counter agrees that the officer files in their name; how is kept with the dossier (T1)."""
    signatures.sign(
        subject=dossier.reference, purpose=Signing.CONSENT, name=dossier.submitter.name, given=given,
        officer=officer, words=CONSENT_WORDS.format(dossier.procedure.plain_name or dossier.procedure.name),
    )  # fmt: skip


def file_at_counter(
    *, dossier: Dossier, officer: Officer, method: str = "", card_slip: str = "", given: Given | None = None
) -> Dossier:
    """Submit, take the money due now, accept, hand over: all or nothing, and the receipt is on its way.

    `given` is how the person agreed; None = by signing the paper declaration. Raises NotComplete with everything
    missing, StepRefused (also when money is due and no way of paying chosen).
    """
    refuse_agents(officer)
    with transaction.atomic():
        submit_at_counter(dossier=dossier, officer=officer, given=given)
        charge = unpaid(subject=dossier.reference, timing="at_receipt")
        if charge is not None:
            if not method:
                raise StepRefused(f"Chọn cách thu {vnd(charge.total_vnd)}.")
            money.take_payment(
                dossier=dossier, officer=officer, charge=charge, method=method, card_slip=card_slip,
                key=f"desk:{charge.pk}",
            )  # fmt: skip
        intake.accept_and_transfer(dossier=dossier, officer=officer)
        told_face_to_face(dossier, officer, "Giấy tiếp nhận và hẹn trả đưa tận tay")
    return dossier


def submit_at_counter(*, dossier: Dossier, officer: Officer, given: Given | None = None) -> Dossier:
    """Filed in the person's name and not yet accepted: what comes next is another act, as a result at once.

    Raises NotComplete with everything missing, StepRefused.
    """
    refuse_others(officer)
    with transaction.atomic():
        consent(dossier=dossier, officer=officer, given=given or Given())
        submission.submit(dossier=dossier, user=officer.user, officer=officer)
        digitising.begin(dossier, officer)
        arrivals.taken_with(dossier.reference, officer)
    return dossier


def guide_at_counter(*, dossier: Dossier, officer: Officer, reason: str = "") -> Slip:
    """Not taken yet: a slip that names everything missing, in full and once; the draft waits (DL-8.1a, M02).

    Raises StepRefused when nothing is missing.
    """
    refuse_agents(officer)
    with step(dossier, "guide", by=officer.user, officer=officer, note=reason) as locked:
        if locked.state != State.DRAFT:
            raise StepRefused("Hồ sơ này đã được tiếp nhận.")
        missing = submission.what_is_missing(locked)
        if not missing:
            raise StepRefused("Hồ sơ đã đủ, tiếp nhận được ngay.")
        items = [
            {
                "kind": "paper" if key.startswith("paper:") else "question",
                "id": key,
                "title": words,
                "note": "",
            }
            for key, words in missing.items()
        ]
        due = clock.supply_due_at(locked, now())
        return letters.issue(locked, SlipKind.SUPPLEMENT, officer, items=items, reason=reason, due_at=due)


def open_dossiers_of(party: Party) -> list[Dossier]:
    """What this person has under way, so that nothing is filed twice."""
    found = Dossier.objects.filter(owner=party, state__in=OPEN).select_related(
        "procedure", "receiving_agency"
    )
    return list(found.defer("answers").order_by("-id")[:10])


def drafts_at(officer: Officer, most: int = 10) -> list[Dossier]:
    """Paper dossiers begun at this desk and not yet taken in, newest first."""
    found = Dossier.objects.filter(receiving_agency=officer.agency_id, state=State.DRAFT, channel__in=AT_DESK)
    if only_brings(officer):
        found = found.filter(created_by=officer.user_id)
    return list(found.select_related("procedure", "owner").defer("answers").order_by("-touched_at")[:most])


def top_procedures(officer: Officer, on: date, since: datetime, most: int = 9) -> list[Procedure]:
    """The procedures this desk receives most, filled up with what the province is asked for most, then by name."""
    often = (
        Dossier.objects.filter(receiving_agency=officer.agency_id, received_at__gte=since)
        .values("procedure")
        .annotate(n=Count("pk"))
        .order_by("-n")
        .values_list("procedure", flat=True)[:most]
    )
    order = {pk: place for place, pk in enumerate(often)}
    wanted = {code: most + place for place, code in enumerate(popular.codes())}
    found: list[Any] = list(open_on(on))
    return sorted(found, key=lambda one: (order.get(one.pk, wanted.get(one.code, 99)), one.name))[:most]
