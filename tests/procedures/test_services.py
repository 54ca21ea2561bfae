"""A published version never changes (promise P5), whoever tries and by whatever way."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures import queries
from procedures.definition import DefinitionError
from procedures.models import Procedure, ProcedureVersion, VersionState
from procedures.services import field_of, load_package, publish, save_draft, sha256_of, withdraw
from tests.procedures.building import document, page, question

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)


@pytest.fixture
def procedure():
    return Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))


@pytest.fixture
def controller():
    return User.objects.create_user("kiemsoat@so.example", "x", full_name="Trần Thị Kiểm")


@pytest.fixture
def version(procedure, controller):
    return published(procedure, controller)


def published(procedure, by, start=START, **changes):
    draft = save_draft(procedure=procedure, document=document(**changes))
    return publish(version=draft, decision="12/QĐ-UBND", effective_from=start, by=by)


def refused(change, *, message="đã công bố"):
    with pytest.raises(ProgrammingError, match=message), transaction.atomic():
        change()


def test_publishing_puts_a_version_in_force_and_names_who_did_it(version, controller, procedure):
    assert queries.current_version(procedure, START) == version
    assert queries.current_version(procedure, START - timedelta(days=1)) is None
    assert (version.published_by, version.sha256) == (controller, sha256_of(version.definition))
    assert queries.definition(version).name == "Thủ tục thử"


def test_the_next_version_ends_the_one_before(version, controller, procedure):
    later = published(procedure, controller, date(2026, 7, 1), summary="Đã sửa.")
    version.refresh_from_db()
    assert (later.number, version.effective_to) == (2, date(2026, 6, 30))
    assert queries.current_version(procedure, date(2026, 6, 30)) == version
    assert queries.current_version(procedure, date(2026, 7, 1)) == later


@pytest.mark.parametrize("field", ["definition", "sha256", "number", "effective_from", "decision", "state"])
def test_the_database_refuses_to_change_a_published_version(version, field):
    other = {"definition": {}, "sha256": "0" * 64, "number": 9, "effective_from": date(2020, 1, 1)}
    value = other.get(field, "draft" if field == "state" else "x")
    refused(lambda: ProcedureVersion.objects.filter(pk=version.pk).update(**{field: value}))


def test_the_database_refuses_to_move_or_delete_it(version):
    stranger = Procedure.objects.create(code="9.000002", name="Khác", field=version.procedure.field)
    refused(lambda: ProcedureVersion.objects.filter(pk=version.pk).update(procedure=stranger))
    refused(lambda: ProcedureVersion.objects.filter(pk=version.pk).delete())
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(lambda: connection.cursor().execute("TRUNCATE procedures_procedureversion CASCADE"))


def test_no_way_around_leads_to_another_content_or_another_key(version):
    """By its key, which everything else refers to; by INSERT … ON CONFLICT and by MERGE, which are updates too."""
    table, other = "procedures_procedureversion", "definition = '{}'::jsonb"
    refused(lambda: ProcedureVersion.objects.filter(pk=version.pk).update(id=version.pk + 100_000))
    for sql in (
        f"INSERT INTO {table} SELECT * FROM {table} WHERE id = %s ON CONFLICT (id) DO UPDATE SET {other}",
        f"MERGE INTO {table} USING (SELECT 1) one ON id = %s WHEN MATCHED THEN UPDATE SET {other}",
    ):
        refused(lambda sql=sql: connection.cursor().execute(sql, [version.pk]))


def test_a_draft_may_still_be_changed_and_thrown_away(procedure):
    first = save_draft(procedure=procedure, document={"schema": 1})
    second = save_draft(procedure=procedure, document={"schema": 1, "code": "x"})
    assert first.pk == second.pk and second.definition["code"] == "x"
    second.delete()
    assert not procedure.versions.exists()


def test_withdrawing_sets_the_last_day_and_nothing_else(version, procedure):
    withdraw(version=version, last_day=date(2026, 3, 31))
    version.refresh_from_db()
    assert version.state == VersionState.WITHDRAWN
    assert queries.current_version(procedure, date(2026, 11, 21)) is None
    with pytest.raises(StepRefused, match="đang có hiệu lực"):
        withdraw(version=version, last_day=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("changes", "decision", "words"),
    [
        ({}, " ", "Nêu số quyết định"),
        ({"steps": []}, "1/QĐ", "Còn 1 chỗ cần sửa. steps"),
        ({"code": "9.999999"}, "1/QĐ", "Nội dung mang mã 9.999999"),
        ({"name": ""}, "1/QĐ", "name: Chưa có nội dung"),
    ],
)
def test_a_draft_with_faults_is_not_published(procedure, controller, changes, decision, words):
    draft = save_draft(procedure=procedure, document=document(**changes))
    with pytest.raises(StepRefused, match=words):
        publish(version=draft, decision=decision, effective_from=START, by=controller)
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_nothing_is_published_before_what_is_in_force(version, procedure, controller):
    draft = save_draft(procedure=procedure, document=document(summary="Mới."))
    with pytest.raises(StepRefused, match="đã có hiệu lực từ cùng ngày"):
        publish(version=draft, decision="2/QĐ", effective_from=START, by=controller)
    with pytest.raises(StepRefused, match="không còn là bản nháp"):
        publish(version=version, decision="2/QĐ", effective_from=date(2027, 1, 1), by=controller)


def test_the_catalogue_shows_the_version_published_last(version, procedure, controller):
    published(procedure, controller, date(2026, 7, 1), plain_name="Tên dễ nhớ", keywords=["một cách gọi"])
    procedure.refresh_from_db()
    assert procedure.plain_name == "Tên dễ nhớ"
    assert queries.search("một cách gọi")[0] == procedure


def test_loading_the_same_file_again_changes_nothing(tmp_path):
    file = tmp_path / "9.000001.json"
    file.write_text(json.dumps(document()), encoding="utf-8")
    first = load_package(file)
    assert load_package(file) == first
    file.write_text(json.dumps(document(summary="Khác.")), encoding="utf-8")
    second = load_package(file)
    assert (second.number, second.state) == (2, VersionState.PUBLISHED)
    assert second.effective_from > first.effective_from


def test_a_file_with_faults_leaves_nothing_behind(tmp_path):
    file = tmp_path / "9.000001.json"
    file.write_text(json.dumps(document(page("p", question("A b")))), encoding="utf-8")
    with pytest.raises(DefinitionError), transaction.atomic():
        load_package(file)
    assert not Procedure.objects.filter(code="9.000001").exists()


def test_a_definition_is_parsed_once(version, monkeypatch):
    queries.definition(version)
    monkeypatch.setattr(queries, "parse", lambda document: pytest.fail("parsed again"))
    deferred = ProcedureVersion.objects.defer("definition").get(pk=version.pk)
    assert queries.definition(deferred) is queries.definition(version)
    assert "definition" in deferred.get_deferred_fields()
