"""How a screen of the designer changes a draft: what the person saw is compared, what they typed stays."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.designer.doors import why_not_change
from procedures.drafts import change_draft
from procedures.models import ProcedureVersion


def act_on(
    request: HttpRequest,
    version: ProcedureVersion,
    act: str,
    edit: Callable[[dict[str, Any]], None],
    form: forms.Form | None = None,
) -> bool:
    """Changes the draft. A refusal (somebody else was quicker, nothing may be changed) stands above the form and
    nothing typed is lost; without a form it is raised. True when it is done."""
    try:
        refused(request, version)
        assert isinstance(request.user, User)
        change_draft(version=version, seen=seen_of(request, version), by=request.user, act=act, edit=edit)
    except StepRefused as refusal:
        if form is None:
            raise
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"{act}: đã lưu.")
    return True


def refused(request: HttpRequest, version: ProcedureVersion) -> None:
    """Raises StepRefused where this person may not change this version."""
    if refusal := why_not_change(request, version):
        raise StepRefused(refusal)


def seen_of(request: HttpRequest, version: ProcedureVersion) -> int:
    """The revision that the person had before their eyes: of the page they post, else as it stands."""
    text = request.POST.get("seen", "")
    return int(text) if text.isdigit() and len(text) < 10 else version.revision
