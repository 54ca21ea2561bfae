"""The archive's own pages in a real browser: no barrier that axe can see, on a desk and on a phone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from playwright.sync_api import Browser

from archive import contents, metadata, services
from archive.bag import Bag
from archive.models import Destruction, Package, Reading
from archive.sealing import row_of
from dossiers.demo.driving import somebody
from portal.agencies.models import Duty
from portal.documents import store
from tests import people
from tests.archive.test_archive import archive_in
from tests.barriers import faults
from tests.dossiers.officer.desk import another_commune
from tests.dossiers.officer.test_screens import opened
from tests.site import Site

pytestmark = pytest.mark.screen


@pytest.fixture
def _nothing_left(committed: None) -> Iterator[None]:
    """Other tests look at all packages there are."""
    yield
    Reading.objects.all().delete()
    Package.objects.all().delete()
    Destruction.objects.all().delete()


@pytest.fixture(autouse=True)
def _an_office_beside_a_browser(monkeypatch: pytest.MonkeyPatch, committed: None) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    code = another_commune(37)
    monkeypatch.setattr(people, "ward_code", lambda: code)


def a_record(folder: Path, at_home: Path) -> Package:
    """A small record as it comes from another installation: no dossier of it is here."""
    paper = contents.Document(
        f"{contents.OFFICE}/01-to-khai.pdf", "Tờ khai", "Tờ khai của bà Hoa", content=b"%PDF"
    )
    day = date(2026, 1, 5)
    told = metadata.Described("H49-9-9", "H49", "UBND", "1.001193", "Khai sinh", day, day, "5", 1, 1)
    bag = Bag(folder / "goi", told.code)
    paper.sha256 = bag.add(paper.path, paper.pieces())
    bag.add("ho-so.xml", [metadata.write(told, [paper])])
    bag.close({"External-Identifier": told.code})
    bag.seal(b"")
    sha256, size = store.digest(folder / "goi")
    package = row_of(told, sha256=sha256, size=size, agency=people.ward())
    with archive_in(at_home), (folder / "goi").open("rb") as file:
        storages["archive"].save(package.path, File(file))
    package.keep_until = date(2026, 1, 31)
    package.save()
    return package


@pytest.mark.usefixtures("_nothing_left")
def test_the_archives_pages_have_no_barrier(
    site: Site, browser: Browser, own_files: Path, tmp_path: Path
) -> None:
    package = a_record(tmp_path, own_files / "archive")
    clerk = somebody(people.ward(), Duty.CLERK)
    with transaction.atomic():
        listed = services.propose(officer=clerk, keys=[package.pk], reason="Hết thời hạn bảo quản.")
    page, wrong = opened(browser, site, clerk), {}
    record = f"ho-so/{package.code}/"
    for path in ("", "?q=khong-co", "huy/", f"huy/{listed.pk}/", record, f"{record}#doc"):
        if path.endswith("#doc"):
            page.fill("#ly-do", "Thanh tra theo kế hoạch 12")
            with page.expect_navigation():
                page.click("button[value=doc]")
            assert page.get_by_text("Tờ khai").first.is_visible()
        else:
            answer = page.goto(f"{site.url}/lam-viec/luu-tru/{path}")
            assert answer is not None and answer.status == 200, path
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if said := faults(page):
                wrong[width, path] = said
    assert wrong == {}
    page.context.close()
