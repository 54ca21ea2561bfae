"""Paper from electronic: numbered in the book, drawn by a worker, each further print marked (NĐ 45/2020 Điều 18)."""

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from portal.agencies.models import Officer
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.copies import books, hooks, sheets
from portal.copies.models import BookKind, Conversion, Printing
from portal.copies.permissions import why_not_print
from portal.documents import pdf, store
from portal.documents.drawing import spelled_day, spelled_moment
from portal.documents.models import FileState, StoredFile
from portal.documents.signing import looking
from portal.web.refusals import StepRefused
from portal.web.show import local, stamp


def convert(
    *, officer: Officer, source: StoredFile, subject: str, title: str, paper_number: str = "", issuer: str = "",
    issued_on: date | None = None, owner: str = "", about: str = "", purpose: str = "",
) -> Conversion:  # fmt: skip
    """Enters a conversion into the book of the officer's agency; a worker draws the sheets after commit.

    The caller has asked whether this officer may have this paper. Raises StepRefused.
    """
    if source.state != FileState.CLEAN:
        raise StepRefused("Tệp này còn đang được kiểm tra nên chưa chuyển đổi được.")
    at = now()
    year = local(at).year
    with transaction.atomic():
        made = Conversion.objects.create(
            key=secrets.token_urlsafe(18), agency=officer.agency, officer=officer, year=year,
            number=books.next_number(officer.agency_id, BookKind.CONVERSION, year), source=source,
            subject=subject[:120], title=title[:300], paper_number=paper_number[:60], issuer=issuer[:200],
            issued_on=issued_on, owner=owner[:300], about=about[:60], purpose=purpose.strip()[:200], made_at=at,
        )  # fmt: skip
        start_on_commit("copies.draw", made.pk)
    return made


def draw(conversion: Conversion, again: int = 0) -> bytes:
    """The sheets; `again` marks a reprint. Raises UploadRefused when the source cannot be read."""
    found = looking.signatures_in([conversion.source]).get(conversion.source_id)
    if found is None:
        found = looking.check_file(conversion.source)
    agency, officer = conversion.agency, conversion.officer
    facts: dict[str, Any] = {
        "serial": conversion.serial, "title": conversion.title, "paper_number": conversion.paper_number,
        "issuer": conversion.issuer, "owner": conversion.owner, "about": conversion.about,
        "issued_on": spelled_day(conversion.issued_on) if conversion.issued_on else "",
        "purpose": conversion.purpose, "sha256": conversion.source.sha256,
        "agency": agency.name, "superior": agency.parent.name if agency.parent else "",
        "officer": officer.user.full_name, "officer_title": officer.title,
        "made_at": spelled_moment(conversion.made_at), "province": profile().province_name,
        "manager": f"UBND {profile().province_name}", "site": settings.SITE_URL,
        "signatures": [_told(one) for one in found],
        "again": again, "again_at": stamp(now()) if again else "",
    }  # fmt: skip
    made, _places = sheets.drawn(conversion.source, "conversion", conversion.key, facts)
    return made


def _told(one: Any) -> str:
    when = f" ký {stamp(one.signed_at)}" if one.signed_at else ""
    return f"{one.signer}{when}: {'hợp lệ' if one.good else 'KHÔNG hợp lệ'}"


def keep_drawn(conversion: Conversion) -> Conversion:
    """Draws and keeps the sheets once."""
    if conversion.file_id is None:
        conversion.file = pdf.store(draw(conversion))
        Conversion.objects.filter(pk=conversion.pk, file=None).update(file=conversion.file)
    return conversion


def print_sheets(*, conversion: Conversion, officer: Officer) -> bytes:
    """The sheets to print: the first time as they are kept, later marked as a reprint. Raises StepRefused."""
    if refusal := why_not_print(officer, conversion.agency_id):
        raise StepRefused(refusal)
    if conversion.file is None:
        raise StepRefused("Bản giấy còn đang được tạo. Thử lại sau ít giây.")
    with transaction.atomic():
        locked = Conversion.objects.select_for_update().get(pk=conversion.pk)
        number = (locked.prints.aggregate(last=Max("number"))["last"] or 0) + 1
        Printing.objects.create(conversion=locked, number=number, officer=officer, at=now())
        if number > 1:
            told = {"serial": locked.serial, "print": number}
            hooks.tell(hooks.Done(locked.about, "reprint_conversion", officer, told))
    return store.read(conversion.file) if number == 1 else draw(conversion, again=number - 1)
