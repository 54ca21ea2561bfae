"""The administration in a real browser: no barrier, no sideways scrolling, nothing that the policy blocks."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext

from portal.accounts.models import User
from portal.agencies.models import Agency, Officer
from portal.calendars.models import Calendar, CalendarDay
from procedures.models import ProcedureVersion
from tests.barriers import faults
from tests.site import Site

pytestmark = pytest.mark.screen


@pytest.fixture(autouse=True)
def _rows_beside_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def signed_in(
    browser: Browser, site: Site, width: int, *, height: int = 800, script: bool = True
) -> BrowserContext:
    """Lê Minh Khuê, who may do everything, with a window of this width."""
    khue = User.objects.filter(email="khue.man-hinh@so.example").first()
    khue = khue or User.objects.create_superuser("khue.man-hinh@so.example", "x", full_name="Lê Minh Khuê")
    client = Client()
    client.force_login(khue)
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    return context


def screens() -> tuple[str, ...]:
    agency, day, version = (
        Agency.objects.all()[0],
        CalendarDay.objects.all()[0],
        ProcedureVersion.objects.all()[0],
    )
    officer, calendar = Officer.objects.all()[0], Calendar.objects.all()[0]
    return (
        "/quan-tri/",
        "/quan-tri/tim/?q=ha+long",
        reverse("admin:agencies_officer_changelist"),
        reverse("admin:agencies_officer_hire"),
        reverse("admin:agencies_officer_change", args=[officer.pk]),
        reverse("admin:agencies_officer_history", args=[officer.pk]),
        reverse("admin:agencies_agency_change", args=[agency.pk]),
        reverse("admin:accounts_user_change", args=[officer.user_id]),
        reverse("admin:accounts_user_password", args=[officer.user_id]),
        reverse("admin:calendars_calendar_change", args=[calendar.pk]),
        reverse("admin:calendars_calendarday_delete", args=[day.pk]),
        reverse("admin:procedures_procedureversion_changelist"),
        reverse("admin:procedures_procedure_retire", args=[version.procedure_id]),
        reverse("admin:designer_overview", args=[version.pk]),
        reverse("admin:announcements"),
        reverse("admin:online_national"),
    )


def test_the_administration_has_no_barrier(site: Site, browser: Browser, committed: None) -> None:
    context = signed_in(browser, site, 1440, height=4000)  # the bars that stay then cover nothing
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda told: blocked.append(told.text) if "Security Policy" in told.text else None)
    page.on("pageerror", lambda error: blocked.append(str(error)))
    wrong = {}
    for path in screens():
        answer = page.goto(site.url + path)
        assert answer is not None and answer.status == 200, path
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 4000})
            wrong[width, path] = faults(page)
    assert {place: said for place, said in wrong.items() if said} == {} and blocked == []
    context.close()


def test_the_menu_opens_on_a_telephone_with_the_keyboard(
    site: Site, browser: Browser, committed: None
) -> None:
    context = signed_in(browser, site, 360)
    page = context.new_page()
    page.goto(site.url + "/quan-tri/")
    entry = page.locator("#muc-luc").get_by_role("link", name="Cán bộ")
    assert not entry.is_visible()
    page.get_by_role("button", name="Mục lục").focus()
    page.keyboard.press("Enter")
    assert entry.is_visible() and faults(page) == []
    page.keyboard.press("Escape")
    assert not entry.is_visible()
    context.close()


def test_a_box_suggests_while_one_types(site: Site, browser: Browser, committed: None) -> None:
    context = signed_in(browser, site, 1440)
    page = context.new_page()
    officer = Officer.objects.all()[0]
    page.goto(site.url + reverse("admin:agencies_officer_change", args=[officer.pk]))
    page.get_by_label("Cơ quan", exact=True).fill("")
    page.get_by_label("Cơ quan", exact=True).press_sequentially("ha long")
    offered = page.locator("datalist option[value*='phường Hạ Long']").first
    offered.wait_for(state="attached")
    context.close()


def test_a_row_is_changed_without_a_script(site: Site, browser: Browser, committed: None) -> None:
    agency = Agency.objects.filter(slug="phuong-ha-long")[0]
    context = signed_in(browser, site, 360, script=False)
    page = context.new_page()
    page.goto(site.url + reverse("admin:agencies_agency_change", args=[agency.pk]))
    page.get_by_label("Cấp trên").fill("ủy ban quảng ninh khong co")
    page.get_by_role("button", name="Lưu", exact=True).click()
    assert "Không thấy “ủy ban quảng ninh khong co”" in page.inner_text("main")
    page.get_by_label("Cấp trên").fill("H49 Ủy ban nhân dân tỉnh Quảng Ninh")
    page.get_by_label("Điện thoại").fill("0203 3 825 000")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_url(site.url + reverse("admin:agencies_agency_changelist"))
    agency.refresh_from_db()
    assert agency.phone == "0203 3 825 000" and agency.parent is not None and agency.parent.code == "H49"
    context.close()
