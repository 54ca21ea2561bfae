"""Going through the wizard as a browser without script does: open a page, fill it in, press its button."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from dossiers.models import Dossier
from portal.accounts.models import User
from procedures.definition import Page, Question
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


def begin(browser: Client, code: str = BIRTH, **said: str) -> str:
    """Meets every condition and presses “Bắt đầu”; gives the reference of the draft."""
    version = people.procedure(code).versions.get(state="published")
    checks = {f"dk_{one.id}": "co" if one.yes_is_fine else "khong" for one in definition(version).checks}
    answer = browser.post(f"/nop/{code}/", {**checks, "cho_ai": "minh", "dong_y": "on", **said})
    assert answer.status_code == 302, text(answer)
    return answer["Location"].split("/")[2]


def fill(page: Page, answers: dict[str, Any]) -> dict[str, Any]:
    """The boxes of a page as a person fills them."""
    boxes: dict[str, Any] = {}
    for question in page.questions:
        boxes |= _boxes(question, question.id, answers.get(question.id), answers.get(question.other_id))
    return boxes


def _boxes(question: Question, name: str, value: Any, other: Any = None) -> dict[str, Any]:
    if value is None or question.kind == "computed":
        return {}
    if question.kind == "date":
        return dict(zip([f"{name}-nam", f"{name}-thang", f"{name}-ngay"], value.split("-"), strict=True))
    if question.kind == "address":
        return {f"{name}-duong": value["line"], f"{name}-xa": value["commune"]}
    if question.kind == "yes_no":
        return {name: "co" if value else "khong"}
    if question.kind == "group":
        boxes: dict[str, Any] = {f"{name}-so": str(len(value))}
        for index, item in enumerate(value):
            for inner in question.questions:
                boxes |= _boxes(
                    inner, f"{name}-{index}-{inner.id}", item.get(inner.id), item.get(inner.other_id)
                )
        return boxes
    if question.kind == "choices":
        return {name: value, f"{name}-co": "1"}
    return {name: str(value), **({f"{name}_khac": str(other)} if other else {})}


def walk(browser: Client, ref: str, *, until: str = "/kiem-tra/", **known: Any) -> list[str]:
    """Answers every screen from the beginning until the address ends with `until`; the addresses gone through."""
    dossier = Dossier.objects.get(reference=ref)
    told = definition(dossier.version)
    known = {**{key: value for key, value in dossier.answers.items() if key in told.by_id}, **known}
    if told.code == BIRTH:
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
        if "/giay-to/" in url:
            add(browser, url)
            answer = browser.post(url, {"tiep": "1"})
        elif page is not None:
            answer = browser.post(url, fill(page, answers))
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
