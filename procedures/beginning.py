"""A procedure that was not there yet: from nothing, or like another one."""

import re
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from portal.web.text import clean, fold
from procedures.models import EDITABLE, ProcedureVersion
from procedures.services import draft_from_document

_CODE = re.compile(r"[0-9A-Z][0-9A-Z.\-]{2,19}\Z")
OWN = ("tests", "unverified")  # of the procedure that is copied, and of nobody else


def empty_document(code: str, name: str) -> dict[str, Any]:
    """What the designer starts from; every part is still to be filled in."""
    return {
        "schema": 1,
        "code": code,
        "name": name,
        "level": "commune",
        "online": "full",
        "legal": [],
        "form": {"code": f"{code}/TK", "title": f"Tờ khai {name[:1].lower()}{name[1:]}"[:200], "pages": []},
        "papers": [],
        "fees": [],
        "steps": [],
        "retention": "permanent",
    }


@transaction.atomic
def begin_procedure(
    *, code: str, name: str, by: User, like: ProcedureVersion | None = None
) -> ProcedureVersion:
    """The first draft of a new procedure, empty or a copy of another procedure's version.

    A procedure whose only draft was thrown away begins anew. Raises StepRefused: no name, a code that is no code,
    or one that is taken."""
    code, name = clean(code).upper(), clean(name)
    if not _CODE.match(code):
        raise StepRefused("Mã thủ tục có dạng 1.001193: chữ số, chữ cái và dấu chấm.")
    if not name:
        raise StepRefused("Nhập tên chính thức của thủ tục.")
    if ProcedureVersion.objects.filter(procedure__code=code).exists():
        raise StepRefused(f"Mã {code} đã có. Mở thủ tục ấy và làm một bản nháp.")
    document = empty_document(code, name)
    if like is not None:
        document = {key: value for key, value in deepcopy(like.definition).items() if key not in OWN}
        document |= {"code": code, "name": name, "plain_name": name[:200]}
        if isinstance(document.get("form"), dict):
            document["form"] |= {"code": f"{code}/TK"}
    return draft_from_document(document=document, by=by)


def last_version(code: str) -> ProcedureVersion | None:
    """The newest version of a procedure, published or not: what a copy is taken from."""
    return ProcedureVersion.objects.filter(procedure__code=clean(code).upper()).order_by("-number").first()


def open_drafts(words: str = "") -> QuerySet[ProcedureVersion]:
    """Drafts that somebody or an import has begun, found by code or name without marks."""
    found = (
        ProcedureVersion.objects.filter(state__in=EDITABLE).select_related("procedure").defer("definition")
    )
    if words:
        found = found.filter(procedure__search_fold__contains=fold(words))
    return found.order_by("-pk")
