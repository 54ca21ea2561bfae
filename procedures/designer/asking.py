"""What the screens that edit have in common: one way into the draft, and what is remembered to be undone."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest

from portal.accounts.models import User
from procedures.drafts import change_draft
from procedures.models import ProcedureVersion

UNDO = "designer-undo"
UNDO_PART = "designer-undo-part"


class Refused(Exception):
    """What was sent cannot be kept; it stays on the page with the sentences."""


def keep(
    request: HttpRequest, version: ProcedureVersion, act: str, edit: Callable[[dict[str, Any]], None]
) -> ProcedureVersion:
    """Changes the draft as the person sees it (`seen`). Raises StepRefused, ChangedMeanwhile."""
    said = request.POST.get("seen", "")
    seen = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1
    return change_draft(version=version, seen=seen, by=cast(User, request.user), act=act[:300], edit=edit)
