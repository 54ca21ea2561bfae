"""What keeps a version from being published, each with its reason; and what is only pointed at."""

from datetime import date

import pytest

from portal.accounts.models import User
from portal.agencies.coverage import Coverage
from portal.agencies.models import AgencyKind, Officer
from portal.agencies.routing import RoutingProblem, agency_for_step, competent_agency, receiving_desk
from portal.web.refusals import StepRefused
from procedures.definition import Competence
from procedures.models import Procedure, ProcedureVersion
from procedures.publishing import review
from procedures.publishing.golive import POINTS, confirm
from procedures.services import field_of, publish, save_draft
from tests.procedures.building import STEPS, document, page, question, step

pytestmark = pytest.mark.django_db


@pytest.fixture
def kiem():
    return User.objects.create_user("kiem@so.example", "x", full_name="Trần Thị Kiểm")


def draft(*pages, **changes):
    field = field_of("G99", "Thử")
    procedure, _ = Procedure.objects.get_or_create(code="9.000001", defaults={"name": "Thử", "field": field})
    return save_draft(procedure=procedure, document=document(*pages, **changes))


def told(version, level="refuse"):
    return {note.path: note.text for note in review(version).notes if note.level == level}


def test_a_complete_document_has_nothing_to_refuse():
    found = review(draft())
    assert found.clean, found.refusals


def test_a_letter_that_does_not_exist():
    version = draft(result={"name": "Giấy phép", "template": "giay_phep_la"})
    assert "giay_phep_la" in told(version)["result.template"]
    assert "result.template" not in told(draft(result={"name": "Giấy", "template": "birth_certificate"}))


def test_what_can_never_appear():
    nothing = {"v": False}
    version = draft(
        page("p", question("a"), question("b", when=nothing)),
        page("q", question("c"), when=nothing),
        page("r", question("d", "computed", value={"v": "x"})),
        papers=[{"id": "don", "name": "Đơn", "when": nothing}],
    )
    found = told(version)
    assert "không bao giờ đúng" in found["form.pages[p].questions[b]"]
    assert "không bao giờ đúng" in found["form.pages[q]"]
    assert "không thấy gì" in found["form.pages[r]"]
    assert "không bao giờ đúng" in found["papers[don]"]


def test_a_condition_on_the_channel_may_hold():
    only_online = {"op": "eq", "args": [{"op": "channel"}, {"v": "online"}]}
    assert told(draft(page("p", question("a", when=only_online)))) == {}


def test_what_nobody_compared_with_the_law_is_named_as_people_call_it():
    marks = [
        "retention",
        "papers.don: theo mẫu cũ",
        "legal.Nghị định 18/2026/NĐ-CP",
        "form.pages.p",
        "form.layout",
        "x.y",
    ]
    version = draft(papers=[{"id": "don", "name": "Đơn"}], unverified=marks)
    said = next(words for where, words in told(version, "warn").items() if where == "unverified")
    assert said == (
        "6 mục chưa kiểm chứng với văn bản luật: thời hạn lưu hồ sơ; Giấy tờ › Đơn: theo mẫu cũ; "
        "Căn cứ › Nghị định 18/2026/NĐ-CP; Biểu mẫu › Trang p; Biểu mẫu › mẫu in; và 1 mục nữa."
    )


def test_a_paper_that_no_step_looks_at():
    papers = [{"id": "don", "name": "Đơn"}, {"id": "anh", "name": "Ảnh chân dung"}]
    assert told(draft(papers=papers)) == {}
    named = [{**STEPS[0], "papers": ["don"]}, *STEPS[1:]]
    found = told(draft(papers=papers, steps=named))
    assert list(found) == ["papers[anh]"] and "không bước nào xem" in found["papers[anh]"]
    unknown = [{**STEPS[0], "papers": ["la"]}, *STEPS[1:]]
    assert "Không có giấy tờ “la”" in told(draft(papers=papers, steps=unknown))["steps[soan].papers"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vui lòng nhập tên", "vui lòng"),
        ("Số này không hợp lệ", "không hợp lệ"),
        ("Nhập mã TTHC", "TTHC"),
        ("Nhớ ký tên!", "chấm than"),
        ("GHI RÕ HỌ TÊN vào đây", "Viết hoa"),
    ],
)
def test_words_that_citizens_shall_not_read(text, words):
    found = told(draft(page("p", question("a", hint=text))))
    assert words in found["form.pages[p].questions[a].hint"]


def test_long_sentences_crowded_pages_and_bare_questions_are_only_pointed_at():
    many = [question(f"q{n}", hint="Gợi ý") for n in range(7)]
    long_help = "Ghi " + "một " * 30
    version = draft(page("p", *many, help=long_help), page("r", question("z", label="Lý do")))
    found = told(version, "warn")
    assert "hỏi 7 câu" in found["form.pages[p]"]
    assert "câu dài" in found["form.pages[p].help"]
    assert "Chưa có gợi ý" in found["form.pages[r]"] and "Lý do" in found["form.pages[r]"]
    assert "0 hồ sơ thử" in found["tests"]
    assert review(version).clean


def test_a_reference_to_a_procedure_that_is_not_here():
    version = draft(page("p", question("a", hint="Hoặc làm 1.001193 hay 8.888888")))
    assert "8.888888" in told(version, "warn")["form.pages[p].questions[a].hint"]
    assert "1.001193" not in str(told(version, "warn"))


def test_a_duty_that_nobody_holds_names_the_offices(kiem):
    """At every commune that would get the step, not only at one."""
    form = page("p", question("noi", "commune", scope="province"))
    commune = {"kind": "commune", "question": "noi"}
    steps = [{**STEPS[0], "agency": "unit:justice"}, *STEPS[1:]]
    assert "và 49 nơi nữa" in told(draft(form, competence=commune))["steps[soan].duty"]
    assert told(draft(form, competence=commune, steps=steps)) == {}
    office = Coverage().communes[7]
    Officer.objects.filter(agency=office, duties__contains=["agency_leader"]).update(
        valid_to=date(2026, 1, 1)
    )
    version = draft(form, competence=commune, steps=steps)
    found = told(version)
    assert found == {
        "steps[duyet].duty": f"Bước “Bước duyet”: chưa ai giữ nhiệm vụ “Lãnh đạo cơ quan” tại {office.name}."
    }
    with pytest.raises(StepRefused, match=office.name):
        publish(version=version, decision="1/QĐ", effective_from=date(2026, 12, 1), by=kiem)


def test_a_specialty_that_the_province_has_not():
    steps = [{**STEPS[0], "agency": "agency:H49.99.99"}, *STEPS[1:]]
    assert "H49.99.99" in told(draft(steps=steps))["steps[soan].agency"]


@pytest.mark.parametrize(
    "selector", ["desk", "competent", "police", "unit:justice", "unit:land", "department:finance"]
)
def test_the_offices_reached_are_those_that_routing_finds(selector):
    """The one reading of all offices says what routing says one by one."""
    coverage = Coverage()
    competence = Competence("commune", "noi")
    for committee in coverage.communes[::9]:
        competent = competent_agency(competence, {"noi": committee.admin_unit.code})
        assert competent == committee
        try:
            expected = [agency_for_step(selector, competent, receiving_desk(competent))]
        except RoutingProblem:
            with pytest.raises(RoutingProblem):
                coverage.for_step(selector, [competent])
            continue
        assert coverage.for_step(selector, [competent]) == expected
    assert {agency.kind for agency in coverage.competent(competence)} == {AgencyKind.COMMUNE}


@pytest.mark.article("ST-17", "QN-19.6d-đ", "DL-13-14")
def test_going_live_is_vouched_for_point_by_point_and_again_after_a_change(kiem, settings):
    version = draft()
    assert "Còn 11 điểm" in told(version, "warn")["golive"]
    confirm(version=version, points=[point.id for point in POINTS[:-1]], by=kiem)
    assert "Còn 1 điểm" in told(version, "warn")["golive"]
    settings.GO_LIVE_STRICT = True
    found = review(version)
    assert [note.path for note in found.refusals] == ["golive", "tests"]
    with pytest.raises(StepRefused, match="Chưa ai xác nhận: Giấy tờ"):
        publish(version=version, decision="1/QĐ", effective_from=date(2026, 12, 1), by=kiem)
    changed = draft(summary="Lời mới.")
    assert sum(note.path == "golive" for note in review(changed).refusals) == len(POINTS)
    assert sum(note.path == "golive" for note in review(draft(online="none")).refusals) == 0


def test_nobody_vouches_for_what_they_have_not_seen(kiem):
    version = draft()
    stale = ProcedureVersion.objects.get(pk=version.pk)
    draft(summary="Lời mới.")
    with pytest.raises(StepRefused, match="vừa được sửa"):
        confirm(version=stale, points=["luat"], by=kiem)


def test_a_branch_that_never_joins_and_a_circle():
    loose = [*STEPS, step("lac", "work", "soan")]
    assert "chưa nhập lại" in told(draft(steps=loose))["steps[lac]"]
    circle = [step("a", "work", "b"), step("b", "work", "a")]
    assert "vòng tròn" in str(told(draft(steps=circle)))
