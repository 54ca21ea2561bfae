"""Loads the scenes once. Each dossier is its own transaction, so a broken-off run goes on where it stopped."""

import hashlib
import io
import random
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw, ImageFont
from ulid import ULID

from dossiers.demo import driving
from dossiers.demo.scenes import SCENES, Scene, start_of
from dossiers.models import Dossier
from portal.accounts.models import Party, User
from portal.agencies.loading.agencies import structure
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.documents import uploads
from portal.documents.models import StoredFile
from procedures import eform
from procedures.models import Procedure
from procedures.queries import current_version, definition
from procedures.samples import invented_name, invented_number

PEOPLE = 60
COMMUNES = 4
MAIL = "nguoi{}@demo.example"
EVERYDAY = {"G15-HT", "G15-CT", "G01-CT"}
"""Fields that half of a commune's dossiers belong to: civil status, authentication, residence."""
EVERYDAY_WEIGHT = 4
Fitting = tuple[list[Procedure], list[int]]
FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"


def load(say: object = print) -> int:
    """Returns how many dossiers were made; none when the demo's are there already."""
    communes = structure()["demo_communes"][profile().code][:COMMUNES]
    folk = list(_people(communes))
    paper = _paper(folk[0].user)  # type: ignore[arg-type]
    fitting = _fitting()
    made = 0
    for seed, (scene, number) in enumerate(_all(), 1):
        made += _one(scene, number, seed, folk[seed % len(folk)], communes, paper, fitting)
    made += _drafts(folk, communes, paper, fitting[""])
    return made


def _all() -> Iterator[tuple[Scene, int]]:
    for scene in SCENES:
        for number in range(scene.times):
            yield scene, number


def _one(
    scene: Scene, number: int, seed: int, party: Party, communes: list[str], paper: StoredFile,
    fitting: dict[str, Fitting],
) -> int:  # fmt: skip
    reference = _reference(scene, number)
    if Dossier.objects.filter(reference=reference).exists():
        return 0
    at = _moment(start_of(scene, number, now()))
    chance = random.Random(seed)  # noqa: S311
    procedure = _chosen(fitting[scene.needs], chance)
    commune = communes[seed % len(communes)]
    with transaction.atomic():
        drive = driving.draft(
            procedure=procedure, party=party, user=party.user, commune=commune, at=at, paper=paper,  # type: ignore[arg-type]
            seed=seed, answers=_about(procedure, party), return_method=chance.choice(["online", "online", "in_person"]),
        )  # fmt: skip
        Dossier.objects.filter(pk=drive.dossier.pk).update(reference=reference)
        drive.dossier.refresh_from_db()
        scene.play(driving.submit(drive, party.user))  # type: ignore[arg-type]
    return 1


def _about(procedure: Procedure, party: Party) -> dict[str, Any]:
    """What the form takes over from the person, so that the answers speak of them."""
    version = current_version(procedure, now().date())
    return eform.prefill(definition(version), party) if version else {}


def _reference(scene: Scene, number: int) -> str:
    """The same scene has the same reference at every loading, so nothing is made twice."""
    digest = int.from_bytes(hashlib.sha256(f"{scene.name}:{number}".encode()).digest()[:15], "big")
    return f"T-{ULID.from_int(digest)}"


def _chosen(fitting: Fitting, chance: random.Random) -> Procedure:
    return chance.choices(*fitting)[0]


def _drafts(folk: list[Party], communes: list[str], paper: StoredFile, fitting: Fitting) -> int:
    """A few that were begun and not sent."""
    made = 0
    for number, party in enumerate(folk[:7]):
        if Dossier.objects.filter(owner=party, state="draft").exists():
            continue
        driving.draft(
            procedure=_chosen(fitting, random.Random(number)), party=party, user=party.user,  # type: ignore[arg-type] # noqa: S311
            commune=communes[0], at=_moment(600 + number * 300), paper=paper, seed=900 + number,
        )  # fmt: skip
        made += 1
    return made


def _moment(minutes_ago: int) -> datetime:
    """That many working minutes before now."""
    return working_time(None).add_minutes(now(), -minutes_ago)


def _people(communes: list[str]) -> Iterator[Party]:
    for number in range(PEOPLE):
        chance = random.Random(number)  # noqa: S311
        mail = MAIL.format(number)
        user = User.objects.filter(email=mail).select_related("party").first()
        if user is None:
            name, sex = invented_name(chance), chance.choice(["male", "female"])
            born = date(1955 + number % 48, 1 + number % 12, 1 + number % 28)
            user = User.objects.create_user(email=mail, full_name=name)
            Party.objects.create(
                user=user, name=name, sex=sex, birth_on=born, id_number=invented_number(chance, born, sex),
                phone=f"0987{number:06}", commune_code=communes[number % len(communes)], address="tổ 3, khu 4",
            )  # fmt: skip
        yield user.party


def _fitting() -> dict[str, Fitting]:
    """For every need of a scene the procedures in force that fulfil it whatever is answered, with their weights."""
    found: dict[str, Fitting] = {"": ([], []), "fee": ([], []), "consult": ([], [])}
    for procedure in Procedure.objects.order_by("code"):
        version = current_version(procedure, now().date())
        if version is None:
            continue
        told = definition(version)
        consults = sum(step.kind == "consult" and step.when is None for step in told.steps)
        fits = {
            "": True,
            "fee": any(
                fee.timing == "at_receipt" and fee.when is None and not fee.cases for fee in told.fees
            ),
            "consult": consults >= 2,
        }
        for need in (need for need, fine in fits.items() if fine):
            found[need][0].append(procedure)
            found[need][1].append(EVERYDAY_WEIGHT if told.field.code in EVERYDAY else 1)
    return found


def _paper(user: User) -> StoredFile:
    """A picture of a paper, plainly a specimen, that came in by the ordinary way."""
    image = Image.new("RGB", (1240, 1754), "#fdfcf7")
    pen = ImageDraw.Draw(image)
    pen.text((120, 140), "GIẤY TỜ MẪU", fill="#8e1015", font=ImageFont.truetype(FONT, 64))
    pen.text(
        (120, 240), "Dùng cho hồ sơ thử, không có giá trị", fill="#222", font=ImageFont.truetype(FONT, 36)
    )
    for row in range(16):
        pen.line((120, 380 + row * 76, 1120, 380 + row * 76), fill="#9aa")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    upload = uploads.receive(user, "demo", SimpleUploadedFile("giay-to-mau.jpg", out.getvalue()))
    assert upload.stored is not None
    return upload.stored
