"""Named, invented people of the tests, and the short way to their dossiers."""

import io
import itertools
import random
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from dossiers.demo import driving
from dossiers.demo.driving import Drive
from dossiers.services import supplement_drafts
from portal.accounts.models import Party, User
from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.queries import own_communes, profile
from portal.calendars.now import pretend
from portal.documents import uploads
from portal.documents.models import StoredFile
from procedures.models import Procedure
from procedures.samples import invented_number

PASSWORD = "mot-mat-khau-dai-2026"
_count = itertools.count(random.SystemRandom().randrange(10**6))


def citizen(name: str = "Đinh Thị Ngọc Huyền", *, email: str = "", **fields: Any) -> User:
    """A person with an account; every call makes another one."""
    number = next(_count)
    user = User.objects.create_user(
        email=email or f"nguoi{number}@thu.example", password=PASSWORD, full_name=name
    )
    Party.objects.create(
        user=user,
        name=name,
        id_number=invented_number(random.Random(number), date(1996, 4, 2), "female"),
        birth_on=date(1996, 4, 2),
        sex="female",
        phone=f"0912{number % 10**6:06}",
        email=user.email or "",
        commune_code=fields.pop("commune", ward_code()),
        address="tổ 5, khu 2",
        **fields,
    )
    return user


def ward_code() -> str:
    """The first commune that this portal serves."""
    unit = own_communes().first()
    assert unit is not None
    return unit.code


def ward() -> Agency:
    """The People's Committee of that commune."""
    return Agency.objects.get(kind="commune", admin_unit__code=ward_code())


def desk() -> Agency:
    """Its one-stop desk."""
    return Agency.objects.get(kind="centre", parent=ward())


def desk_officer() -> Officer:
    return driving.somebody(desk(), Duty.DESK_OFFICER)


def stranger() -> Officer:
    """A desk officer of another commune."""
    other = Agency.objects.filter(kind="centre").exclude(parent=ward()).order_by("-id").first()
    return driving.somebody(other, Duty.DESK_OFFICER)


def procedure(code: str = "1.001193") -> Procedure:
    return Procedure.objects.get(code=code)


def photo(
    label: str = "Giấy chứng sinh", *, kind: str = "JPEG", size: tuple[int, int] = (900, 1200)
) -> bytes:
    """A real picture of a paper, as bytes."""
    image = Image.new("RGB", size, "#fdfcf7")
    pen = ImageDraw.Draw(image)
    pen.text((60, 80), label, fill="black")
    for row in range(12):
        pen.line((60, 180 + row * 70, size[0] - 60, 180 + row * 70), fill="#888")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def paper(user: User, label: str = "Giấy chứng sinh") -> StoredFile:
    """A checked picture of a paper in the store, come in by the ordinary way."""
    upload = uploads.receive(user, "test", SimpleUploadedFile(f"{label}.jpg", photo(label)))
    assert upload.stored is not None
    upload.stored.refresh_from_db()
    return upload.stored


def drafted(at: datetime, user: User | None = None, code: str = "1.001193", **more: Any) -> Drive:
    """A complete draft of this person; of a birth, one with the hospital's certificate."""
    user = user or citizen()
    if code == "1.001193":
        more["answers"] = {"co_giay_chung_sinh": True, **(more.get("answers") or {})}
    return driving.draft(
        procedure=procedure(code), party=user.party, user=user, commune=user.party.commune_code, at=at,
        paper=paper(user), **more,
    )  # fmt: skip


def submitted(at: datetime, user: User | None = None, code: str = "1.001193", **more: Any) -> Drive:
    drive = drafted(at, user, code, **more)
    return driving.submit(drive, drive.dossier.created_by)


def accepted(at: datetime, **more: Any) -> Drive:
    return submitted(at, **more).wait(30).accept()


def processing(at: datetime, **more: Any) -> Drive:
    return accepted(at, **more).transfer()


def supplement_drafted(drive: Drive) -> Drive:
    """The officer who works on it lays a request for its first paper before a leader, as the province demands."""
    officers_ask_through_leaders()
    task = (
        drive.dossier.tasks.select_related("agency", "officer").filter(ended_at=None).exclude(kind="desk")[0]
    )
    flag = [{"kind": "paper", "id": drive.dossier.items.all()[0].paper_id, "note": "Ảnh mờ, chụp lại."}]
    with pretend(drive.at):
        supplement_drafts.draft_supplement(
            dossier=drive.dossier,
            officer=task.officer or driving.somebody(task.agency, task.duty),
            flagged=flag,
        )
    return drive


def officers_ask_through_leaders(*, through: bool = True) -> None:
    """The province's regulation has a leader approve every request for papers after acceptance (DL-20)."""
    told = profile()
    told.supplement_by_leader = through
    told.save()


def completed(at: datetime, **more: Any) -> Drive:
    return processing(at, **more).finish_steps()
