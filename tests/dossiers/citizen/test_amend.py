"""Until the desk takes it in, people change and add to what they sent by themselves (NĐ 45/2020 Đ12)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dossiers import journal
from dossiers.models import Dossier
from dossiers.services import amending
from portal.web.refusals import StepRefused
from procedures import eform
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import fill, signed_in, text

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


@pytest.fixture
def drive():
    return people.submitted(MONDAY, people.citizen("Lường Thị Én"))


def posted(dossier, **changed):
    """Everything that stands on the page of what is changed, as a browser sends it."""
    pages = eform.pages_asked(definition(dossier.version), dossier.answers)
    page = next(
        page for page in pages if set(changed or ["con_ho_ten"]) <= {one.id for one in page.questions}
    )
    return fill(page, {**dossier.answers, **changed}) | {
        "gui": "1", "ban": str(dossier.revision), "trang": page.id,
    }  # fmt: skip


@pytest.mark.article("DL-12-citizen", "ST-8.4")
def test_an_answer_and_a_page_are_changed_before_the_desk_takes_it_in_and_never_after(drive):
    dossier = drive.dossier
    browser, url = signed_in(dossier.submitter.user), f"/ho-so/{dossier.shown_code}/tu-sua/"
    assert "Tự sửa hồ sơ đã gửi" in text(browser.get(f"/ho-so/{dossier.shown_code}/"))
    assert "Quầy chưa nhận hồ sơ" in text(browser.get(url))
    item, before = dossier.items.first(), dossier.next_due_at
    file = SimpleUploadedFile("trang-2.jpg", people.photo("trang hai"))
    answer = browser.post(url, posted(dossier, con_ho_ten="Lường Bảo Châu") | {f"tep-{item.paper_id}": file})
    assert answer.status_code == 302, text(answer)
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert fresh.answers["con_ho_ten"] == "Lường Bảo Châu" and fresh.next_due_at == before
    assert fresh.items.get(pk=item.pk).pages.filter(name="trang-2.jpg").exists()
    row = fresh.journal.get(verb="amend")
    assert row.data == {"answers": ["con_ho_ten"], "papers": [item.paper_id]}
    assert journal.first_break(fresh) is None
    assert "Bạn đã tự sửa hồ sơ" in text(browser.get(f"/ho-so/{dossier.shown_code}/"))

    again = browser.post(url, posted(dossier, con_ho_ten="Lường Cũ"))
    assert again.status_code == 422 and "vừa thay đổi hồ sơ này" in text(again), "somebody acted meanwhile"
    wrong = browser.post(url, posted(fresh, con_ho_ten=""))
    assert wrong.status_code == 422
    assert "Chưa có gì thay đổi" in text(browser.post(url, posted(fresh)))
    assert signed_in(people.citizen("Người khác")).get(url).status_code == 404
    drive.wait(30).accept()
    assert browser.get(url).status_code == 302
    assert browser.post(url, posted(fresh, con_ho_ten="Muộn")).status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).answers["con_ho_ten"] == "Lường Bảo Châu"
    with pytest.raises(StepRefused, match="Quầy đã trả lời"):
        amending.amend(dossier=dossier, user=dossier.submitter.user, answers=fresh.answers)


def test_what_would_change_papers_or_fees_is_filed_anew(drive, monkeypatch):
    dossier = drive.dossier
    monkeypatch.setattr(amending, "_weight", lambda dossier, answers: answers)
    with pytest.raises(StepRefused, match="Rút hồ sơ này rồi nộp lại"):
        amending.amend(
            dossier=dossier,
            user=dossier.submitter.user,
            answers={**dossier.answers, "con_ho_ten": "Lường Bảo Châu"},
        )
    assert not dossier.journal.filter(verb="amend").exists()
