"""A hand at the designer in a real browser: opens tabs, fills the boxes of a form, presses its button."""

import re
from typing import Any
from urllib.parse import unquote, urlencode

from playwright.sync_api import Locator, Page

from procedures.designer.frame import TABS
from procedures.models import Procedure, ProcedureVersion
from tests.procedures.designer.building import Hand, Part
from tests.stories.hands import Person

WORDS = dict(TABS)
ACTS = {
    "form": "bieu-mau/",
    "layout": "mau-in/",
    "result": "mau-ket-qua/",
    "papers": "giay-to/",
    "head": "thong-tin/",
}


class Clicks(Hand):
    """The same moves as the test's hand that posts forms, here by pointer and keys."""

    def __init__(self, person: Person, code: str) -> None:
        self.person, self.page, self.code = person, person.page, code
        self.version = ProcedureVersion.objects.get(procedure=Procedure.objects.get(code=code))
        self.opened = set()
        self.pressed = 0

    def tab(self, name: str) -> Page:
        """One of the tabs of the version."""
        self.go(
            self.page.locator("nav.views").get_by_role("link", name=re.compile(f"^{WORDS[name]}( |$)")).first
        )
        return self.page

    def go(self, link: Locator) -> None:
        """Presses what leads to another page; a refusal is a failure with the page's own words."""
        with self.page.expect_navigation() as waited:
            link.click()
        self.pressed += 1
        answer = waited.value
        assert answer is None or answer.ok, f"{self.page.url} {answer.status}: {self.refusal()}"

    def see(self, name: str) -> None:
        """A picture of the page as it stands."""
        self.person.see(f"{self.code}-{name}")

    def refusal(self) -> str:
        said = self.page.locator("main .err, main .note.bad, main .errors").all_inner_texts()
        return " | ".join(said) or self.page.locator("main").inner_text()[:1500]

    def post(self, screen: str, lam: str, **fields: Any) -> str:
        """As `Hand.post`: the page opened on `chon`, its boxes filled, the button pressed; what is chosen then."""
        self._open(screen, fields.pop("chon", ""))
        button = self.page.locator(f"button.btn[name=lam][value='{lam}']").first
        form = button.locator("xpath=ancestor::form")
        again = self._more_options(form, fields)
        strange = [
            name for name, value in fields.items() if not put(form, name, value) and value not in ("", [])
        ]
        strange = [name for name in strange if not name.startswith("lc-") and name != "required"]
        assert not strange, (lam, strange)
        self.go(button)
        self.version.refresh_from_db()
        found = re.search(r"chon=([^#&]*)", self.page.url)
        made = unquote(found[1]) if found else ""
        return self.post(screen, f"luu:{made}", chon=made, **fields) if again else made

    def _more_options(self, form: Locator, fields: Part) -> bool:
        """Options without a row of their own are pasted first, one a line; their rows are filled in afterwards."""
        if "lc-so" not in fields:
            return False
        rows, wanted = form.locator("[name^='lc-'][name$='-nhan']").count(), int(fields["lc-so"])
        for spare in range(wanted, rows):
            form.locator(f"[name='lc-{spare}-nhan']").fill("")
        if wanted > rows:
            pasted = "\n".join(fields[f"lc-{n}-nhan"] for n in range(rows, wanted))
            form.locator("[name='lc-dan']").fill(pasted)
        return wanted > rows

    def _open(self, screen: str, chosen: str) -> None:
        name = f"designer_{screen}"
        if not self.page.url.split("?")[0].split("#")[0].endswith(f"/{self.version.pk}/{ACTS[screen]}"):
            self.tab(name)
        if chosen in ("", unquote(self.page.url.partition("chon=")[2].partition("#")[0])):
            return
        if chosen == "to-khai":
            self.go(self.page.get_by_role("link", name="Tên và mã tờ khai"))
        elif ":" in chosen or "/" in chosen:
            query = urlencode({"chon": chosen})
            self.go(self.page.locator(f"ol.outline a[href*='{query}#']").first)
        elif not self.page.locator(f"form#{chosen}").count():
            self.tab(name)


def put(form: Locator, name: str, value: Any) -> bool:
    """One box of a form, whatever it is. False where there is none of that name."""
    boxes = form.locator(f"[name='{name}']")
    if not boxes.count():
        return False
    kind, tag = boxes.first.get_attribute("type"), boxes.first.evaluate("one => one.tagName")
    if kind == "hidden":
        return True
    unfold(boxes.first)
    if kind == "checkbox":
        wanted = value if isinstance(value, list) else [boxes.first.get_attribute("value")] if value else []
        for one in boxes.all():
            one.set_checked(one.get_attribute("value") in wanted)
    elif kind == "radio":
        form.locator(f"[name='{name}'][value='{value}']").check()
    elif tag == "SELECT":
        boxes.first.select_option(str(value))
    else:
        boxes.first.fill(str(value))
    return True


def unfold(box: Locator) -> None:
    """Opens the folded parts that a box lies in."""
    while (folded := box.locator("xpath=ancestor::details[not(@open)]")).count():
        folded.first.locator("summary").first.click()
