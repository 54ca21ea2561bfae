"""Changing a draft: one locked way in, so that two people at once never overwrite each other."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.changes import rows
from procedures.history import note, sentence, since
from procedures.models import EventKind, ProcedureVersion
from procedures.services import sha256_of

Edit = Callable[[dict[str, Any]], None]


class ChangedMeanwhile(StepRefused):
    """Somebody else changed the draft after this person opened it; `version` is as it stands now; `then` says
    what to do about it."""

    def __init__(self, version: ProcedureVersion, seen: int, then: str = "") -> None:
        self.version, self.events = version, since(version, seen)
        told = "; ".join(sentence(event) for event in self.events[:3])
        super().__init__(
            "Trong lúc bạn làm, bản nháp đã được sửa. "
            f"{told or 'Không rõ ai sửa'}. "
            + (then or "Điều bạn nhập vẫn còn trên trang này và chưa được lưu: xem bản hiện có rồi lưu lại.")
        )


@transaction.atomic
def change_draft(
    *, version: ProcedureVersion, seen: int, by: User, act: str, edit: Edit, why: str = ""
) -> ProcedureVersion:
    """Applies `edit` to a copy of the draft's document and keeps it; the version as it stands afterwards.

    `seen` is the revision that the person had before their eyes, `act` what they did in Vietnamese words
    (“Thêm giấy tờ Giấy chứng sinh”) as the history and a second editor will read it. What was checked and tried
    has to be checked and tried again. An edit that changes nothing leaves no trace.
    Raises StepRefused: no draft any more; or ChangedMeanwhile, which names who changed what and when. `edit`
    may raise StepRefused itself. Whatever is raised, nothing is kept."""
    locked = _locked(version)
    if locked.revision != seen:
        raise ChangedMeanwhile(locked, seen)
    document = deepcopy(locked.definition)
    edit(document)
    changed = rows(locked.definition, document)
    if not changed:
        return locked
    locked.definition, locked.sha256 = document, sha256_of(document)
    locked.revision += 1
    locked.edit()
    locked.save(update_fields=["definition", "sha256", "revision", "state"])
    note(locked, EventKind.EDIT, by=by, act=act, why=why, changes=changed)
    return locked


def _locked(version: ProcedureVersion) -> ProcedureVersion:
    found = (
        ProcedureVersion.objects.select_for_update(of=("self",))
        .select_related("procedure")
        .filter(pk=version.pk)
        .first()
    )
    if found is None:
        raise StepRefused("Bản nháp này đã bị bỏ trong lúc bạn làm. Điều bạn nhập vẫn còn trên trang này.")
    if not found.editable:
        raise StepRefused(
            f"Phiên bản {found.number} không còn là bản nháp ({found.get_state_display()}). Điều bạn nhập vẫn còn "
            "trên trang này; muốn sửa tiếp, tạo bản nháp mới."
        )
    return found
