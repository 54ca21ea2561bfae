"""Dossiers whose form asks for files inside groups and has a part that officers write."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dossiers.services import drafts, intake, submission
from dossiers.services.office_part import fill_office_part
from dossiers.services.submission import NotComplete
from portal.calendars.now import pretend
from portal.web.refusals import StepRefused
from procedures import eform
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi
from tests.procedures.building import question
from tests.procedures.changing import reworked

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
CODE = "1.001193"


def with_witnesses(document):
    """Witnesses, each with a photograph of the identity card; a remark of the registrar."""
    document["form"]["pages"][0]["questions"] += [
        question(
            "lam_chung",
            "group",
            label="Người làm chứng",
            item_label="Người làm chứng",
            min=0,
            questions=[
                question("lc_ten", "name", label="Họ tên"),
                question("lc_the", "file", label="Ảnh thẻ căn cước"),
            ],
        ),
        question("doi_chieu", "choice", label="Kết quả đối chiếu", officer_only=True, prefill=""),
        question(
            "nhan_xet", label="Lời nhắn của hộ tịch", officer_only=True, shown_to_citizen=True, required=False
        ),
    ]
    document["form"]["layout"]["lines"].append("+ Người làm chứng {@stt}: {lc_ten}")
    phone = next(
        q for q in document["form"]["pages"][0]["questions"] if q["id"] == "nguoi_yeu_cau_dien_thoai"
    )
    phone["prefill"] = "last_dossier.nguoi_yeu_cau_dien_thoai"


@pytest.fixture
def drive():
    reworked(CODE, with_witnesses)
    return people.drafted(MONDAY)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_file_of_an_item_has_its_own_screen_and_is_wanted_before_sending(drive):
    dossier, user = drive.dossier, drive.dossier.created_by
    client = browser(user)
    base = f"/nop/{dossier.reference}"
    with pretend(MONDAY):
        post = {"lam_chung-so": "1", "lam_chung-0-lc_ten": "Giàng A Páo", "lam": "them:lam_chung"}
        client.post(f"{base}/nguoi_yeu_cau/", post)
        post = {"lam_chung-so": "2", "lam_chung-0-lc_ten": "Giàng A Páo", "lam_chung-1-lc_ten": "Lý Thị Mẩy"}
        client.post(f"{base}/nguoi_yeu_cau/", post)
        dossier.refresh_from_db()
        _, second = (item["lc_the"] for item in dossier.answers["lam_chung"])
        page = client.get(f"{base}/nguoi_yeu_cau/").content.decode()
        assert "Bạn thêm tệp này ở phần Giấy tờ" in page and "Kết quả đối chiếu" not in page
        screen = client.get(f"{base}/giay-to/lc_the-{second}/")
        assert "Người làm chứng 2: Ảnh thẻ căn cước" in screen.content.decode()
        with pytest.raises(NotComplete) as missing:
            submission.submit(dossier=dossier, user=user)
        assert missing.value.missing == {f"paper:lc_the-{second}": "Thêm Người làm chứng 2: Ảnh thẻ căn cước"}
        file = SimpleUploadedFile("the.jpg", people.photo("Căn cước"), content_type="image/jpeg")
        client.post(f"{base}/giay-to/lc_the-{second}/", {"tep": file})
        client.post(f"{base}/nguoi_yeu_cau/", {"lam_chung-so": "2", "lam": "xoa:lam_chung:0"})
        dossier.refresh_from_db()
        submission.submit(dossier=dossier, user=user)
        item = dossier.items.get(paper_id=f"lc_the-{second}")
        assert item.title == "Người làm chứng 1: Ảnh thẻ căn cước"
        assert item.pages.count() == 1


def test_a_paper_of_somebody_elses_slot_does_not_exist(drive):
    client = browser(drive.dossier.created_by)
    with pretend(MONDAY):
        answer = client.get(f"/nop/{drive.dossier.reference}/giay-to/lc_the-00000000/")
    assert answer.status_code == 302


def test_the_desk_writes_its_part_before_it_accepts(drive):
    user = drive.dossier.created_by
    with pretend(MONDAY):
        dossier = submission.submit(dossier=drive.dossier, user=user)
        desk = people.desk_officer()
        with pytest.raises(StepRefused, match="Ghi phần của cán bộ trước khi tiếp nhận"):
            intake.accept(dossier=dossier, officer=desk)
        client = browser(desk.user)
        address = f"/lam-viec/ho-so/{dossier.shown_code}/phan-can-bo/"
        shown = client.get(address).content.decode()
        assert "Kết quả đối chiếu" in shown and "Họ, chữ đệm và tên của con" not in shown
        wrong = client.post(address, {"nhan_xet": "Mang theo bản gốc"})
        assert wrong.status_code == 422 and "Mang theo bản gốc" in wrong.content.decode()
        done = client.post(
            address, {"doi_chieu": "mot", "nhan_xet": "Mang theo bản gốc", "con_ho_ten": "Đổi"}
        )
        assert done.status_code == 302
        dossier.refresh_from_db()
        assert dossier.answers["doi_chieu"] == "mot" and dossier.answers["con_ho_ten"] != "Đổi"
        intake.accept(dossier=dossier, officer=desk)
        told = definition(dossier.version)
        citizen = [row.label for page in eform.shown(told, dossier.answers) for row in page.rows]
        assert "Lời nhắn của hộ tịch" in citizen and "Kết quả đối chiếu" not in citizen
        bench = client.get(f"/lam-viec/ho-so/{dossier.shown_code}/").content.decode()
        assert "Kết quả đối chiếu" in bench
        assert dossier.journal.filter(verb="fill_office_part").count() == 1


def test_another_desk_may_not_write_it_and_nobody_writes_into_the_declaration(drive):
    with pretend(MONDAY):
        dossier = submission.submit(dossier=drive.dossier, user=drive.dossier.created_by)
        with pytest.raises(StepRefused):
            fill_office_part(dossier=dossier, officer=people.stranger(), answers={"doi_chieu": "mot"})
        before = dossier.answers["con_ho_ten"]
        told = {"doi_chieu": "mot", "con_ho_ten": "Tên khác"}
        fill_office_part(dossier=dossier, officer=people.desk_officer(), answers=told)
        assert dossier.answers["con_ho_ten"] == before


@pytest.mark.article("QN-16.3")
def test_the_next_form_knows_what_was_declared_in_the_last_dossier(drive):
    user = drive.dossier.created_by
    with pretend(MONDAY):
        drafts.save_answers(dossier=drive.dossier, answers={"nguoi_yeu_cau_dien_thoai": "0987654321"})
        submission.submit(dossier=drive.dossier, user=user)
        party = user.party
        fresh = drafts.begin(user=user, owner=party, submitter=party, procedure=drive.dossier.procedure)
        assert fresh.answers["nguoi_yeu_cau_dien_thoai"] == "0987654321"
        source = eform.source_of("nguoi_yeu_cau_dien_thoai", fresh.answers)
        assert source == "hồ sơ nộp ngày 16/11/2026"
        other = people.citizen("Sùng Thị Dua")
        begun = drafts.begin(
            user=other, owner=other.party, submitter=other.party, procedure=drive.dossier.procedure
        )
        assert begun.answers.get("nguoi_yeu_cau_dien_thoai") != "0987654321"
