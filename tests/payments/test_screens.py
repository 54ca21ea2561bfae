"""Money in a real browser: from “Nộp tiền” to the bank and back; the money desk without a barrier."""

import os
import time
from datetime import date

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page

from payments import paper, reconciling
from payments.ledger import locked, pay
from payments.models import Charge, Difference
from portal.agencies.queries import today
from portal.calendars.now import pretend
from tests import people
from tests.barriers import faults
from tests.conftest import hanoi
from tests.dossiers.officer.test_screens import opened
from tests.money import account, charge_of
from tests.payments.test_desk import accountant, ask, cashier
from tests.site import Site

pytestmark = [pytest.mark.screen, pytest.mark.usefixtures("committed")]
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the tests
DAY = date(2026, 2, 18)


def barriers(page: Page) -> list[str]:
    return [f"{page.url} {said}" for said in faults(page)]


@pytest.mark.article("QN-14.4", "ST-11")
def test_pay_leads_to_the_bank_and_back_to_a_page_that_says_paid(site: Site, browser: Browser) -> None:
    """A form may lead only to ourselves (form-action), so a page of ours opens the bank's. The bank's word and the
    payer are on their way at the same time: who is back first is told to wait, and sees it with the next look."""
    with pretend(hanoi("2026-11-16 08:30")):
        account()
        drive = people.submitted(hanoi("2026-11-16 08:30"), code="1.001612")
    page = opened(browser, site, people.desk_officer(), 360)
    try:
        page.context.clear_cookies()
        page.goto(f"{site.url}/dang-nhap/")
        page.fill("[name=login]", drive.dossier.created_by.email)
        page.fill("[name=password]", people.PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        page.goto(f"{site.url}/ho-so/{drive.dossier.shown_code}/thanh-toan/")
        wrong = barriers(page)
        page.get_by_role("button", name="VNPay").click()
        page.wait_for_selector("button[name=way]")
        assert page.url.startswith(site.env["VNPAY_URL"])
        page.locator("button[name=way][value=tra]").click()
        page.wait_for_url(lambda url: url.startswith(site.url) and "/thanh-toan/" in url)
        until = time.monotonic() + 20
        while not page.get_by_text("Đã nhận đủ").count() and time.monotonic() < until:
            page.wait_for_timeout(100)
            page.reload()
        page.get_by_text("Đã nhận đủ").first.wait_for(timeout=1000)
        assert wrong + barriers(page) == []
    finally:
        page.context.close()
    assert Charge.objects.get(subject=drive.dossier.reference, timing="at_receipt").payments.count() == 1


def test_the_money_desk_has_no_barrier(site: Site, browser: Browser) -> None:
    account()
    paid, owed = charge_of(), charge_of()
    with transaction.atomic():
        pay(
            locked(paid),
            150_000,
            method="vnpay",
            key=f"axe-{paid.pk}",
            provider_ref="A1",
            paid_at=hanoi("2026-02-18 09:00"),
        )
    refund = ask(paid, cashier())
    rows = [(f"X{paid.pk}", "X1", 80_000)]
    content = f"X{paid.pk};X1;80000".encode()
    told = {"provider": "vnpay", "day": DAY, "by": accountant().user}
    reconciling.load_file(name="a.csv", content=content, rows=rows, **told)
    reconciling.reconcile(**told)
    difference = Difference.objects.filter(check_of__day=DAY).latest("id")
    slip = paper.Slip(
        f"KB-{owed.pk}", "Kho bạc Nhà nước khu vực III", today(), 149_000, people.paper(people.citizen())
    )
    voucher = paper.hand_in(charge=owed, slip=slip, by=people.desk_officer().user)
    enter = f"khoan/{owed.reference}/"
    pages = {
        "cashier": (
            cashier,
            (
                "",
                "ca/",
                f"hoan/{refund.pk}/",
                enter,
                f"{enter}chung-tu/",
                f"{enter}ma-qr/",
                f"chung-tu/{voucher.pk}/",
            ),
        ),
        "accountant": (
            accountant,
            ("doi-soat/", f"doi-soat/vnpay/{DAY}/", f"doi-soat/lech/{difference.pk}/"),
        ),
    }
    wrong = []
    for who, paths in pages.values():
        page = opened(browser, site, who(), 360)
        for path in paths:
            answer = page.goto(f"{site.url}/lam-viec/tien/{path}")
            assert answer is not None and answer.status == 200, path
            wrong += barriers(page)
            photograph(page, path)
        page.context.close()
    assert wrong == []


def photograph(page: Page, path: str) -> None:
    """Pictures for whoever asks for them (PICTURES=folder)."""
    if folder := os.environ.get("PICTURES"):
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{width}-{path.replace('/', '_') or 'tien'}.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 900})
