"""The yearly review, the register of solutions and the three days of QN-11.2, on their screens."""

import json
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.calendars.now import pretend
from portal.web.show import stamp
from procedures.drafts import change_draft
from procedures.life import copy_to_draft
from procedures.models import Procedure
from procedures.online import services
from procedures.online.records import ReviewLine, ReviewRound, Solution, WorkflowDuty
from procedures.queries import current_version
from procedures.services import field_of, publish, save_draft
from tests import people
from tests.conftest import hanoi
from tests.procedures.building import document

pytestmark = pytest.mark.django_db
ANSWER = {
    "proposal": "full",
    "asked": "Sở Tư pháp đồng ý",
    "affected": "Hỏi 40 người dân, 38 đồng ý",
    "decision": "1207/QĐ-UBND",
    "decided_on": "2026-11-20",
    "roadmap_on": "2026-12-31",
}


@pytest.fixture
def kiem(client):
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    cache.clear()
    with pretend(hanoi("2026-11-21 09:00")):
        yield client
    cache.clear()


@pytest.fixture
def opened(kiem):
    kiem.post(reverse("admin:online_reviews"), {"year": "2026", "due_on": "2026-11-30"})
    return ReviewRound.objects.get(year=2026)


def text(answer, status=200):
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


@pytest.mark.article("ST-19")
def test_every_procedure_in_force_has_a_line_with_its_figures(kiem, opened):
    assert opened.lines.count() == len(services.in_use())
    line = opened.lines.get(procedure__code="1.001193")
    assert line.figures["marks"] and line.level == "full"
    again = kiem.post(reverse("admin:online_reviews"), {"year": "2026", "due_on": "2026-11-30"})
    assert "đã mở" in text(again, 422)
    assert "1.001193" in text(kiem.get(reverse("admin:online_review", args=[2026])))


@pytest.mark.article("ST-19")
def test_a_round_is_done_with_its_last_decision_and_its_report_is_handed_out(kiem, opened):
    here, lines = reverse("admin:online_review", args=[2026]), list(opened.lines.order_by("pk"))
    opened.lines.exclude(pk=lines[0].pk).update(
        decision="1207/QĐ-UBND", decided_on=date(2026, 11, 20), proposal="keep"
    )
    assert "Đợt này đã xong" not in text(kiem.get(here))
    kiem.post(reverse("admin:online_review_line", args=[2026, lines[0].pk]), ANSWER)
    told = text(kiem.get(here))
    assert "Đợt này đã xong" in told and "chưa quyết định" not in told
    report = text(kiem.get(f"{here}?tai=csv")).splitlines()
    assert len(report) == len(lines) + 1
    mine = next(row for row in report if row.startswith(lines[0].procedure.code))
    assert "Hỏi 40 người dân, 38 đồng ý" in mine and "1207/QĐ-UBND,20/11/2026,31/12/2026" in mine
    assert kiem.get(f"{here}?tai=xlsx").content[:2] == b"PK"


@pytest.mark.article("ST-19")
@pytest.mark.parametrize(
    ("without", "told"),
    [
        ("decided_on", "Nhập ngày quyết định"),
        ("proposal", "Chọn đề xuất"),
        ("affected", "đối tượng chịu tác động"),
        ("roadmap_on", "phải có thời gian thực hiện"),
    ],
)
def test_a_decision_wants_what_the_article_asks(without, told):
    typed = {key: value for key, value in ANSWER.items() if key != without}
    assert told in services.why_not_answer(**typed)


@pytest.mark.article("ST-19")
def test_a_decision_is_recorded_and_what_is_late_is_listed(kiem, opened):
    line = opened.lines.get(procedure__code="1.013225")
    address = reverse("admin:online_review_line", args=[2026, line.pk])
    refused = text(kiem.post(address, {**ANSWER, "decided_on": ""}), 422)
    assert "Nhập ngày quyết định" in refused and "Hỏi 40 người dân" in refused
    kiem.post(address, ANSWER)
    line.refresh_from_db()
    assert (line.decision, line.by.full_name) == ("1207/QĐ-UBND", "Trần Thị Kiểm")
    assert "Không có thủ tục nào chậm" in text(kiem.get(reverse("admin:online_reviews")))
    with pretend(hanoi("2027-01-04 09:00")):
        late = text(kiem.get(reverse("admin:online_reviews")))
    assert "chưa đạt mức toàn trình" in late and "chưa quyết định, đợt 2026" in late


@pytest.mark.article("ST-21")
def test_what_the_review_finds_becomes_a_draft_that_is_owed_until_it_is_announced(kiem, opened):
    line = opened.lines.get(procedure__code="1.013225")
    address = reverse("admin:online_review_line", args=[2026, line.pk])
    again = reverse("admin:online_review_revise", args=[2026, line.pk])
    assert "Ghi nội dung cần điều chỉnh" in text(kiem.post(again, follow=True))
    kiem.post(address, {**ANSWER, "proposal": "keep", "change": "Bỏ bản sao giấy tờ đất đã có trong kho"})
    draft = text(kiem.post(again, follow=True))
    line.refresh_from_db()
    assert line.version.editable and f"Phiên bản {line.version.number}" in draft
    assert "Bỏ bản sao giấy tờ đất" in line.version.events.first().why
    assert "Đã lập bản nháp" in text(kiem.post(again, follow=True))
    with pretend(hanoi("2026-12-04 09:00")):
        assert "phải điều chỉnh mà chưa công bố: Bỏ bản sao" in text(
            kiem.get(reverse("admin:online_reviews"))
        )
        publish(version=line.version, decision="1/QĐ", effective_from=date(2027, 1, 1), by=line.by)
        assert "mà chưa công bố" not in text(kiem.get(reverse("admin:online_reviews")))


@pytest.mark.article("ST-23.1", "HG-5.4-5")
def test_a_rebuilt_process_shows_what_it_saved(kiem):
    """The building permit asks for one paper and one step less: the register measures both days."""
    typed = {
        "procedure": "1.013225", "kind": "process", "words": "Lấy giấy tờ đất từ kho", "owner": "Sở Xây dựng",
    }  # fmt: skip
    kiem.post(reverse("admin:online_solutions"), typed)
    made = Solution.objects.get()
    version = copy_to_draft(version=current_version(made.procedure, date(2026, 11, 21)), by=made.by)

    def edit(document):
        document["papers"][0]["required"] = False
        document["tests"] = []

    version = change_draft(version=version, seen=version.revision, by=made.by, act="Bớt giấy tờ", edit=edit)
    publish(version=version, decision="2/QĐ-UBND", effective_from=date(2026, 11, 21), by=made.by)
    kiem.post(reverse("admin:online_solution_done", args=[made.pk]))
    made.refresh_from_db()
    assert made.after["papers"] == made.before["papers"] - 1
    page = text(kiem.get(reverse("admin:online_solutions")))
    assert "Tái cấu trúc" in page
    assert f"giấy tờ phải nộp {made.before['papers']} → {made.after['papers']}" in page


@pytest.mark.article("ST-20.1", "HG-5.6")
def test_solutions_are_registered_and_done(kiem):
    address = reverse("admin:online_solutions")
    assert "Nhập giải pháp" in text(kiem.post(address, {"procedure": "1.001193"}), 422)
    typed = {
        "procedure": "1.001193", "kind": "data", "words": "Lấy giấy chứng sinh từ cơ sở dữ liệu y tế",
        "owner": "Sở Y tế", "planned_on": "2026-11-01",
    }  # fmt: skip
    kiem.post(address, typed)
    assert "quá hạn" in text(kiem.get(address))
    kiem.post(reverse("admin:online_solution_done", args=[Solution.objects.get().pk]))
    assert Solution.objects.get().done_on == date(2026, 11, 21)


@pytest.mark.article("ST-20.2a", "ST-24.1", "QN-11.3", "HG-5.4-5")
def test_the_list_for_the_national_portal_tells_level_sources_and_how_people_are_identified(kiem):
    """Kiểm notes how people are identified: the list says it, and what the form is filled from."""
    vneid = {"procedure": "1.001612", "kind": "identity", "words": "VNeID mức 2", "owner": "Công an tỉnh"}
    kiem.post(reverse("admin:online_solutions"), vneid)
    address = "/danh-muc/dich-vu-cong/?sau=1.001600&so=5"

    def row():
        rows = json.loads(text(kiem.get(address)))["entries"]
        return next(one for one in rows if one["code"] == "1.001612")

    assert row()["identity"] == []  # planned, not in use yet
    kiem.post(reverse("admin:online_solution_done", args=[Solution.objects.get().pk]))
    assert row()["identity"] == ["VNeID mức 2"]
    assert (row()["online"], row()["sources"]) == ("full", ["party", "population"])
    assert "1.012812" not in text(
        kiem.get("/danh-muc/dich-vu-cong/?sau=1.0128&so=3")
    )  # none of it is on line


@pytest.mark.article("QN-11.2")
def test_three_days_run_from_the_decision_over_a_weekend():
    assert stamp(services.supply_due(date(2026, 11, 16))).endswith("19/11/2026")
    assert stamp(services.supply_due(date(2026, 11, 19))).endswith("23/11/2026")  # 22 November is a Sunday


@pytest.mark.article("QN-11.2")
def test_the_content_of_a_workflow_is_owed_warned_of_and_noted_when_it_is_published(kiem):
    procedure = Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))
    agency = Agency.objects.filter(kind="department").first()
    typed = {
        "procedure": "9.000001",
        "agency": agency.pk,
        "decision": "99/QĐ-UBND",
        "decided_on": "2026-11-17",
    }
    address = reverse("admin:online_duties")
    assert "không thể sau hôm nay" in text(kiem.post(address, {**typed, "decided_on": "2026-12-01"}), 422)
    kiem.post(address, typed)
    assert "đã được ghi" in text(kiem.post(address, typed), 422)
    assert "quá hạn" in text(kiem.get(address)) and "1 quy trình quá hạn cung cấp" in text(
        kiem.get("/quan-tri/")
    )
    draft = save_draft(procedure=procedure, document=document())
    publish(version=draft, decision="99/QĐ-UBND", effective_from=date(2026, 12, 1), by=None)
    assert "chậm" in text(kiem.get(address)) and services.warning() == ""
    assert WorkflowDuty.objects.get().supplied_at is not None


def test_only_those_who_keep_the_catalogue_come_in(client):
    client.force_login(people.desk_officer().user)
    for name in ("priority", "reviews", "solutions", "duties", "national"):
        address = reverse(f"admin:online_{name}")
        assert client.get(address).status_code in (302, 403, 404)
        assert client.post(address, {"year": "2030", "due_on": "2030-01-01"}).status_code in (302, 403, 404)
    assert not ReviewLine.objects.filter(round__year=2030).exists()
