"""What the archive does with a closed dossier, told in its journal; taking away what a destroyed record covered."""

from typing import Any

from django.db.models import Q

from dossiers import declared
from dossiers.models import (
    Dossier,
    DossierItem,
    DossierResult,
    FieldVisit,
    HandOver,
    PostOrder,
    Slip,
    SupplementRequest,
    Talk,
    Task,
)
from dossiers.services._many import step_many
from dossiers.services._step import step
from dossiers.states import State
from portal.agencies.models import Officer
from portal.documents.models import StoredFile
from portal.documents.signing import personal
from portal.web.refusals import StepRefused

_CLOSED = (State.RETURNED, State.STOPPED, State.NOT_ACCEPTED)


def note(dossier: Dossier, verb: str, *, officer: Officer | None, words: str, data: dict[str, Any]) -> None:
    """An act of the archive ("archive", "deliver_record", "hold_record", "release_record") as a row of the journal."""
    by = officer.user if officer else None
    with step(dossier, verb, by=by, officer=officer, note=words[:4000], data=data):
        pass


def note_many(data: dict[int, dict[str, Any]], verb: str) -> None:
    """The same act of the system on many dossiers, by their keys, in one transaction; each its own row and data."""
    noted = step_many(data, verb, note="", change=lambda locked, tasks: [], data=data.__getitem__)
    for pk in data.keys() - noted:  # somebody holds it just now: by the ordinary way, which waits
        note(Dossier.objects.get(pk=pk), verb, officer=None, words="", data=data[pk])


def erase(dossier: Dossier, *, officer: Officer, words: str, data: dict[str, Any]) -> list[StoredFile]:
    """Takes away what people said and handed in: answers, papers, letters, the content of results, talks; their files.

    What stays is what the register of an office must still tell (Luật Lưu trữ 33/2024/QH15): that there was this
    dossier, of whom, which procedure, which terms and steps, numbers and days of results; the journal, which can only
    be added to; money, which has terms of its own. The row `destroy_record` names the hash of each file given up.
    Returns these files; other rows may still use them. Raises StepRefused for a dossier that is not closed.
    """
    with step(
        dossier, "destroy_record", by=officer.user, officer=officer, note=words[:4000], data=data
    ) as locked:
        if locked.state not in _CLOSED:
            raise StepRefused("Hồ sơ này chưa kết thúc nên không huỷ được.")
        files = files_of(locked)
        data["files"] = sorted(one.sha256 for one in files)
        _delete(locked)
        _empty(locked)
    return files


def files_of(dossier: Dossier) -> list[StoredFile]:
    """Every file that this dossier uses."""
    keys: set[int] = set()
    for rows in (
        dossier.items.values_list("pdf"),
        dossier.items.values_list("pages__file"),
        dossier.slips.values_list("file"),
        dossier.results.values_list("file"),
        dossier.hand_overs.values_list("signature"),
        dossier.visits.values_list("photos__file"),
        personal.files_about(declared.subject_of(dossier)),
    ):
        keys |= {key for (key,) in rows if key is not None}
    return list(StoredFile.objects.filter(pk__in=keys).order_by("pk"))


def _delete(dossier: Dossier) -> None:
    """Rows that hold nothing but what somebody said, handed in or was sent."""
    own = Q(dossier=dossier)
    for model in (DossierItem, Slip, HandOver, Talk, FieldVisit):
        model.objects.filter(own).delete()
    for related in ("answer_marks", "nudges", "warned", "supplement_drafts"):
        getattr(dossier, related).all().delete()
    personal.forget(declared.subject_of(dossier))


def _empty(dossier: Dossier) -> None:
    """Rows of which the office must still tell that they were, without their words."""
    DossierResult.objects.filter(dossier=dossier).update(fields={}, file=None, attached=True)
    SupplementRequest.objects.filter(dossier=dossier).update(flagged=[], mended=[], reason="")
    Task.objects.filter(dossier=dossier).update(note="", question="")
    PostOrder.objects.filter(dossier=dossier).update(name="", phone="", address="", receiver="")
    dossier.withdrawals.update(reason="", note="")
    dossier.calls.update(phone="", question="", answer="")
    dossier.answers, dossier.summary, dossier.owner_number = {}, "", ""
    dossier.contact_phone, dossier.contact_email, dossier.return_address = "", "", ""
