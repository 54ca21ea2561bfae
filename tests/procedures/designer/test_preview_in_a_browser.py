"""The live preview: a question edited in the designer changes on the phone, on the desk, without script, on paper."""

import subprocess

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, FrameLocator, Page

from portal.documents.models import new_ulid
from procedures.models import Procedure
from procedures.services import field_of, save_draft
from tests.procedures.building import document, eq, page, question
from tests.site import Site
from tests.web.test_administration_screens import signed_in

pytestmark = pytest.mark.screen
OLD, NEW = "Mục loai", "Ông bà xin cấp loại giấy nào?"


@pytest.fixture
def draft(committed, monkeypatch):
    """A draft of its own; what is committed here stays."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    code = f"9.{new_ulid()[-12:]}"
    procedure = Procedure.objects.create(code=code, name="Thử xem trước", field=field_of("G99", "Thử"))
    asked = page(
        "p",
        question("ten", "name"),
        question("loai", "choice"),
        question("so", "text", when=eq("loai", "hai")),
    )
    return save_draft(procedure=procedure, document=document(asked, code=code))


def shown_on(tab: Page, site: Site, draft, way: str) -> FrameLocator:
    tab.goto(f"{site.url}{reverse('admin:designer_preview', args=[draft.pk])}?man={way}")
    return tab.frame_locator("iframe.try")


def on_paper(tab: Page, site: Site, draft) -> str:
    answer = tab.request.get(site.url + reverse("admin:designer_declaration", args=[draft.pk]))
    assert answer.headers["content-type"] == "application/pdf"
    words = subprocess.run(["pdftotext", "-", "-"], input=answer.body(), capture_output=True, check=True)
    return " ".join(words.stdout.decode().split())


@pytest.mark.article("QN-3.5", "ST-23.1")
def test_an_edited_question_changes_in_every_preview(site: Site, browser: Browser, draft) -> None:
    context = signed_in(browser, site, 1440)
    tab = context.new_page()

    def seen(words: str) -> None:
        """On the phone and on the desk the script opens the next question; without it the page does when it is sent."""
        for way, width in (("dien-thoai", range(300, 400)), ("may-tinh", range(700, 1440))):
            frame = shown_on(tab, site, draft, way)
            frame.get_by_text(words).first.wait_for()
            assert frame.locator("body").evaluate("() => window.innerWidth") in width, way
            assert frame.locator("body").evaluate("(b) => b.scrollWidth <= window.innerWidth"), way
            assert (
                frame.locator("[name=ten]").bounding_box()["height"] >= 44
            )  # dressed as the citizen sees it
            assert frame.locator("[data-q=so]").is_hidden()
            frame.locator("[name=loai][value=hai]").check()
            assert frame.locator("[data-q=so]").is_visible(), way
        frame = shown_on(tab, site, draft, "khong-script")
        frame.get_by_text(words).first.wait_for()
        frame.locator("[name=loai][value=hai]").check()
        assert frame.locator("[data-q=so]").is_hidden()  # no script runs in there
        frame.locator("[name=ten]").fill("Trần Bá Quyết")
        frame.get_by_role("button", name="Lưu và tiếp tục").click()
        frame.locator("[data-q=so]").wait_for(state="visible")
        assert frame.locator("[name=ten]").input_value() == "Trần Bá Quyết"
        assert words in on_paper(tab, site, draft)

    shown_on(tab, site, draft, "dien-thoai").get_by_text(OLD).first.wait_for()
    tab.goto(f"{site.url}{reverse('admin:designer_form', args=[draft.pk])}?chon=cau:loai")
    beside = tab.frame_locator("iframe[data-preview]")
    beside.get_by_text(OLD).first.wait_for()
    tab.locator("#label").fill(NEW)
    beside.get_by_text(NEW).first.wait_for(timeout=5000)  # while it is typed
    assert OLD in on_paper(tab, site, draft)  # and not kept before it is saved
    tab.get_by_role("button", name="Lưu", exact=True).last.click()
    tab.get_by_text("Đã lưu").first.wait_for()
    seen(NEW)
    assert OLD not in on_paper(tab, site, draft)
    context.close()
