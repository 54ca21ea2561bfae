"""In which form papers are taken on the net: each province's own setting is told to people and seen at the desk."""

from dataclasses import replace

import pytest

from dossiers.attachments import falls_short, wanted, wanted_of
from dossiers.models import CopyKind, Delivery
from dossiers.services import supplement
from portal.agencies.queries import profile
from portal.calendars.now import pretend
from portal.documents.models import FileSignature
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import begin, signed_in, text
from tests.dossiers.officer.desk import address, at_work

pytestmark = [pytest.mark.django_db, pytest.mark.article("HGi-e-gov", "QN-13.1b")]
PAPER = "giay_chung_sinh"
SENT = {"scan": "", "e_copy": "bản sao điện tử", "certified": "bản chứng thực điện tử"}
SEEN = {"scan": "", "e_copy": "đối chiếu bản chính", "certified": "quy chế của tỉnh"}


def province_takes(policy):
    own = profile()
    own.attachment_policy = policy
    own.save()


@pytest.mark.parametrize("policy", SENT)
def test_the_applicant_is_told_and_the_desk_sees_what_it_has(policy):
    province_takes(policy)
    dossier = people.submitted(hanoi("2026-11-16 08:30"), answers={"co_giay_chung_sinh": True}).dossier
    item = dossier.items.get(paper_id=PAPER)
    assert item.copy_kind == CopyKind.ORIGINAL and item.delivery == Delivery.UPLOAD
    told, seen = wanted(definition(dossier.version).paper(PAPER)), falls_short(item, [])
    assert SENT[policy] in told and SEEN[policy] in seen
    assert bool(told) == bool(seen) == (policy != "scan")
    page = text(at_work(people.desk_officer()).get(address(dossier)))
    assert page.count(seen) if seen else "Chưa phải bản" not in page
    browser = signed_in(people.citizen("Lò Thị Mai"))
    ref = begin(browser)
    page = text(browser.get(f"/nop/{ref}/giay-to/{PAPER}/"))
    assert told in page and (told or "Tỉnh nhận" not in page)


@pytest.mark.parametrize("policy", SENT)
def test_it_is_told_again_where_what_was_sent_is_changed_or_asked_for(policy):
    province_takes(policy)
    drive = people.submitted(hanoi("2026-11-16 08:30"), answers={"co_giay_chung_sinh": True})
    dossier, browser = drive.dossier, signed_in(drive.dossier.submitter.user)
    told = wanted(definition(dossier.version).paper(PAPER))
    page = text(browser.get(f"/ho-so/{dossier.shown_code}/tu-sua/"))
    assert told in page and page.count("Tỉnh nhận") == bool(told), "once, however many papers"
    with pretend(drive.wait(60).at):
        supplement.request_supplement(
            dossier=dossier,
            officer=people.desk_officer(),
            flagged=[{"kind": "paper", "id": PAPER, "note": "Chụp lại trang có dấu."}],
        )
    page = text(browser.get(f"/ho-so/{dossier.shown_code}/bo-sung/"))
    assert told in page and page.count("Tỉnh nhận") == bool(told)


def test_it_is_said_of_which_papers_where_not_of_all():
    province_takes("e_copy")
    told = definition(people.procedure().versions.latest("number"))
    plain, original = (
        replace(told.paper(PAPER), copy_kind=kind) for kind in (CopyKind.COPY, CopyKind.ORIGINAL)
    )
    assert wanted_of([plain, original, original]) == [(wanted(original), [original, original])]
    assert not wanted_of([plain])


def test_what_is_signed_lent_by_the_store_or_only_a_plain_copy_falls_short_of_nothing():
    province_takes("certified")
    dossier = people.submitted(hanoi("2026-11-16 08:30"), answers={"co_giay_chung_sinh": True}).dossier
    item = dossier.items.get(paper_id=PAPER)
    good = FileSignature(signer="Phòng Tư pháp", intact=True, trusted=True, extent="whole")
    broken = FileSignature(signer="Phòng Tư pháp", intact=False, trusted=True, extent="whole")
    assert falls_short(item, [broken]) and not falls_short(item, [broken, good])
    item.delivery = Delivery.VAULT
    assert not falls_short(item, [])
    item.delivery, item.copy_kind = Delivery.UPLOAD, CopyKind.COPY
    assert not falls_short(item, [])
