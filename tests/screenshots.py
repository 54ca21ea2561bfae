"""make screenshots: takes the pictures of the README from the demo's own dossiers, with the real portal running."""

import os
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.site_settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from dossiers.models import Dossier  # noqa: E402
from dossiers.states import State  # noqa: E402
from portal.accounts.models import User  # noqa: E402
from portal.agencies.models import Duty  # noqa: E402
from portal.calendars.now import now  # noqa: E402
from tests import guide_pictures  # noqa: E402
from tests.people import driving  # noqa: E402
from tests.site import CHROMIUM_ARGS, Site, running_site  # noqa: E402

OUT = Path(settings.BASE_DIR) / "docs" / "pictures"
DESK = (1440, 900)
PHONE = (390, 844)


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_province", profile=settings.PROFILE, demo=True, verbosity=0)
    call_command("load_demo")
    OUT.mkdir(parents=True, exist_ok=True)
    folder = Path(os.environ["LOCAL_DIR"])
    with running_site(folder) as site, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS)
        for name, size, user, path in scenes():
            shoot(browser, site, name, size, user, path)
        guide_pictures.take(browser, site.url, User.objects.filter(email__startswith="kiemsoat1.").first())
        browser.close()


def scenes() -> list[tuple[str, tuple[int, int], User | None, str]]:
    """Name of the picture, window, who looks, where."""
    under_way = _newest(State.PROCESSING, due_at__gt=now())
    waiting = _newest(State.REGISTERED)
    draft = (
        Dossier.objects.filter(state=State.DRAFT, version__procedure__code="1.001193").order_by("-id").first()
    )
    draft = draft or Dossier.objects.filter(state=State.DRAFT).order_by("-id")[0]
    officer = driving.somebody(waiting.receiving_agency, Duty.DESK_OFFICER).user
    return [
        ("home", DESK, None, "/"),
        ("procedure", PHONE, None, "/thu-tuc/1.001193/"),
        ("check", PHONE, draft.created_by, f"/nop/{draft.reference}/kiem-tra/"),
        ("dossier", DESK, under_way.owner.user, f"/ho-so/{under_way.code}/"),
        ("queue", DESK, officer, "/lam-viec/hang-doi/"),
        ("workbench", DESK, officer, f"/lam-viec/ho-so/{waiting.shown_code}/"),
    ]


def _newest(state: str, **more: Any) -> Dossier:
    return Dossier.objects.filter(state=state, items__isnull=False, **more).order_by("-id")[0]


def shoot(
    browser: Browser, site: Site, name: str, size: tuple[int, int], user: User | None, path: str
) -> None:
    """One picture of what this person sees there."""
    context = browser.new_context(locale="vi-VN", viewport={"width": size[0], "height": size[1]})
    if user is not None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}])
    page = context.new_page()
    answer = page.goto(site.url + path)
    if answer is None or not answer.ok:
        raise SystemExit(f"{path}: {answer.status if answer else 'no answer'}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
