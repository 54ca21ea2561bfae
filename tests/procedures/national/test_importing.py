"""Files taken in: odd lines, the same file twice, a changed file, decisions, the command."""

import io
import json
import unicodedata
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.models import Procedure, ProcedureVersion
from procedures.national import deciding
from procedures.national.importing import Taking, Told
from procedures.national.lines import MOST_BYTES, lines
from procedures.national.records import CatalogueImport, CatalogueSource
from procedures.queries import by_code, current_version, search
from procedures.services import save_draft
from tests.procedures.national.making import file_of, row

pytestmark = pytest.mark.django_db


def take(*rows: Any, packed: bool = False, **options: Any) -> list[Told]:
    told: list[Told] = []
    Taking(**options).run(lines(file_of(*rows, packed=packed)), told.append)
    return told


def outcomes(told: list[Told]) -> list[str]:
    return [one.outcome for one in told]


def draft_of(code: str) -> ProcedureVersion:
    return ProcedureVersion.objects.get(procedure__code=code, state="draft")


@pytest.fixture
def ha():
    return User.objects.create_user("ha@so.example", "x", full_name="Nguyễn Thu Hà")


@pytest.mark.article("QN-11.1")
@pytest.mark.parametrize("packed", [False, True])
def test_each_row_becomes_a_draft_and_the_same_file_changes_nothing(packed):
    file = [row("9.100001"), row("9.100002", name="Cấp thẻ trồng súng")]
    assert outcomes(take(*file, packed=packed)) == ["draft", "draft"]
    before = ProcedureVersion.objects.count()
    assert outcomes(take(*file)) == ["unchanged", "unchanged"]
    assert ProcedureVersion.objects.count() == before
    assert draft_of("9.100001").events.get().act == "Nhập từ danh mục quốc gia"


def test_imported_procedures_are_found_but_not_offered():
    take(row("9.100001"))
    found = search("thẻ trồng sen", only_open=False)
    assert [one.code for one in found][:1] == ["9.100001"]
    assert "9.100001" not in [one.code for one in search("thẻ trồng sen")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "không phải JSON"),
        ('{"code": "9.100009", "name": "Cấp th', "cắt giữa chừng"),
        ("[" * 100_000, "lồng nhau quá sâu"),
        ("17", "không phải một đối tượng"),
        ('{"name": "Không mã"}', "Thiếu mã"),
        ('{"code": "abc", "name": "Mã lạ"}', "không có dạng"),
        ('{"code": "9.100009", "name": ""}', "Thiếu tên"),
        ('{"code": "9.100009", "name": ' + "9" * 5000 + "}", "số quá dài"),
        ('{"code": "9.100009", "name": "' + "a" * MOST_BYTES + '"}', "Dòng dài quá"),
    ],
)
def test_a_broken_line_is_refused_by_its_number_and_the_others_go_on(line, reason):
    told = take(row("9.100001"), line, row("9.100002"))
    assert outcomes(told) == ["draft", "refused", "draft"]
    assert (told[1].line, reason in told[1].reason) == (2, True), told[1]


@pytest.mark.parametrize("key", sorted(row()))
@pytest.mark.parametrize(
    "value",
    [None, 7, 1.5, True, "", "x", [], [None], [1, "a"], {}, {"a": [1]}, [{"name": 3}], "\u0000\ud800"],
)
def test_whatever_a_value_is_nothing_breaks(key, value):
    (told,) = take(json.dumps(row() | {key: value}))
    assert told.outcome in ("draft", "refused") and "nhật ký" not in told.reason, told


def test_a_torn_archive_keeps_what_was_read():
    data = file_of(
        *[row(f"9.2{n:05}", name=f"Việc số {n} {'khác nhau ' * n}") for n in range(60)], packed=True
    ).getvalue()
    told: list[Told] = []
    Taking().run(lines(io.BytesIO(data[: len(data) - 40])), told.append)
    assert told[-1].outcome == "refused" and "bị cắt" in told[-1].reason
    assert Procedure.objects.filter(code__startswith="9.2").exists()


def test_repeated_codes():
    told = take(row("9.100001"), row("9.100001"), row("9.100001", name="Tên khác hẳn"))
    assert outcomes(told) == ["draft", "repeated", "refused"]
    assert "Trùng mã với dòng 1" in told[2].reason


def test_marks_written_apart_and_a_provinces_suffix_are_the_same_code():
    told = take(row("9.100001.000.00.00.H49", name=unicodedata.normalize("NFD", "Cấp thẻ trồng sen")))
    assert (told[0].outcome, told[0].code, told[0].name) == ("draft", "9.100001", "Cấp thẻ trồng sen")
    (again,) = take(row("\u200e9.1000\u202c01\u202e", name="Cấp thẻ trồng sen"))
    assert (again.outcome, again.code) == ("unchanged", "9.100001"), "unseen marks are no part of it"


def test_only_local_refuses_what_ministries_decide():
    assert outcomes(take(row(level="Cấp bộ"), only_local=True)) == ["refused"]


def test_a_changed_row_waits_and_is_accepted_whole_while_nobody_worked_on_the_draft(ha):
    take(row())
    newer = row(channels="Trực tiếp5 Ngày làm việcMiễn phíNộp tại xã.")
    (told,) = take(newer)
    assert (told.outcome, told.reason) == ("changed", "Khác ở: thời hạn.")
    assert draft_of("9.100001").definition["limits"]["processing"]["value"] == 3
    source = deciding.waiting().get()
    (found,), _ = deciding.offered(source)
    assert (found.ours, found.theirs) == (["3 ngày làm việc"], ["5 ngày làm việc"])
    deciding.accept(source=source, seen=source.offered_sha256, by=ha)
    assert draft_of("9.100001").definition["limits"]["processing"]["value"] == 5
    assert outcomes(take(newer)) == ["unchanged"]
    with pytest.raises(StepRefused, match="đã được quyết định"):
        deciding.accept(source=source, seen=source.offered_sha256, by=ha)


def test_own_work_on_a_draft_stays_where_the_catalogue_changed_nothing(ha):
    take(row())
    draft = draft_of("9.100001")
    save_draft(
        procedure=draft.procedure,
        document=draft.definition | {"summary": "Lời của tỉnh.", "name": "Tên của tỉnh"},
        by=ha,
    )
    take(row(channels="Trực tiếp5 Ngày làm việcMiễn phí"))
    source = deciding.waiting().get()
    deciding.accept(source=source, seen=source.offered_sha256, by=ha)
    document = draft_of("9.100001").definition
    assert (document["summary"], document["name"]) == ("Lời của tỉnh.", "Tên của tỉnh")
    assert document["limits"]["processing"]["value"] == 5


def test_kept_ours_is_not_offered_again(ha):
    take(row())
    newer = row(name="Tên mới của bộ")
    take(newer)
    source = deciding.waiting().get()
    deciding.keep(source=source, seen=source.offered_sha256, by=ha)
    assert outcomes(take(newer)) == ["unchanged"] and not deciding.waiting().exists()


def test_a_published_procedure_gets_a_new_draft_and_stays_as_it_is(ha):
    procedure = by_code("1.001193")
    version = current_version(procedure, date(2026, 11, 21))
    (told,) = take(row("1.001193", name="Đăng ký khai sinh"))
    assert told.outcome == "changed"
    source = CatalogueSource.objects.get(procedure=procedure)
    made = deciding.accept(source=source, seen=source.offered_sha256, by=ha)
    assert made.pk != version.pk and made.definition["form"]["code"] == version.definition["form"]["code"]
    assert made.definition["limits"]["processing"] == {"value": 3, "unit": "working_day"}
    version.refresh_from_db()
    assert version.state == "published" and version.definition["limits"]["processing"]["unit"] == "same_day"


def test_two_decisions_on_an_old_offer(ha):
    take(row())
    take(row(name="Tên thứ hai"))
    source = deciding.waiting().get()
    seen = source.offered_sha256
    take(row(name="Tên thứ ba"))
    with pytest.raises(StepRefused, match="nhập lại trong lúc"):
        deciding.keep(source=source, seen=seen, by=ha)


def test_the_command_tells_and_reports(tmp_path, capsys):
    file, report = tmp_path / "danh-muc.jsonl.gz", tmp_path / "report.jsonl"
    file.write_bytes(file_of(row(), "{", row("9.100002", level="Cấp bộ"), packed=True).getvalue())
    with pytest.raises(SystemExit) as left:
        call_command("import_catalogue", file, report=report)
    assert left.value.code == 3
    said = capsys.readouterr().out
    assert (
        "3 dòng" in said
        and "Bản nháp mới: 2" in said
        and "Từ chối: 1" in said
        and "1 × Dòng bị cắt giữa chừng." in said
    )
    told = [json.loads(text) for text in report.read_text().splitlines()]
    assert Counter(one["outcome"] for one in told) == {"draft": 2, "refused": 1}
    assert told[2]["kinds"] == ["level"] and told[2]["doubts"][0]["words"]
    record = CatalogueImport.objects.get()
    assert (record.state, record.lines, record.rows.count()) == ("done", 3, 3)


def test_a_dry_run_writes_nothing(tmp_path, capsys):
    file = tmp_path / "danh-muc.jsonl"
    file.write_bytes(file_of(row()).getvalue())
    call_command("import_catalogue", file, dry_run=True)
    assert "Bản nháp mới: 1" in capsys.readouterr().out
    assert not Procedure.objects.filter(code="9.100001").exists() and not CatalogueImport.objects.exists()


def test_no_such_file(tmp_path):
    with pytest.raises(CommandError, match="Không mở được"):
        call_command("import_catalogue", tmp_path / "khong-co.jsonl")


def test_one_import_at_a_time(tmp_path):
    CatalogueImport.objects.create(file_name="kia.jsonl", state="running")
    file = tmp_path / "danh-muc.jsonl"
    file.write_bytes(file_of(row()).getvalue())
    with pytest.raises(CommandError, match="một lần nhập danh mục khác"):
        call_command("import_catalogue", file)


def test_what_the_catalogue_does_not_know_is_no_difference(ha):
    take(row())
    (told,) = take(
        row(channels="Trực tiếpKhông quy địnhMiễn phí(Theo Thông tư số 12/2020/TT-BTC)", papers="")
    )
    assert told.outcome == "unchanged"


def test_a_lost_database_is_no_fault_of_the_rows(monkeypatch):
    from django.db import OperationalError

    from procedures.national import importing

    def gone(*_: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(importing, "_create", gone)
    with pytest.raises(OperationalError):
        take(row())


def test_people_find_what_cannot_be_filed_here_yet_and_are_told(client):
    take(row())
    page = client.get("/tim-kiem/", {"q": "trồng sen"}).content.decode()
    assert "Chưa nộp được tại cổng này" in page and "/thu-tuc/9.100001/" in page
    own = client.get("/thu-tuc/9.100001/").content.decode()
    assert "Chưa nộp được tại cổng này" in own and "/nop/9.100001/" not in own
    assert client.get("/nop/9.100001/").status_code in (302, 404)
