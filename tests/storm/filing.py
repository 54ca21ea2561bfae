"""Ten people who file: each uploads a paper of their own and sends, and notes what the portal acknowledged."""

import hashlib
import random
import re
import threading
from dataclasses import dataclass, field

from pikepdf import Dictionary, Name, Pdf, Stream

from dossiers.demo import driving
from dossiers.models import Dossier
from portal.accounts.models import User
from portal.calendars.now import now
from procedures import eform
from procedures.queries import definition
from tests import people
from tests.documents.samples import pdf
from tests.storm.browsing import Answer, Browser

PAPER_BYTES = 120_000


@dataclass
class Intent:
    """One dossier that somebody means to file, and what became of it."""

    reference: str
    papers: dict[str, bytes]
    acknowledged: bool = False
    trouble: str = ""

    @property
    def marks(self) -> list[str]:
        """SHA-256 of each file that was chosen."""
        return sorted(hashlib.sha256(file).hexdigest() for file in self.papers.values())


@dataclass
class Filer:
    user: User
    browser: Browser
    intents: list[Intent] = field(default_factory=list)


def paper(seed: int) -> bytes:
    """A sound PDF that no other is like."""
    noise = random.Random(seed).randbytes(PAPER_BYTES)

    def fill(book: Pdf) -> None:
        book.Root.Storm = book.make_indirect(Stream(book, noise, Dictionary(Type=Name.Storm)))

    return pdf(change=fill)


def filers(site: str, commune: str, count: int, each: int, seed: int) -> list[Filer]:
    """People of one commune with complete drafts that lack only their papers."""
    found = []
    for number in range(count):
        user = people.citizen(commune=commune)
        one = Filer(user, Browser(site))
        for nth in range(each):
            drive = driving.draft(
                procedure=people.procedure(), party=user.party, user=user, commune=commune,
                at=now(), seed=nth + 1, answers={"xin_ban_sao": False},
            )  # fmt: skip
            one.intents.append(_intent(drive.dossier, seed + number * each + nth))
        found.append(one)
    return found


def _intent(dossier: Dossier, seed: int) -> Intent:
    asked = eform.papers_asked(definition(dossier.version), dossier.answers)
    wanted = [spec.id for spec in asked if spec.required]
    return Intent(dossier.reference, {one: paper(100 * seed + n) for n, one in enumerate(wanted)})


def enter(one: Filer) -> None:
    """By the ordinary page."""
    one.browser.get("/dang-nhap/")
    answer = one.browser.post("/dang-nhap/", {"login": one.user.email or "", "password": people.PASSWORD})
    assert answer.status == 302, (answer.status, _words(answer))


def file_all(those: list[Filer]) -> None:
    """Everybody at once, each one dossier after another."""

    def work(one: Filer) -> None:
        for intent in one.intents:
            try:
                _file(one.browser, intent)
            except Exception as error:  # noted: the storm goes on for the others
                intent.trouble = f"{type(error).__name__}: {error}"

    threads = [threading.Thread(target=work, args=[one]) for one in those]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _file(browser: Browser, intent: Intent) -> None:
    """Upload, look, send, read the confirmation: as a person, who goes on only from what the portal says."""
    way = f"/nop/{intent.reference}"
    _bring(browser, intent)
    seen = browser.get(f"{way}/kiem-tra/")
    assert seen.status == 200, f"check: {seen.status} {seen.location}"
    sent = browser.post(f"{way}/kiem-tra/", {"cam_doan": "co"})
    assert sent.status == 302 and "da-gui" in sent.location, (
        f"send: {sent.status} {sent.location} {_words(sent)}"
    )
    confirmed = browser.get(sent.location)
    assert confirmed.status == 200 and intent.reference in confirmed.text, f"confirmed: {confirmed.status}"
    intent.acknowledged = True


def _bring(browser: Browser, intent: Intent) -> None:
    for paper_id, file in intent.papers.items():
        path = f"/nop/{intent.reference}/giay-to/{paper_id}/"
        told = browser.upload(path, "tep", ("giay.pdf", "application/pdf", file))
        assert told.status == 302, f"upload: {told.status} {_words(told)}"


def send_at_once(one: Filer, intent: Intent, times: int) -> list[Answer]:
    """The same button pressed in many windows at the same moment."""
    way = f"/nop/{intent.reference}"
    _bring(one.browser, intent)
    ready, answers = threading.Barrier(times), []

    def press() -> None:
        window = Browser(one.browser.site, dict(one.browser.cookies))
        ready.wait()
        answers.append(window.post(f"{way}/kiem-tra/", {"cam_doan": "co"}))

    threads = [threading.Thread(target=press) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    intent.acknowledged = all(answer.status == 302 for answer in answers)
    return answers


def _words(answer: Answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2]))[:300]
