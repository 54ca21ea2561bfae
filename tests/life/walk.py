"""The stations of one result; each says what it saw, the first that sees something else ends the walk."""

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pypdfium2
import zxingcpp
from django.test import Client
from playwright.sync_api import sync_playwright

from archive import sealing
from archive.models import Package
from dossiers import journal
from dossiers.demo import driving
from dossiers.models import Dossier, DossierResult, TaskKind
from dossiers.services import results
from portal.accounts.models import Party
from portal.agencies.loading.agencies import structure
from portal.agencies.loading.citizens import PEOPLE
from portal.agencies.models import Agency, AgencyKind, Duty, Officer
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.copies.models import Conversion
from portal.documents.models import OrderState
from portal.documents.signing import orders
from procedures.models import Procedure
from tests import people
from tests.life import second
from tests.site import CHROMIUM_ARGS
from tests.stories.hands import Person, Stage

CODE = "2.000908"  # copies from the register: kept for ten years
PIN = "123456"
DESK, ARCHIVE = "/lam-viec/ho-so/", "/lam-viec/luu-tru/"
ACTS = (
    "submit", "accept", "approve", "issue", "return_result", "convert_to_paper", "recall_result", "archive",
    "deliver_record",
)  # fmt: skip


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _days_ago() -> datetime:
    """Three days of offices back: the people before the leader work in office hours, and whoever acts then acts now."""
    return working_time(None).add_minutes(now(), -3 * 8 * 60)


class Walk:
    """The dossier, its people, and where pictures go."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage, self.folder = stage, folder
        home = structure()["demo_communes"][profile().code][0]
        self.office = Agency.objects.get(kind=AgencyKind.COMMUNE, admin_unit__code=home, valid_to=None)
        self.commune = home
        self.owner = Party.objects.get(user__email=PEOPLE[0].login)
        self.people: dict[str, Person] = {}

    def person(self, officer: Officer) -> Person:
        """This officer at a browser of their own."""
        login = officer.user.email or ""
        if login not in self.people:
            self.people[login] = self.stage.officer(login)
        return self.people[login]

    def at_client(self, officer: Officer) -> Client:
        """The same without a browser, for files."""
        client = Client(headers={"host": self.stage.site.split("//")[1]})
        client.force_login(officer.user)
        return client

    def page(self, path: str) -> str:
        return f"{DESK}{self.dossier.code}/{path}"

    def to_be_signed(self) -> None:
        """Filed, accepted and worked through by the people who are charged with it, up to the leader."""
        procedure = Procedure.objects.get(code=CODE)
        user = self.owner.user
        assert user is not None
        drive = driving.draft(
            procedure=procedure, party=self.owner, user=user, commune=self.commune, at=_days_ago(),
            return_method="in_person", paper=people.paper(user),
        )  # fmt: skip
        drive = driving.submit(drive, user).accept().transfer()
        while (task := drive._next_task()) is not None and task.kind != TaskKind.APPROVE:
            drive.finish_steps(1)
        assert task is not None
        self.dossier, self.leader = drive.dossier, task.officer or driving.somebody(task.agency, task.duty)
        self.desk = driving.somebody(self.dossier.receiving_agency, Duty.DESK_OFFICER)

    def sign(self) -> None:
        leader = self.person(self.leader)
        page = leader.open(self.page("duyet/"))
        leader.reads("Duyệt và ký số")
        page.fill("[name=pin]", PIN)
        leader.see("duyet")
        page.locator("button[form=viec].go").click()
        for _ in range(600):
            self.result = DossierResult.objects.get(dossier=self.dossier)
            if self.result.approved_at:
                return
            page.wait_for_timeout(500)
        raise AssertionError("the leader's signature did not come")

    def issue(self) -> None:
        task = self.dossier.tasks.get(ended_at=None, kind=TaskKind.ISSUE)
        clerk = self.person(task.officer or driving.somebody(task.agency, task.duty))
        page = clerk.open(self.page("phat-hanh/"))
        clerk.see("phat-hanh")
        page.locator("button[form=viec].go").click()
        page.wait_for_load_state()
        for _ in range(600):
            order = orders.last(f"dong-dau:{self.result.pk}")
            if order is not None and order.state == OrderState.SIGNED:
                break
            page.wait_for_timeout(500)
        else:
            raise AssertionError("the agency's seal did not come")
        self.result.refresh_from_db()
        driving.pay(self.dossier, self.desk, "at_return")
        results.return_result(
            dossier=Dossier.objects.get(pk=self.dossier.pk), officer=self.desk, receiver=self.owner.name,
            receiver_number=self.owner.identifier,
        )  # fmt: skip

    def download(self) -> bytes:
        """As the citizen gets it."""
        client = Client(headers={"host": self.stage.site.split("//")[1]})
        assert self.owner.user is not None
        client.force_login(self.owner.user)
        answer = client.get(f"/ho-so/{self.dossier.code}/ket-qua/")
        assert answer.status_code == 200, answer.status_code
        return b"".join(answer)

    def by_camera(self, content: bytes, name: str, key: str, words: str) -> None:
        """The paper as a picture of 150 dots, its square code read, what it says opened on a telephone.

        A paper made from an electronic one bears two codes: the result's own and, at its foot, that of the paper.
        """
        picture = self.folder / f"{name}.png"
        with pypdfium2.PdfDocument(content) as book:
            shown = book[0].render(scale=150 / 72).to_pil()
        shown.save(picture)
        addresses = [code.text for code in zxingcpp.read_barcodes(shown) if f"/xac-minh/{key}" in code.text]
        assert addresses, f"no square code on {picture}"
        self._told(addresses[0], f"{name}-may-anh", words)

    def _told(self, address: str, name: str, words: str) -> None:
        visitor = self.stage.browser.new_context(viewport={"width": 360, "height": 800}).new_page()
        visitor.goto(address)
        assert words.lower() in visitor.locator("main").inner_text().lower(), (
            address,
            visitor.locator("main").inner_text(),
        )
        self.stage.picture(visitor, name)
        visitor.context.close()

    def by_upload(self, content: bytes, name: str, words: str) -> None:
        path = self.folder / f"{name}.pdf"
        path.write_bytes(content)
        visitor = self.stage.browser.new_context(viewport={"width": 360, "height": 800}).new_page()
        visitor.goto(f"{self.stage.site}/xac-minh/")
        visitor.set_input_files("[name=tep]", path)
        with visitor.expect_navigation():
            visitor.locator("form:has([name=tep]) button").last.click()
        assert words.lower() in visitor.locator("main").inner_text().lower(), visitor.locator(
            "main"
        ).inner_text()
        self.stage.picture(visitor, f"{name}-tai-len")
        visitor.context.close()

    def by_pdfsig(self, content: bytes) -> str:
        path = self.folder / "ket-qua.pdf"
        path.write_bytes(content)
        told = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True).stdout
        assert told.count("Signature is Valid") == 2, told
        return "2 × Signature is Valid"

    def put_on_paper(self) -> bytes:
        """Converted and printed at the desk; the sheets."""
        desk = self.person(self.desk)
        page = desk.open(self.page("chuyen-doi/"))
        choice = page.locator("main [name=name]")
        if choice.first.get_attribute("type") == "radio":
            page.locator("main [name=name][value=result]").check()
        desk.see("chuyen-doi")
        with page.expect_navigation():
            page.locator("button.go").last.click()
        desk.reads_at_last("In bản giấy", tries=600)  # its sheets wait their turn among all that is drawn
        desk.see("so-chuyen-doi")
        self.conversion = Conversion.objects.get(about=self.dossier.code)
        sheets = self.at_client(self.desk).post(f"/lam-viec/ban-sao/{self._conversion_page()}")
        assert sheets.status_code == 200, sheets.status_code
        return sheets.content

    def _conversion_page(self) -> str:
        return self.person(self.desk).page.url.split("/ban-sao/")[1]

    def recall(self) -> None:
        leader = self.person(self.leader)
        page = leader.open(self.page("dinh-chinh/"))
        page.locator("main [name=reason]").fill("Cấp sai thẩm quyền.")
        leader.see("thu-hoi")
        with page.expect_navigation():
            page.get_by_role("button", name="Chỉ thu hồi").click()
        self.result.refresh_from_db()
        assert self.result.revoked_at is not None, leader.page.locator("main").inner_text()

    def archive(self) -> Package:
        """Sealed once all its papers are drawn, looked at and delivered by the archivist."""
        package = None
        with ThreadPoolExecutor(1) as worker:  # the browser's loop runs here, the time stamp has one too
            for _ in range(600):
                package = worker.submit(sealing.seal, self.dossier.pk).result()
                if package is not None:
                    break
                self.person(self.desk).page.wait_for_timeout(1000)
        assert package is not None, "a paper of the dossier was not drawn"
        clerk = self.person(driving.somebody(package.agency, Duty.CLERK))
        page = clerk.open(f"{ARCHIVE}ho-so/{package.code}/")
        clerk.see("ho-so-luu-tru")
        page = clerk.open(f"{ARCHIVE}?q={package.code}")
        page.locator(f"[name=ho-so][value='{package.code}']").check()
        page.locator("[name=nguoi-nhan]").fill("Lưu trữ lịch sử tỉnh")
        self.receipt = f"{self.dossier.pk}/BBGN"
        page.locator("[name=bien-ban]").fill(self.receipt)
        clerk.see("nop-luu-tru")
        with page.expect_navigation():
            page.locator("form:has([name=bien-ban]) button").last.click()
        package.refresh_from_db()
        assert package.state == "delivered", package.state
        return package

    def all_in_the_journal(self) -> str:
        dossier = Dossier.objects.get(pk=self.dossier.pk)
        verbs = list(dossier.journal.order_by("number").values_list("verb", flat=True))
        assert [verb for verb in verbs if verb in ACTS] == list(ACTS), verbs
        assert journal.first_break(dossier) is None
        return ", ".join(verbs)


def whole(pictures: Path) -> None:
    """From the first signature to the proof of destruction."""
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        import os

        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS)
        one = Walk(Stage(browser, os.environ["SITE_URL"], "http://localhost", pictures), Path(folder))
        one.to_be_signed()
        one.sign()
        one.issue()
        say(f"signed by {one.leader.user.full_name}, issued as {one.result.number}: {one.dossier.code}")
        content = one.download()
        one.by_camera(content, "ket-qua", one.result.verify_key, "Kết quả này là thật")
        one.by_upload(content, "ket-qua", "Kết quả này là thật")
        say(f"genuine by camera and by upload; pdfsig: {one.by_pdfsig(content)}")
        sheets = one.put_on_paper()
        one.by_camera(sheets, "ban-giay", one.conversion.key, one.conversion.serial)
        say(f"on paper as {one.conversion.serial}")
        one.recall()
        one.by_camera(content, "thu-hoi", one.result.verify_key, "đã bị thu hồi")
        one.by_camera(sheets, "ban-giay-thu-hoi", one.conversion.key, "đã bị thu hồi")
        one.by_upload(content, "thu-hoi", "đã bị thu hồi")
        say("recalled: result, paper and upload say so")
        package = one.archive()
        say(f"sealed and delivered: {package.code}, SHA-256 {package.sha256}")
        told = second.destroyed(package, one.receipt, Path(folder))
        say(f"destroyed in a second installation: {told}")
        say(f"journal: {one.all_in_the_journal()}")
        browser.close()
