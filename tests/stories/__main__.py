"""`python -m tests.stories` while `make demo` runs in this checkout: stories about money, then the day's books.

Signs in as the demo's people in a real Chromium and clicks through everything; pictures of every page go to the folder
named by PICTURES (build/stories). STORY=permit plays one only, STORY=evening the books. Ends with 0.
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
    """Every story, or one; each says how it went."""
    from playwright.sync_api import sync_playwright

    from portal.agencies.loading.showcase import accounts
    from portal.agencies.models import AdminUnit
    from portal.agencies.queries import profile
    from portal.calendars.now import now
    from portal.web.show import local
    from tests.site import CHROMIUM_ARGS
    from tests.stories import counter, money, papers
    from tests.stories.hands import Stage

    rows = [row["login"] for row in accounts(profile())]
    logins = {
        "dep": rows[0], "quyet": rows[1],
        **{role: next(one for one in rows if one.startswith(word)) for role, word in ROLES.items()},
    }  # fmt: skip
    ward = logins["desk"].split(".")[1].removeprefix("trung-tam-").split("@")[0]
    commune = AdminUnit.objects.get(agencies__slug=ward).code
    bank = os.environ["VNPAY_URL"].split("/vnpay")[0]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS)
        stage = Stage(
            browser,
            os.environ["SITE_URL"],
            bank,
            Path(os.environ.get("PICTURES", ROOT / "build/stories")),
            post=os.environ["POST_URL"],
        )
        town = money.Town(stage, logins, commune, local(now()).date(), ward)
        for story in (*money.ALL, *papers.ALL, *counter.ALL):
            if only in ("", story.__name__):
                say(f"{story.__name__}: {story(town)}")
        if only in ("", "evening"):
            money.evening(town)
            say("evening: the day's books close at zero difference, last month is locked")
        browser.close()
    return 0


ROLES = {
    "desk": "motcua1.trung-tam-phuong", "leader": "giamdoc.trung-tam-phuong", "cashier": "thungan.trung-tam-phuong",
    "accountant": "thungan1.trung-tam-tinh", "builder": "thuly1.phong-kinh-te-phuong",
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
