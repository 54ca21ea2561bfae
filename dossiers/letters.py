"""Slips and results as papers: the facts are frozen with the act, a worker draws the page afterwards."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from dossiers import clock, codes
from dossiers.letter_forms import form_of
from dossiers.models import Dossier, DossierResult, Slip, SlipKind
from dossiers.states import State
from portal.agencies.models import Agency, Officer
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents import barcode, drawing, pdf, store
from portal.documents.models import StoredFile
from portal.documents.store import on_disk
from portal.web.show import local
from procedures import eform, printed
from procedures.queries import definition

SYSTEM_NAME = "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh {}"


def issue(dossier: Dossier, kind: str, officer: Officer | None, **more: Any) -> Slip:
    """A numbered slip with everything it will ever say; its file follows within seconds."""
    at, number = now(), _number(dossier, kind, now())
    form = form_of(kind, local(at).date())
    facts = common_facts(dossier, form.title, at) | _by_kind(dossier, kind) | more
    facts |= {"number": number, "officer_name": "", "officer_title": "", "title": form.title}
    facts |= {"form_mark": form.mark, "layout": form.layout}
    if officer is not None:
        facts |= {"officer_name": officer.user.full_name, "officer_title": officer.title}
    slip = Slip.objects.create(
        dossier=dossier, kind=kind, number=number, facts=_plain(facts), issued_at=at, issued_by=officer
    )
    start_on_commit("dossiers.draw_slip", slip.pk)
    return slip


def draw_slip(slip: Slip) -> Slip:
    """Draws and stores the page; drawing twice gives the same file."""
    if slip.file_id is None:
        slip.file = pdf.store(drawing.draw(_page_of(slip), slip.facts))
        Slip.objects.filter(pk=slip.pk, file=None).update(file=slip.file)
    return slip


def _page_of(slip: Slip) -> str:
    """The page of the rule set under which the slip was issued, whenever it is drawn."""
    old = f"{slip.kind}_{slip.facts.get('layout')}"
    return f"letters/{old if drawing.knows(old) else slip.kind}.html"


def print_again(slip: Slip) -> bytes:
    """The page to print. The first print is the slip as it was stored; each later one is marked as a reprint."""
    Slip.objects.filter(pk=slip.pk).update(prints=F("prints") + 1)
    slip.refresh_from_db(fields=["prints"])
    if slip.prints <= 1:
        drawn = draw_slip(slip)
        assert drawn.file is not None
        with on_disk(drawn.file) as path:
            return path.read_bytes()
    return drawing.draw(_page_of(slip), {**slip.facts, "reprint": slip.prints - 1})


def control_slip(dossier: Dossier, moves: list[dict[str, Any]]) -> Slip:
    """Mẫu 06 of a dossier: numbered once, written anew with every hand-over until the dossier has ended."""
    slip = dossier.slips.filter(kind=SlipKind.CONTROL).first()
    number = dossier.code.rsplit("-", 1)[1] if dossier.code else ""
    agencies = dossier.tasks.exclude(agency__in=[dossier.competent_agency_id, dossier.receiving_agency_id])
    told: dict[str, Any] = {
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "competent_name": dossier.competent_agency.name if dossier.competent_agency else "",
        "others": ", ".join(sorted(set(agencies.values_list("agency__name", flat=True)))),
        "book": f"{local(dossier.received_at or now()).year}",
        "entry_no": number,
        "moves": moves,
    }
    if slip is None:
        return issue(dossier, SlipKind.CONTROL, None, **told)
    facts = {**slip.facts, **_plain(told)}
    if facts != slip.facts:
        slip.facts, slip.file = facts, None
        slip.save(update_fields=["facts", "file"])
    return slip


def label(dossier: Dossier) -> bytes:
    """The label for the paper bundle, 90 × 55 mm: a code for the scanner, the code to read, whose, until when."""
    facts = {
        "title": "Nhãn hồ sơ",
        "code": dossier.shown_code,
        "qr_text": dossier.shown_code,
        "bars": barcode.svg_address(dossier.shown_code),
        "owner_name": dossier.owner_name,
        "procedure_name": dossier.procedure.plain_name or dossier.procedure.name,
        "agency_name": dossier.competent_agency.short_name if dossier.competent_agency else "",
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
    }
    return drawing.draw("letters/label.html", facts)


def receipt_set(slip: Slip) -> bytes:
    """What one key prints at the counter: the receipt in its copies, then the label."""
    return pdf.joined([print_again(slip), label(slip.dossier)])


def bound(slips: list[Slip]) -> StoredFile:
    """Several slips as one file to print, in their order."""
    return pdf.store(pdf.joined([print_again(slip) for slip in slips]))


def draw_result_later(result: DossierResult) -> None:
    start_on_commit("dossiers.draw_result", result.pk)


def draw_result(result: DossierResult) -> DossierResult:
    """Draws the result from the version's template as it stands now (draft, then numbered)."""
    with transaction.atomic():
        fresh = DossierResult.objects.select_for_update().get(pk=result.pk)
        if fresh.file_id is None and not fresh.attached:
            fresh.file = pdf.store(drawing.draw(f"letters/{_template(fresh)}.html", result_facts(fresh)))
            fresh.save(update_fields=["file"])
    return fresh


def to_sign(result: DossierResult, signer: Officer) -> tuple[bytes, list[drawing.Place] | None]:
    """The paper that this leader is to sign, with room for what the clerk puts in; an attached one as it is.

    No room (None) where somebody signed the attached paper before: whatever is added to it would break that.
    """
    if result.attached:
        assert result.file is not None
        signed = result.file.signatures.exists()
        return store.read(result.file), None if signed else _ROOM_ON_FOREIGN
    facts = result_facts(result, signer) | {"is_draft": False}
    return drawing.draw_with_places(f"letters/{_template(result)}.html", facts)


_ROOM_ON_FOREIGN = [  # number and day at the upper right of the first page (A4, points)
    drawing.Place("ghi-so", 0, (390.0, 812.0, 580.0, 830.0)),
    drawing.Place("ghi-ngay", 0, (390.0, 794.0, 580.0, 812.0)),
]


def result_facts(result: DossierResult, signer: Officer | None = None) -> dict[str, Any]:
    """What the result paper says: the dossier's common facts, the drafted fields, the answers as declared."""
    dossier = result.dossier
    told = definition(dossier.version)
    at = now()
    facts = common_facts(dossier, result.title, at)
    signer = signer or result.approved_by
    facts |= {
        "title": result.title,
        "number": result.number,
        "issued_on": result.issued_on or local(at).date(),
        "agency_name": dossier.competent_agency.name if dossier.competent_agency else "",
        "fields": {wanted.id: "" for wanted in told.result.fields} | {"reason": ""} | result.fields,
        "rows": [
            [field.label, result.fields.get(field.id, "")]
            for field in told.result.fields
            if field.source != "computed"
        ],
        "answers": dossier.answers,
        "sections": eform.shown(told, dossier.answers),
        "signer_name": signer.user.full_name if signer else "",
        "signer_title": signer.title if signer else "",
        "is_draft": result.issued_on is None,
        "verify_url": f"{settings.SITE_URL}/xac-minh/{result.verify_key}/",
        "lookup_url": f"{settings.SITE_URL}/xac-minh/{result.verify_key}/",
        "legal": [law.number for law in told.legal],
        "reason": result.fields.get("reason", ""),
    }
    around = printed.Around(
        facts["agency_name"], facts["place_name"], declarant=facts["owner_name"], code=facts["code"]
    )
    facts["blocks"] = printed.words(told, dossier.answers, result.fields, around)
    return _plain(facts)


def common_facts(dossier: Dossier, paper_name: str, at: datetime) -> dict[str, Any]:
    """The head of every letter and the two QR texts (TT 01/2023 Đ26)."""
    desk = dossier.receiving_agency
    superior = desk.parent if desk else None
    return {
        "superior_name": superior.name if superior else "",
        "agency_name": desk.name if desk else "",
        "desk_name": desk.name if desk else "",
        "desk_phone": desk.phone if desk else "",
        "place_name": (desk.place_name if desk else "") or profile().province_name,
        "issued_on": local(at).date(),
        "issued_at": at,
        "code": dossier.shown_code,
        "procedure_code": dossier.procedure.code,
        "procedure_name": dossier.procedure.name,
        "owner_name": dossier.owner_name or dossier.owner.name,
        "submitter_name": dossier.submitter.name,
        "address": dossier.owner.address,
        "phone": dossier.contact_phone,
        "email": dossier.contact_email,
        "id_number": dossier.owner_number,
        "site_url": settings.SITE_URL,
        "hotline": profile().hotline,
        "qr_text": qr_text(dossier, paper_name, at),
        "lookup_url": f"{settings.SITE_URL}/tra-cuu/?ma={dossier.shown_code}",
    }


def qr_text(dossier: Dossier, paper_name: str, at: datetime) -> str:
    """The eight facts of TT 01/2023 Đ26, pipe-joined in its order (domain.md §3)."""
    due = local(dossier.due_at).isoformat(timespec="seconds") if dossier.due_at else ""
    parts = [
        dossier.shown_code,
        dossier.procedure.code,
        dossier.owner_number,
        paper_name,
        SYSTEM_NAME.format(profile().province_name),
        local(at).isoformat(timespec="seconds"),
        due,
        "",
    ]
    return "|".join(part.replace("|", " ") for part in parts)


def _by_kind(dossier: Dossier, kind: str) -> dict[str, Any]:
    if kind == SlipKind.APOLOGY and dossier.competent_agency is not None:
        return {"received_at": dossier.received_at, **_of_agency(dossier.competent_agency)}
    if kind != SlipKind.RECEIPT:
        return {"received_at": dossier.received_at}
    number = dossier.code.rsplit("-", 1)[1] if dossier.code else ""
    return {
        "papers": [
            {
                "title": item.title,
                "originals": item.count if item.copy_kind == "original" else 0,
                "certified": item.count if item.copy_kind == "certified_copy" else 0,
                "photocopies": item.count
                if item.copy_kind in ("copy", "copy_with_original", "electronic")
                else 0,
                "electronic": item.delivery != "counter",
            }
            for item in dossier.items.all()
        ],
        "sets": 1,
        "limit_text": clock.limit_told(dossier),
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "return_at_text": dossier.get_return_method_display(),
        "book": f"{local(now()).year}",
        "entry_no": number,
    }


def _of_agency(agency: Agency) -> dict[str, Any]:
    """The head of a letter that the deciding agency signs, not the desk."""
    superior = agency.parent
    return {"agency_name": agency.name, "superior_name": superior.name if superior else ""}


_MARKS: dict[str, str] = {
    SlipKind.SUPPLEMENT: "PBS",
    SlipKind.REFUSAL: "PTC",
    SlipKind.STOP: "TB",
    SlipKind.APOLOGY: "PXL",
    SlipKind.CONTROL: "PKS",
}


def _number(dossier: Dossier, kind: str, at: datetime) -> str:
    """Slips other than the receipt are numbered once, in the desk's book of that kind for the year."""
    if kind == SlipKind.RECEIPT:
        return ""
    year, desk = local(at).year, dossier.receiving_agency_id
    assert desk is not None
    issued = Slip.objects.filter(kind=kind, issued_at__year=year, dossier__receiving_agency_id=desk)
    return f"{codes.next_in_book(desk, _MARKS[kind], year, so_far=issued.count)}/{_MARKS[kind]}"


def _template(result: DossierResult) -> str:
    if result.kind == "negative":
        return "negative_result"
    told = definition(result.dossier.version).result
    if told.layout is not None:
        return "worded_result"
    named = told.template
    return "generic_result" if named in ("", "generic") else named


def _plain(value: Any) -> Any:
    """Dates as ISO text, so that facts can be kept as JSON and read back by the drawing."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def awaits_file(dossier: Dossier) -> bool:
    """A result that is issued but whose page is still being drawn."""
    return dossier.state == State.COMPLETED and dossier.results.filter(revoked_at=None, file=None).exists()
