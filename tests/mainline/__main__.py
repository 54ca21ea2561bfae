"""`python -m tests.mainline` while `make demo` runs in this checkout: a birth and a building permit, whole.

A mother opens an account on a telephone, finds “khai sinh” and files; a man finds “xin phép xây nhà” and files. The
desk, the appraisers, both offices that are asked for an opinion, the leader and the clerk do their parts at their own
browsers; both people take their results home and check them. Pictures of every page go to the folder named by PICTURES
(build/mainline). STORY=birth, permit or obstacles plays one only. Ends with 0.
"""

import os
import sys
from pathlib import Path

from tests.beside import beside_the_demo

ROOT = Path(__file__).resolve().parents[2]


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    if not beside_the_demo():
        return 2
    return play(os.environ.get("STORY", ""))


def play(only: str) -> int:
    """Both lines and what stands in their way, or one of them; each says how it went."""
    from playwright.sync_api import sync_playwright

    from tests.mainline import birth, obstacles, permit
    from tests.mainline.office import Office
    from tests.site import CHROMIUM_ARGS
    from tests.stories.hands import Stage

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS)
        bank = os.environ["VNPAY_URL"].split("/vnpay")[0]
        folder = Path(os.environ.get("PICTURES", ROOT / "build" / "mainline"))
        office = Office(Stage(browser, os.environ["SITE_URL"], bank, folder))
        for story in (birth.birth, permit.permit, obstacles.obstacles):
            if only in ("", story.__name__):
                say(f"{story.__name__}: {story(office)}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
