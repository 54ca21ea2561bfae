"""Officers at their browsers: each signs in, opens the page of the act, presses the one blue button."""

import time

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from dossiers.models import Dossier, Task, TaskKind
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.models import Duty
from procedures.queries import definition
from tests import people
from tests.site import Site

WAIT_SECONDS = 30


def signed_in(
    browser: Browser, site: Site, user: User, *, script: bool = True, width: int = 1440, zone: str = ""
) -> BrowserContext:
    """A browser of one's own in which this person is signed in; `zone` is that of their computer."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(
        java_script_enabled=script,
        locale="vi-VN",
        viewport={"width": width, "height": 900},
        timezone_id=zone or None,
    )
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}])
    return context


def press(page: Page) -> None:
    """The next act: at most one blue button stands on a page of the desk."""
    with page.expect_navigation():
        page.locator(".actions .btn.go").click()


def act(
    browser: Browser, site: Site, user: User, dossier: Dossier, verb: str, *, script: bool, **typed: str
) -> None:
    """One person, one page, one act."""
    context = signed_in(browser, site, user, script=script)
    page = context.new_page()
    page.goto(f"{site.url}/lam-viec/ho-so/{dossier.shown_code}/{verb}/")
    for name, value in typed.items():
        box = page.locator(f"main [name={name}]")
        if box.count():
            box.first.fill(value)
    for empty in page.locator("#viec [name^='f-']").all():
        if not empty.input_value():
            empty.fill("2026-11-20" if empty.get_attribute("type") == "date" else "Theo hồ sơ")
    press(page)
    assert f"/{verb}/" not in page.url, page.locator("main").inner_text()[:600]
    context.close()
    dossier.refresh_from_db()


def accept(browser: Browser, site: Site, dossier: Dossier, *, script: bool) -> None:
    officer = people.driving.somebody(dossier.receiving_agency, Duty.DESK_OFFICER)
    act(browser, site, officer.user, dossier, "tiep-nhan", script=script)


def work_through(browser: Browser, site: Site, dossier: Dossier, *, script: bool) -> list[str]:
    """Everybody does their step until the result is issued; who took part."""
    took_part = []
    while dossier.state == State.PROCESSING:
        task = (
            Task.objects.filter(dossier=dossier, ended_at=None)
            .select_related("agency", "officer__user")
            .first()
        )
        assert task is not None
        user = (task.officer or people.driving.somebody(task.agency, task.duty)).user
        _do(browser, site, dossier, task, user, script=script)
        took_part.append(f"{task.step_id}: {user.full_name}")
    return took_part


def _do(browser: Browser, site: Site, dossier: Dossier, task: Task, user: User, *, script: bool) -> None:
    if task.kind == TaskKind.CONSULT:
        return act(
            browser, site, user, dossier, "cho-y-kien", script=script, note="Nhất trí, không có ý kiến khác."
        )
    if task.kind == TaskKind.APPROVE:
        return act(browser, site, user, dossier, "duyet", script=script)
    if task.kind == TaskKind.ISSUE:
        return act(browser, site, user, dossier, "phat-hanh", script=script)
    step = definition(dossier.version).step(task.step_id)
    if step is not None and step.produces == "result":
        act(browser, site, user, dossier, "soan-ket-qua", script=script)
    return act(browser, site, user, dossier, "xong-buoc", script=script, note="Đã thẩm tra, đủ điều kiện.")


def wait_for(dossier: Dossier, state: str) -> None:
    """Until the worker has done its part."""
    until = time.monotonic() + WAIT_SECONDS
    while dossier.state != state:
        assert time.monotonic() < until, dossier.state
        time.sleep(0.2)
        dossier.refresh_from_db()
