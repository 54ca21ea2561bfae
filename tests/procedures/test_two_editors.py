"""Two people save the same draft at the same moment, each over a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from portal.accounts.models import User
from portal.documents.models import new_ulid
from procedures.drafts import ChangedMeanwhile, change_draft
from procedures.models import Procedure
from procedures.services import field_of, save_draft
from tests.procedures.building import document


@pytest.mark.usefixtures("committed")
def test_two_at_the_same_moment_make_one_change_and_one_refusal():
    names = ("Trần Thị Kiểm", "Lý Văn Dần")
    both = [User.objects.create(email=f"{new_ulid()}@so.example".lower(), full_name=name) for name in names]
    procedure = Procedure.objects.create(
        code=f"9.{new_ulid()[-12:]}", name="Thử", field=field_of("G99", "Thử")
    )
    draft = save_draft(procedure=procedure, document=document(), by=both[0])
    gate = Barrier(2)

    def work(by):
        gate.wait(timeout=10)
        try:
            change_draft(
                version=draft, seen=1, by=by, act="Sửa", edit=lambda kept: kept.update(summary=str(by))
            )
        except ChangedMeanwhile as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(work, both))
    draft.refresh_from_db()
    assert sorted(bool(text) for text in told) == [False, True]
    assert draft.revision == 2 and draft.definition["summary"] in next(filter(None, told))
