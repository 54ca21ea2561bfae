"""Dossiers for the rows `submit` and `lifecycle`: drafts made ready, and the acts of a life over HTTP."""

import io
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dossiers import letters
from dossiers.demo import driving
from dossiers.models import Dossier
from portal.accounts.models import User
from portal.calendars.now import now
from portal.documents import uploads
from portal.documents.models import StoredFile
from procedures.models import Procedure
from tests.bench.server import Answer, Person, Server, fields_of
from tests.bench.who import account, signed_in

PROCEDURE = "1.001193"


@dataclass
class People:
    """Everybody of one birth registration, signed in at one server."""

    server: Server
    signed: dict[str, Person] = field(default_factory=dict)

    def of(self, role: str) -> Person:
        if role not in self.signed:
            self.signed[role] = signed_in(self.server, role)
        return self.signed[role]


@dataclass
class Act:
    """One POST: by whom, at which address, what is typed beyond what the page holds."""

    role: str
    page: str
    typed: dict[str, str]


ACTS = (
    Act("Một cửa H", "tiep-nhan", {"method": "cash"}),
    Act("Tư pháp", "soan-ket-qua", {}),
    Act("Tư pháp", "xong-buoc", {"note": "Đã thẩm tra, đủ điều kiện."}),
    Act("Chủ tịch", "duyet", {}),
    Act("Văn thư", "phat-hanh", {}),
    Act("Một cửa H", "tra-ket-qua", {"receiver": "Nguyễn Thị Đẹp", "method": "cash"}),
)


def drafts(count: int) -> list[Dossier]:
    """Complete drafts of the demo's first citizen, each with its paper."""
    user = User.objects.get(email=account("Người dân")["login"])
    paper = _paper(user)
    return [
        driving.draft(
            procedure=Procedure.objects.get(code=PROCEDURE), party=user.party, user=user,
            commune=user.party.commune_code, at=now(), paper=paper, seed=number + 1, answers={"xin_ban_sao": False},
        ).dossier
        for number in range(count)
    ]  # fmt: skip


def _paper(user: User) -> StoredFile:
    picture = io.BytesIO()
    Image.effect_noise((600, 800), 40).convert("RGB").save(picture, "JPEG")
    upload = uploads.receive(user, "bench", SimpleUploadedFile("giay-chung-sinh.jpg", picture.getvalue()))
    assert upload.stored is not None
    return upload.stored


def check_page(person: Person, draft: Dossier) -> Answer:
    answer = person.get(f"/nop/{draft.reference}/kiem-tra/")
    assert answer.status == 200, (answer.status, answer.location)
    return answer


def submit(person: Person, draft: Dossier) -> Answer:
    answer = person.post(f"/nop/{draft.reference}/kiem-tra/", {"cam_doan": "co"})
    if answer.status != 302 or "da-gui" not in answer.location:
        raise RuntimeError(f"not sent: {answer.status} {answer.location} {answer.text[-3000:]}")
    return answer


def prepared(people: People, act: Act, dossier: Dossier) -> tuple[str, dict[str, str]]:
    """The address and the fields of an act, as its page offers them now (not measured)."""
    dossier.refresh_from_db()
    if act.page == "tra-ket-qua":
        for result in dossier.results.filter(file=None):
            letters.draw_result(result)
    path = f"/lam-viec/ho-so/{dossier.shown_code}/{act.page}/"
    page = people.of(act.role).get(path)
    if page.status != 200:
        raise RuntimeError(f"{act.page}: {page.status} {page.location}")
    offered = {name: value or _plausible(name) for name, value in fields_of(page.text).items()}
    return path, {**offered, **act.typed}


def do(people: People, act: Act, path: str, fields: dict[str, str]) -> Answer:
    """The act itself. Raises RuntimeError when it was not done."""
    answer = people.of(act.role).post(path, fields)
    if answer.status != 302:
        raise RuntimeError(f"{act.page}: {answer.status} {answer.text[:6000]}")
    return answer


def _plausible(name: str) -> str:
    return "Theo hồ sơ" if name.startswith("f-") else ""
