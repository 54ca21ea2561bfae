"""The common shape of an act: read the form, call the verb, go on to the next dossier, or say why not."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from dossiers import replies
from dossiers.models import ReplyUse, ResultKind, Task
from dossiers.officer.bench import Bench
from portal.web.refusals import StepRefused


def answer(
    bench: Bench,
    template: str,
    form: forms.Form,
    do: Callable[[], str],
    *,
    stay: bool = False,
    light: bool = False,
    shown: Callable[[], dict[str, Any]] = dict,
    **more: Any,
) -> HttpResponse:
    """Shows the page, or does the act. `do` returns the words of the toast; `shown` reads what only the page needs.

    A refusal stands above the form, what was typed stays in it. After the act the next dossier of the list
    opens, or the same one again (`stay`). A `light` act can be undone from its toast.
    """
    if bench.request.method == "POST" and form.is_valid():
        following = "" if stay else bench.next_href()
        try:
            words = do()
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(bench, words, light)
            return redirect(following or bench.href("dossier"))
    status = 422 if form.errors else 200
    if (use := more.pop("use", "")) and bench.request.method == "GET":
        more["replies"] = replies_for(bench, form, use)
    return render(
        bench.request,
        f"dossiers/officer/{template}.html",
        bench.context(form=form, **more, **shown()),
        status=status,
    )


def _say(bench: Bench, words: str, light: bool) -> None:
    """The toast of an act; its tag names the dossier whose act can be taken back."""
    messages.success(bench.request, words, extra_tags=f"undo:{bench.dossier.shown_code}" if light else "")


def at_once(bench: Bench, do: Callable[[], str], *, stay: bool = True, light: bool = False) -> HttpResponse:
    """An act without a form: done by one button of the bar."""
    following = bench.href("dossier") if stay else bench.next_href()
    try:
        _say(bench, do(), light)
    except StepRefused as refusal:
        messages.warning(bench.request, str(refusal))
        following = bench.href("dossier")
    return redirect(following)


def replies_for(bench: Bench, form: forms.Form, use: str) -> list[dict[str, str]]:
    """The templates for this act as links; the one that the address names (`mau`) stands in the form's text box."""
    path, found = bench.request.path, list(replies.of_officer(bench.officer).filter(use=use))
    chosen = next((one for one in found if str(one.pk) == bench.request.GET.get("mau")), None)
    box = next((name for name in ("reason", "note", "text", "question") if name in form.fields), None)
    if chosen is not None and box is not None:
        form.initial[box] = replies.filled(chosen.text, bench.dossier, bench.officer)
        if use == ReplyUse.RESULT:
            form.initial["kind"] = ResultKind.NEGATIVE
    kept = {key: value for key, value in bench.request.GET.items() if key != "mau"}
    return [
        {
            "name": one.name,
            "href": f"{path}?{urlencode({**kept, 'mau': one.pk})}",
            "chosen": "1" if one is chosen else "",
        }
        for one in found
    ]


def posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def task_named(bench: Bench, why_not: Callable[[Task], str]) -> Task:
    """The step that the address names (`viec`), else the first one that fits. Raises StepRefused."""
    named = bench.request.GET.get("viec", "")
    found = [task for task in bench.tasks if str(task.pk) == named] or bench.tasks
    refusals = [(why_not(task), task) for task in found]
    for refusal, task in refusals:
        if not refusal:
            return task
    raise StepRefused(refusals[0][0] if refusals else "Bước này đã xong.")
