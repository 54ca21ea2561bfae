"""The tabs of a version's life in a real browser: no barrier at any width, and all of it without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from portal.documents.models import new_ulid
from procedures.models import Procedure, VersionState
from procedures.services import field_of, save_draft
from tests.barriers import faults
from tests.procedures.building import document, eq, page, question
from tests.site import Site
from tests.web.test_administration_screens import signed_in

pytestmark = pytest.mark.screen
TABS = (
    "overview",
    "layout",
    "result",
    "steps",
    "trial",
    "trial_add",
    "compare",
    "publish",
    "history",
    "copy",
    "discard",
)

WIDE = "String(document.querySelector('svg.graph').getBoundingClientRect().width)"


@pytest.fixture
def draft(committed, monkeypatch):
    """A draft of its own; what is committed here stays."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    code = f"9.{new_ulid()[-12:]}"
    procedure = Procedure.objects.create(code=code, name="Thử trên màn hình", field=field_of("G99", "Thử"))
    asked = page(
        "p",
        question("ten", "name"),
        question("loai", "choice"),
        question("so", "number", when=eq("loai", "hai")),
    )
    return save_draft(
        procedure=procedure, document=document(asked, code=code, papers=[{"id": "don", "name": "Đơn"}])
    )


def address(site, name, draft):
    return site.url + reverse(f"admin:designer_{name}", args=[draft.pk])


def test_the_tabs_have_no_barrier(site: Site, browser: Browser, draft) -> None:
    context = signed_in(browser, site, 1440, height=4000)
    shown = context.new_page()
    blocked: list[str] = []
    shown.on("console", lambda told: blocked.append(told.text) if "Security Policy" in told.text else None)
    shown.on("pageerror", lambda error: blocked.append(str(error)))
    wrong = {}
    for name in TABS:
        answer = shown.goto(address(site, name, draft))
        assert answer is not None and answer.status == 200, name
        for width in (1440, 360, 320):
            shown.set_viewport_size({"width": width, "height": 4000})
            wrong[width, name] = faults(shown)
    shown.set_viewport_size({"width": 1440, "height": 600})  # what does not fit scrolls, by the keyboard too
    for name in ("layout", "result"):
        shown.goto(address(site, name, draft))
        wrong[600, name] = faults(shown)
    shown.goto(address(site, "steps", draft))
    assert shown.evaluate(WIDE) == shown.locator("svg.graph").get_attribute("width"), (
        "no blank beside the steps"
    )
    assert {place: said for place, said in wrong.items() if said} == {} and blocked == []
    context.close()


def test_without_script_a_case_is_made_tried_and_compared(site: Site, browser: Browser, draft) -> None:
    context = signed_in(browser, site, 1440, script=False)
    shown = context.new_page()
    shown.goto(address(site, "trial_add", draft))
    shown.get_by_label("Tên hồ sơ thử").fill("Ông Quyết, hai loại")
    shown.locator("[name=ten]").fill("Trần Bá Quyết")
    shown.locator("[name=loai][value=hai]").check()
    shown.get_by_role("button", name="Tính lại với câu trả lời này").click()
    shown.locator("[name=so]").fill("3")
    shown.get_by_role("button", name="Lấy đúng những gì đang ra").click()
    assert shown.get_by_label("Tên hồ sơ thử").input_value() == "Ông Quyết, hai loại"
    shown.get_by_role("button", name="Lưu hồ sơ thử").click()
    shown.get_by_text("1 hồ sơ, đều đạt").wait_for()
    shown.get_by_role("button", name="Thử cả bộ").click()
    shown.get_by_text("Bản nháp đã được thử").wait_for()
    draft.refresh_from_db()
    assert draft.state == VersionState.TRIED
    context.close()


def test_the_page_beside_follows_what_is_typed(site: Site, browser: Browser, draft) -> None:
    context = signed_in(browser, site, 1440)
    shown = context.new_page()
    shown.goto(address(site, "form", draft) + "?chon=cau:ten")
    beside = shown.frame_locator("iframe[data-preview]")
    beside.get_by_text("Mục ten").first.wait_for()
    shown.locator("#label").fill("Bạn được gọi là gì?")
    beside.get_by_text("Bạn được gọi là gì?").first.wait_for(timeout=5000)
    shown.goto(address(site, "form", draft) + "?chon=cau:ten")
    beside.get_by_text("Mục ten").first.wait_for()  # nothing was kept
    context.close()
