"""Without a network one's own list is still there and a push is shown; after signing out nothing of it is."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests import people
from tests.conftest import hanoi
from tests.site import Site

pytestmark = pytest.mark.screen

SHOWN = """async () => {
    const notes = await (await navigator.serviceWorker.ready).getNotifications();
    return notes.map((one) => [one.title, one.body, one.data.url]);
}"""


@pytest.mark.article("ST-10.1b")
def test_ones_own_list_opens_offline_and_is_gone_after_signing_out(
    browser: Browser, site: Site, committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    dossier = people.submitted(hanoi("2026-11-16 08:30")).dossier
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(f"{site.url}/dang-nhap/")
    page.fill("[name=login]", dossier.created_by.email)
    page.fill("[name=password]", people.PASSWORD)
    page.click("main form button")
    page.goto(f"{site.url}/ho-so/")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.goto(f"{site.url}/ho-so/?nhom=dang")
    page.goto(f"{site.url}/ho-so/")
    _until(page, "async () => (await (await caches.open('mine-1')).keys()).length === 1")
    assert _pushed(page, site, {"title": "Một cửa", "body": "Đã có kết quả", "url": "/ho-so/"}) == [
        ["Một cửa", "Đã có kết quả", "/ho-so/"]
    ]
    context.set_offline(True)
    page.goto(f"{site.url}/ho-so/")
    assert "Không có mạng. Đây là danh sách" in page.inner_text("main")
    assert page.locator(f"a[href*='{dossier.reference}']").count()
    page.goto(f"{site.url}/tai-khoan/")
    assert "chưa nối được" in page.inner_text("main")
    context.set_offline(False)
    page.goto(f"{site.url}/dang-xuat/")
    page.click("main form button")
    _until(page, "async () => !(await caches.has('mine-1'))")
    context.set_offline(True)
    page.goto(f"{site.url}/ho-so/")
    assert dossier.reference not in page.content() and "chưa nối được" in page.inner_text("main")
    context.close()


def _pushed(page: Page, site: Site, words: dict[str, str]) -> list[Any]:
    """What the browser shows when a push service hands it these words, opened as RFC 8291 opens them."""
    page.context.grant_permissions(["notifications"], origin=site.url)
    tools, found = page.context.new_cdp_session(page), list[dict[str, Any]]()
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"]))
    tools.send("ServiceWorker.enable")
    notes = list[Any]()
    for turn in range(8):
        # Who asks before it is drawn makes the browser forget it: it comes again, and is left longer.
        page.wait_for_timeout(200)
        ours = [one for one in found if one["scopeURL"].startswith(site.url) and not one["isDeleted"]]
        if not ours:
            continue
        told = {"origin": site.url, "registrationId": ours[-1]["registrationId"], "data": json.dumps(words)}
        tools.send("ServiceWorker.deliverPushMessage", told)
        page.wait_for_timeout(400 * (turn + 1))
        if notes := page.evaluate(SHOWN):
            break
    tools.detach()
    return notes[-1:]


def _until(page: Page, script: str) -> Any:
    """What a script that promises something comes to at last; waiting in the page takes the promise itself for true."""
    for _ in range(150):
        if found := page.evaluate(script):
            return found
        page.wait_for_timeout(100)
    raise AssertionError(script)
