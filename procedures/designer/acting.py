"""How a screen of the designer changes a draft: what the person saw is compared, what they typed stays."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.designer.doors import why_not_change
from procedures.drafts import ChangedMeanwhile, change_draft
from procedures.models import ProcedureVersion

_TOLD = "changed-meanwhile"


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
        say_refused(form, refusal)
        return False
    messages.success(request, f"{act}: đã lưu.")
    return True


def say_refused(form: forms.Form, refusal: StepRefused) -> None:
    """Stands above the form. Who was told that somebody else was quicker may press again: see `seen_of`."""
    code = _TOLD if isinstance(refusal, ChangedMeanwhile) else None
    form.add_error(None, ValidationError(str(refusal), code=code))


def refused(request: HttpRequest, version: ProcedureVersion) -> None:
    """Raises StepRefused where this person may not change this version."""
    if refusal := why_not_change(request, version):
        raise StepRefused(refusal)


def seen_of(request: HttpRequest, version: ProcedureVersion, form: forms.Form | None = None) -> int:
    """The revision that the person had before their eyes: of the page they post, else as it stands. With the `form`
    of a page that told them of a change, the revision of which it told."""
    if form is not None and form.has_error(NON_FIELD_ERRORS, _TOLD):
        return version.revision
    text = request.POST.get("seen", "")
    return int(text) if text.isdigit() and len(text) < 10 else version.revision
