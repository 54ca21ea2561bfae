"""`python -m tests.day`: lays out a day's work at the first ward and works it off by keyboard alone, then says how.

Beside `make demo` in this checkout it finds the database and the address by itself; any other portal is named by its
environment (DATABASE_URL, SECRET_KEY or LOCAL_DIR as the portal has them) and `--url`.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import django

KNOWN = Path(__file__).resolve().parents[2] / ".local" / "demo.env"
if "DATABASE_URL" not in os.environ and KNOWN.exists():
    os.environ |= dict(line.split("=", 1) for line in KNOWN.read_text().splitlines())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from portal.accounts.models import User  # noqa: E402
from tests.day.keyboard import Keys  # noqa: E402
from tests.day.walk import Walk, walk  # noqa: E402
from tests.day.work import Pile, lay_out  # noqa: E402
from tests.site import CHROMIUM_ARGS  # noqa: E402


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--url", default=os.environ.get("SITE_URL", "http://localhost:8000"))
    for name in ("paper", "online", "opinions", "late", "post", "assign"):
        told.add_argument(f"--{name}", type=int, default=getattr(Pile, name))
    asked = vars(told.parse_args())
    url = asked.pop("url").rstrip("/")
    morning = lay_out(Pile(**asked))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS)
        begun = time.monotonic()
        done = walk(lambda user: enter(browser, url, user), morning, asked["paper"])
        browser.close()
    report(done, time.monotonic() - begun)


def enter(browser: Browser, url: str, user: User) -> Keys:
    """A browser in which this person is signed in, on the page of the day."""
    client = Client()
    client.force_login(user)
    context = browser.new_context(locale="vi-VN", viewport={"width": 1440, "height": 900})
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/lam-viec/")
    return Keys(page)


def report(done: Walk, seconds: float) -> None:
    say(f"{'work':<14}{'done':>6}{'acts':>8}{'moves':>8}{'typed':>8}{'KLM s':>8}   (each, on average)")
    for name, counts in done.counts.items():
        n = len(counts)
        say(
            f"{name:<14}{n:>6}{sum(c.acts for c in counts) / n:>8.1f}{sum(c.moves for c in counts) / n:>8.1f}"
            f"{sum(c.typed for c in counts) / n:>8.1f}{sum(c.seconds for c in counts) / n:>8.1f}"
        )
    say(f"scripted {seconds:.0f} s; by a practised hand about {done.seconds / 60:.0f} min without talking")
    for where, times in sorted(done.lost.items()):
        say(f"focus at the top of the page: {where} ({times} times)")
    for trouble in done.troubles:
        say(f"not done by keyboard: {trouble}")


main()
