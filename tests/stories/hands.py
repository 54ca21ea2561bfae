"""People at their browsers in the demo: they sign in, open pages, press buttons; every page is kept as a picture."""

import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page

PASSWORD = "MotCua@2026"  # of the demo's invented accounts
PHONE, DESK = (360, 800), (1440, 900)


class Person:
    """One person in a browser of their own, signed in to an account or, with no login, nobody yet."""

    def __init__(self, stage: "Stage", login: str, size: tuple[int, int], *, script: bool = True) -> None:
        self.stage, self.login = stage, login
        self.context: BrowserContext = stage.browser.new_context(
            locale="vi-VN",
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        if login:
            self.sign_in(login)

    def sign_in(self, login: str) -> None:
        """Types address and password on the page of signing in, and is let in."""
        self.login = login
        self.page.goto(f"{self.stage.site}/dang-nhap/")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        self.page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.stage.site + path)
        assert answer is not None and answer.ok, f"{self.login}: {path} answered {answer and answer.status}"
        return self.page

    def see(self, name: str) -> None:
        """Keeps a picture of the whole page."""
        self.stage.picture(self.page, name)

    def press(self, name: str, *, within: str = "main") -> None:
        """The button or link of this name, and the page that it leads to."""
        root = self.page.locator(within)
        exact: Locator = root.get_by_role("button", name=name, exact=True)
        button = exact if exact.count() else root.get_by_role("button", name=name)
        found = button if button.count() else root.get_by_role("link", name=name)
        assert found.count(), f"no {name!r} on {self.page.url}: {root.inner_text()[:800]}"
        with self.page.expect_navigation():
            found.first.click()

    def reads(self, words: str) -> str:
        """What stands on the page, which must hold these words."""
        text = re.sub(r"\s+", " ", self.page.locator("main").inner_text())
        assert words.lower() in text.lower(), f"{words!r} is not on {self.page.url}: {text[:1200]}"
        return text

    def reads_at_last(self, words: str, *, tries: int = 150) -> str:
        """The same, opened again until a worker has done its part."""
        for _ in range(tries):
            text = re.sub(r"\s+", " ", self.page.locator("main").inner_text())
            if words.lower() in text.lower():
                return text
            self.page.wait_for_timeout(1000)
            self.page.reload()
        return self.reads(words)

    def leave(self) -> None:
        self.context.close()


class Stage:
    """The demo, its bank and post, and where pictures go."""

    def __init__(self, browser: Browser, site: str, bank: str, pictures: Path, *, post: str = "") -> None:
        self.browser, self.pictures = browser, pictures
        self.site, self.bank, self.post = (one.rstrip("/") for one in (site, bank, post))
        self.count = 0
        pictures.mkdir(parents=True, exist_ok=True)

    def citizen(self, login: str) -> Person:
        return Person(self, login, PHONE)

    def visitor(self, *, script: bool = True) -> Person:
        """Somebody on a telephone whom the portal does not know."""
        return Person(self, "", PHONE, script=script)

    def officer(self, login: str) -> Person:
        return Person(self, login, DESK)

    def picture(self, page: Page, name: str) -> None:
        self.count += 1
        page.screenshot(path=self.pictures / f"{self.count:02}-{name}.png", full_page=True)

    def at_the_bank(self) -> Page:
        """The bank's own page, where money is sent and where it can be told to stop answering."""
        page = self.browser.new_context(locale="vi-VN").new_page()
        page.goto(self.bank)
        return page
