"""A change of one paper and one fee from New Year: it goes live by itself at midnight, dossiers under way stay."""

import copy
from datetime import date

import pytest
from celery.beat import Scheduler
from django.conf import settings

from dossiers.models import Dossier
from dossiers.services import drafts
from portal.accounts.models import User
from portal.calendars.now import pretend
from portal.celery import app
from procedures import eform
from procedures.drafts import change_draft
from procedures.fees import fee_sum
from procedures.life import copy_to_draft, try_out
from procedures.models import VersionState
from procedures.queries import current_version, definition
from procedures.samples import sample_answers
from procedures.services import publish
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)
COPIES = {"xin_ban_sao": True, "so_ban_sao": 2}
CASE = {
    "id": "hai_ban_sao",
    "name": "Chị Huyền xin hai bản sao",
    "received": "2027-01-04T08:30",
    "answers": {},
    "expect": {"fee_vnd": 30000},
}


@pytest.fixture
def kiem():
    return User.objects.get(email="kiemsoat1.van-phong-ubnd-tinh@quang-ninh.example")


def announced_in_december(kiem):
    """The controller raises a fee, wants one more paper, tries it out and announces it for New Year."""
    procedure = people.procedure()
    with pretend(hanoi("2026-12-10 10:00")):
        version = copy_to_draft(version=current_version(procedure, date(2026, 12, 10)), by=kiem)
        told = definition(version)
        answers = sample_answers(told, seed=4, commune=people.ward_code(), known=COPIES)

        def edit(document):
            document["fees"][0]["amount"]["vnd"] = 15000
            document["papers"].append({"id": "to_khai_cu_tru", "name": "Tờ khai cư trú", "required": True})
            document["tests"] = [{**copy.deepcopy(CASE), "answers": answers}]

        version = change_draft(version=version, seen=1, by=kiem, act="Đổi phí và giấy tờ", edit=edit)
        version = try_out(version=version, by=kiem)
        return publish(version=version, decision="3105/QĐ-UBND", effective_from=NEW_YEAR, by=kiem)


@pytest.mark.article("ST-24.3", "ST-20.2b")
def test_a_new_fee_and_paper_begin_at_midnight_and_touch_nothing_under_way(kiem, monkeypatch):
    new = announced_in_december(kiem)
    procedure = new.procedure
    old = current_version(procedure, date(2026, 12, 31))
    assert old != new
    under_way = people.submitted(hanoi("2026-12-31 15:50")).dossier
    with pretend(hanoi("2026-12-31 23:59")):
        draft = people.drafted(hanoi("2026-12-31 23:59")).dossier
        assert not drafts.move_to_newest(dossier=draft)
        assert draft.version == old
    due_before, charged = under_way.due_at, _sums(under_way)
    with pretend(hanoi("2027-01-01 00:00")):
        fresh = people.drafted(hanoi("2027-01-01 00:00")).dossier
        assert fresh.version == new
        assert drafts.move_to_newest(dossier=draft)
    assert draft.version == new
    under_way = Dossier.objects.get(pk=under_way.pk)
    assert under_way.version == old
    assert (under_way.due_at, _sums(under_way)) == (due_before, charged)
    papers = {paper.id for paper in eform.papers_asked(definition(under_way.version), under_way.answers)}
    assert "to_khai_cu_tru" not in papers
    told = definition(fresh.version)
    assert "to_khai_cu_tru" in {paper.id for paper in eform.papers_asked(told, fresh.answers)}
    assert fee_sum(told, {**fresh.answers, **COPIES}, on=NEW_YEAR).total_vnd == 30000
    _a_minute_after_midnight(monkeypatch)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (VersionState.SUPERSEDED, VersionState.PUBLISHED)
    assert Dossier.objects.get(pk=under_way.pk).version == old


def _a_minute_after_midnight(monkeypatch):
    """Beat's own scheduler over its own plan, its clock and ours set: nothing at 23:59, at 0:01 it sends the task."""
    app.loader.import_default_modules()
    assert settings.CELERY_TIMEZONE == "Asia/Ho_Chi_Minh"
    beat = Scheduler(app, lazy=True)
    beat.setup_schedule()
    entry = beat.schedule["turn-over-procedure-versions"]
    entry.last_run_at = hanoi("2026-12-31 23:01")
    sent = []
    monkeypatch.setattr(
        beat, "send_task", lambda name, *given, **_more: sent.append((name, given)), raising=False
    )
    monkeypatch.setattr(
        app.tasks[entry.task], "apply_async", lambda *given, **_more: sent.append((entry.task, given))
    )
    for moment, due in (("2026-12-31 23:59", False), ("2027-01-01 00:01", True)):
        monkeypatch.setattr(app, "now", lambda moment=moment: hanoi(moment))
        assert beat.is_due(entry).is_due is due, moment
    beat.apply_entry(entry)
    assert [name for name, _given in sent] == ["procedures.turn_over"]
    with pretend(hanoi("2027-01-01 00:01")):
        app.tasks[entry.task].apply(throw=True)


def _sums(dossier):
    told = definition(dossier.version)
    return fee_sum(
        told, {**dossier.answers, **COPIES}, dossier.channel, dossier.submitted_at.date()
    ).total_vnd
