"""Two people at one draft: the second is told, nothing is lost; the history says who did what."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.drafts import ChangedMeanwhile, change_draft
from procedures.models import EventKind, Procedure, ProcedureVersion, VersionEvent, VersionState
from procedures.services import field_of, publish, save_draft, sha256_of
from tests.procedures.building import START, document, page, question

pytestmark = pytest.mark.django_db


def person(name: str) -> User:
    return User.objects.create_user(f"{name.split()[-1].lower()}@so.example", "x", full_name=name)


@pytest.fixture
def kiem():
    return person("Trần Thị Kiểm")


@pytest.fixture
def dan():
    return person("Lý Văn Dần")


@pytest.fixture
def draft(kiem):
    procedure = Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))
    made = document(page("p", question("a")), papers=[{"id": "don", "name": "Đơn"}])
    return save_draft(procedure=procedure, document=made, by=kiem)


def name_paper(name):
    def edit(kept):
        kept["papers"][0]["name"] = name

    return edit


def test_an_edit_is_kept_with_who_what_and_before_after(draft, kiem):
    changed = change_draft(
        version=draft,
        seen=1,
        by=kiem,
        act="Đổi tên giấy tờ",
        why="Theo văn bản góp ý",
        edit=name_paper("Đơn đề nghị"),
    )
    assert (changed.revision, changed.sha256) == (2, sha256_of(changed.definition))
    line = changed.events.first()
    assert (line.by, line.kind, line.act, line.why) == (
        kiem,
        EventKind.EDIT,
        "Đổi tên giấy tờ",
        "Theo văn bản góp ý",
    )
    assert line.changes == [{"path": "papers[don].name", "before": "Đơn", "after": "Đơn đề nghị"}]
    assert draft.definition["papers"][0]["name"] == "Đơn"  # the caller's copy is not touched


def test_the_second_of_two_is_told_who_changed_what_and_nothing_is_overwritten(draft, kiem, dan):
    change_draft(version=draft, seen=1, by=kiem, act="Đổi tên giấy tờ", edit=name_paper("Đơn đề nghị"))
    with pytest.raises(ChangedMeanwhile, match=r"Trần Thị Kiểm lúc .*: Đổi tên giấy tờ") as refusal:
        change_draft(version=draft, seen=1, by=dan, act="Đổi tên giấy tờ", edit=name_paper("Đơn xin"))
    assert "Giấy tờ › don › tên" in str(refusal.value) and "chưa được lưu" in str(refusal.value)
    assert refusal.value.version.definition["papers"][0]["name"] == "Đơn đề nghị"
    draft.refresh_from_db()
    assert (draft.revision, draft.definition["papers"][0]["name"]) == (2, "Đơn đề nghị")
    change_draft(version=draft, seen=2, by=dan, act="Đổi tên giấy tờ", edit=name_paper("Đơn xin"))


def test_an_edit_that_changes_nothing_leaves_no_trace(draft, kiem):
    assert change_draft(version=draft, seen=1, by=kiem, act="Lưu", edit=lambda kept: None).revision == 1
    assert [line.kind for line in draft.events.all()] == [EventKind.CREATE]


def test_what_an_edit_refuses_is_not_kept(draft, kiem):
    def edit(kept):
        kept["papers"] = []
        raise StepRefused("Giấy tờ này đang được bước Thẩm tra xem.")

    with pytest.raises(StepRefused, match="Thẩm tra"):
        change_draft(version=draft, seen=1, by=kiem, act="Bỏ giấy tờ", edit=edit)
    draft.refresh_from_db()
    assert (draft.revision, len(draft.definition["papers"])) == (1, 1)


def test_a_published_or_discarded_draft_is_refused(draft, kiem):
    publish(version=draft, decision="12/QĐ-UBND", effective_from=START, by=kiem)
    with pytest.raises(StepRefused, match="không còn là bản nháp"):
        change_draft(version=draft, seen=1, by=kiem, act="Sửa", edit=name_paper("x"))
    other = save_draft(procedure=draft.procedure, document=draft.definition)
    gone = ProcedureVersion.objects.get(pk=other.pk)
    other.delete()
    with pytest.raises(StepRefused, match="đã bị bỏ"):
        change_draft(version=gone, seen=1, by=kiem, act="Sửa", edit=name_paper("x"))


def test_a_change_takes_back_what_was_checked_and_tried(draft, kiem):
    draft.check_over()
    draft.try_out()
    draft.save()
    assert draft.state == VersionState.TRIED
    changed = change_draft(version=draft, seen=1, by=kiem, act="Sửa", edit=name_paper("Đơn mới"))
    assert changed.state == VersionState.DRAFT


def test_an_import_over_an_open_draft_leaves_what_was_there_in_the_history(draft, kiem):
    save_draft(procedure=draft.procedure, document=document(summary="Nhập mới."), by=kiem)
    line = draft.events.first()
    assert {"path": "summary", "before": "Để thử.", "after": "Nhập mới."} in line.changes
    assert line.revision == 2


def test_nobody_rewrites_the_history(draft):
    line = draft.events.get()
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    for change in (
        lambda: VersionEvent.objects.filter(pk=line.pk).update(act="Không có gì"),
        lambda: VersionEvent.objects.filter(pk=line.pk).delete(),
        lambda: connection.cursor().execute("TRUNCATE procedures_versionevent"),
    ):
        with pytest.raises(ProgrammingError, match="lịch sử"), transaction.atomic():
            change()


def test_a_draft_thrown_away_stays_in_the_history_of_its_procedure(draft):
    procedure = draft.procedure
    draft.delete()
    assert [(line.version, line.number) for line in procedure.events.all()] == [(None, 1)]
