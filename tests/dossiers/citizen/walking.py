"""Going through the wizard as a browser without script does: open a page, fill it in, press its button."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from dossiers.models import Dossier
from portal.accounts.models import User
from procedures.definition import Page
from procedures.queries import definition
from procedures.samples import sample_answers
from tests import people

BIRTH = "1.001193"
CHECKS = {"dk_sinh_tai_viet_nam": "co", "dk_chua_khai_sinh": "khong", "dk_cha_me_viet_nam": "co"}
START = {**CHECKS, "cho_ai": "minh", "dong_y": "on"}


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def begin(browser: Client, **said: str) -> str:
    """Presses “Bắt đầu”; gives the reference of the draft."""
    answer = browser.post(f"/nop/{BIRTH}/", {**START, **said})
    assert answer.status_code == 302, text(answer)
    return answer["Location"].split("/")[2]


def fill(page: Page, answers: dict[str, Any]) -> dict[str, str]:
    """The boxes of a page as a person fills them."""
    boxes: dict[str, str] = {}
    for question in page.questions:
        value = answers.get(question.id)
        if value is None:
            continue
        if question.kind == "date":
            year, month, day = value.split("-")
            boxes |= {f"{question.id}-ngay": day, f"{question.id}-thang": month, f"{question.id}-nam": year}
        elif question.kind == "address":
            boxes |= {f"{question.id}-duong": value["line"], f"{question.id}-xa": value["commune"]}
        elif question.kind == "yes_no":
            boxes[question.id] = "co" if value else "khong"
        else:
            boxes[question.id] = str(value)
    return boxes


def walk(browser: Client, ref: str, *, until: str = "/kiem-tra/", **known: Any) -> list[str]:
    """Answers every screen from the beginning until the address ends with `until`; the addresses gone through."""
    dossier = Dossier.objects.get(reference=ref)
    told = definition(dossier.version)
    known = {"co_giay_chung_sinh": True, "quan_he": "me", "xin_ban_sao": False, **known}
    answers = sample_answers(
        told, seed=5, commune=dossier.owner.commune_code or people.ward_code(), known=known
    )
    url, seen = f"/nop/{ref}/", []
    while not url.split("?")[0].endswith(until):
        assert len(seen) < 40, seen
        screen = browser.get(url)
        if screen.status_code == 302:
            url = screen["Location"]
            continue
        seen.append(url)
        page = told.page(url.rstrip("/").split("/")[-1])
        if page is not None:
            answer = browser.post(url, fill(page, answers))
        elif "/giay-to/" in url:
            add(browser, url)
            answer = browser.post(url, {"tiep": "1"})
        else:
            answer = browser.post(
                url, {"cach": "in_person", "dien_thoai": "0912 345 678", "mien_phi": "khong"}
            )
        assert answer.status_code == 302, (url, text(answer))
        url = answer["Location"]
    return seen


def add(
    browser: Client, url: str, content: bytes | None = None, name: str = "anh.jpg", **more: str
) -> HttpResponse:
    """Chooses a file and presses “Tải lên”."""
    file = SimpleUploadedFile(name, people.photo() if content is None else content)
    return browser.post(url, {"tep": [file], "tai-len": "1", **more})


def send(browser: Client, ref: str) -> HttpResponse:
    return browser.post(f"/nop/{ref}/kiem-tra/", {"cam_doan": "co"})


def text(answer: HttpResponse) -> str:
    """The words of a page, for messages of failed tests."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode("utf-8", "replace")))[:3000]
