"""PostgreSQL restarts while people browse and save: a pause, told clearly; nothing typed is lost."""

import html
import http.client
import re
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from portal.bootstrap.checks import passing_folder
from portal.bootstrap.places import server_folder, server_user
from portal.bootstrap.services import HASTY, OWNER, Database
from tests import people
from tests.dossiers.citizen.walking import begin, signed_in
from tests.site import Site, database_url, running_site

PAUSE = "Cổng đang tạm dừng"


class Cluster:
    """A PostgreSQL of this test's own, with a copy of the test database."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(home=folder, run=server_folder(folder / "run"), settings=HASTY)
        self.process: subprocess.Popen[bytes] | None = None

    def make(self) -> str:
        server_folder(self.database.data)
        words = ["-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        command = [str(self.database.bin / "initdb"), "-D", str(self.database.data), *words]
        subprocess.run(command, check=True, capture_output=True, user=server_user(), cwd="/")
        self.start()
        address = self.database.ensure("motcua")
        dump = [str(self.database.bin / "pg_dump"), "--no-owner", "--no-privileges", database_url()]
        load = [str(self.database.bin / "psql"), "-qX", "-o", "/dev/null", "-v", "ON_ERROR_STOP=1", address]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as source:
            subprocess.run(load, stdin=source.stdout, check=True)
        return address

    def start(self) -> None:
        options = [word for setting in self.database.settings for word in ("-c", setting)]
        program = [
            str(self.database.bin / "postgres"),
            "-D",
            str(self.database.data),
            "-k",
            str(self.database.run),
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([*program, *options], user=server_user(), cwd="/", **quiet)
        assert until(self.database.answers, 60)

    def stop(self) -> None:
        """As an administrator restarts it: every connection is ended at once."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
            self.process = None


def until(true: object, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.1)
    return False


@dataclass
class Browser:
    """A browser without script: keeps its cookies, follows nothing by itself."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, http.client.HTTPMessage]:
        line = http.client.HTTPConnection(urlsplit(self.site.url).netloc, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
        try:
            line.request("GET" if form is None else "POST", path, body, headers)
            answer = line.getresponse()
            for value in answer.headers.get_all("Set-Cookie") or []:
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.split(";")[0]
            return answer.status, answer.read().decode(), answer.headers
        finally:
            line.close()


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with passing_folder() as folder:
        made = Cluster(folder)
        try:
            yield made
        finally:
            made.stop()


@pytest.mark.article("ST-23.2-8", "HG-13.4", "ST-3.3", "HG-3.4")
def test_a_restart_is_a_pause(cluster: Cluster, committed: None, tmp_path: Path) -> None:
    huyen = people.citizen()
    known = signed_in(huyen)
    ref = begin(known)
    address = cluster.make()
    with running_site(tmp_path, address) as site:
        web = site.processes["web"].pid
        browser = Browser(site, {"sessionid": known.cookies["sessionid"].value})
        _, page, _ = browser.ask(f"/nop/{ref}/con/")
        token = hidden(page)["csrfmiddlewaretoken"]

        seen: Counter[int] = Counter()
        wrong: list[str] = []
        kept: list[str] = []
        over = threading.Event()

        def browse(path: str) -> None:
            visitor = Browser(site, dict(browser.cookies))
            while not over.is_set():
                status, page, headers = visitor.ask(path)
                seen[status] += 1
                if status == 503 and (PAUSE not in page or headers["Retry-After"] != "60"):
                    wrong.append(page)

        def save() -> None:
            writer = Browser(site, dict(browser.cookies))
            number = 0
            while not over.is_set():
                number += 1
                words = f"Đinh Bảo Châu {number}"
                form = {"csrfmiddlewaretoken": token, "con_ho_ten": words}
                status, page, _ = writer.ask(f"/nop/{ref}/con/luu/", form)
                seen[status] += 1
                if status == 200:
                    kept.append(words)
                elif status == 503 and words not in page:
                    wrong.append(page)

        paths = ("/", "/thu-tuc/", f"/nop/{ref}/con/", "/ho-so/")
        people_about = [threading.Thread(target=browse, args=(path,)) for path in paths]
        people_about.append(threading.Thread(target=save))
        for one in people_about:
            one.start()
        try:
            assert until(lambda: len(kept) > 3, 20)
            cluster.stop()
            typed = {
                "csrfmiddlewaretoken": token,
                "con_ho_ten": "Đinh “Bảo” Châu <nhỏ>",
                "mat_password": "bí mật",
            }
            status, told, headers = browser.ask(f"/nop/{ref}/con/?ve=kiem-tra", typed)
            time.sleep(0.5)
            cluster.start()
            before = len(kept)
            assert until(lambda: len(kept) > before + 3, 20), "the portal did not find the database again"
        finally:
            over.set()
            for one in people_about:
                one.join(30)

        assert status == 503 and PAUSE in told and "Gửi lại" in told and headers["Retry-After"] == "60"
        assert "bí mật" not in told and f'action="/nop/{ref}/con/?ve=kiem-tra"' in told
        assert set(seen) <= {200, 302, 503} and seen[503] > 0 and wrong == []
        assert site.processes["web"].pid == web and site.processes["web"].poll() is None

        with psycopg.connect(address) as line:
            question = "select answers->>'con_ho_ten' from dossiers_dossier where reference = %s"
            assert line.execute(question, [ref]).fetchone() == (kept[-1],)
            status, _, _ = browser.ask(f"/nop/{ref}/con/?ve=kiem-tra", hidden(told))
            assert status in (200, 302)
            line.rollback()
            assert line.execute(question, [ref]).fetchone() == ("Đinh “Bảo” Châu <nhỏ>",)
