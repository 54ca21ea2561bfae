"""The pictures of docs/guides/procedures.md: the designer with a draft of birth registration, each small enough."""

import copy
import io
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser

from portal.accounts.models import User
from procedures.models import ProcedureVersion
from procedures.queries import by_code
from procedures.services import save_draft

OUT = Path(settings.BASE_DIR) / "docs" / "guides" / "img"
MOST_BYTES = 150 * 1024
WIDE = (1280, 800)


def draft() -> ProcedureVersion:
    """The draft of birth registration, as it is published now."""
    procedure = by_code("1.001193")
    assert procedure is not None
    last = procedure.versions.order_by("-number")[0]
    if last.editable:
        return last
    return save_draft(procedure=procedure, document=copy.deepcopy(last.definition))


def scenes(version: ProcedureVersion) -> list[tuple[str, str]]:
    """Name of the picture, address."""

    def at(name: str, query: str = "") -> str:
        return reverse(f"admin:designer_{name}", args=[version.pk]) + query

    return [
        ("bat-dau", reverse("admin:designer_start")),
        ("bieu-mau", at("form", "?chon=cau:con_co_so")),
        ("xem-thu", at("preview")),
        ("giay-to", at("papers", "?chon=papers/giay_chung_sinh")),
        ("thong-tin", at("head")),
        ("mau-in", at("layout")),
        ("mau-ket-qua", at("result")),
        ("phi", at("fees")),
        ("cac-buoc", at("steps")),
        ("thu-nghiem", at("trial")),
        ("cong-bo", at("publish")),
    ]


def take(browser: Browser, url: str, user: User) -> None:
    """Takes every picture as a person with the right to change procedures sees it."""
    OUT.mkdir(parents=True, exist_ok=True)
    client = Client()
    client.force_login(user)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "url": url}
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="vi-VN")
    context.add_cookies([{**cookie, "value": client.cookies[settings.SESSION_COOKIE_NAME].value}])
    page = context.new_page()
    for name, path in scenes(draft()):
        page.goto(url + path, wait_until="networkidle")
        keep(page.screenshot(), OUT / f"{name}.webp")
    context.close()


def keep(png: bytes, path: Path) -> None:
    """As WebP, less sharp until it is small enough."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in (80, 65, 50, 35):
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST_BYTES:
            break
    path.write_bytes(out.getvalue())
