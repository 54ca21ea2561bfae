"""The other tabs of a dossier: talk, steps, history, deadline, copy."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import journal, standing
from dossiers.explaining import explain
from dossiers.models import JournalEntry, TaskKind
from dossiers.officer.bench import Bench
from dossiers.officer.drawing import nodes_of, picture_of
from dossiers.officer.forms import TalkForm
from dossiers.officer.views._acting import posted, replies_for
from dossiers.services import reminders, undoing
from dossiers.services.talk import say
from dossiers.states import State
from dossiers.verbs import done
from portal.visits import signatures
from portal.web.refusals import StepRefused
from procedures import eform
from procedures.queries import definition


@require_http_methods(["GET", "POST"])
def talk(request: HttpRequest, code: str) -> HttpResponse:
    """What was said inside the dossier; a note may be kept from the applicant."""
    bench = Bench(request, code, "talk")
    form = TalkForm(posted(request))
    if form.is_valid():
        try:
            say(dossier=bench.dossier, user=bench.officer.user, **form.cleaned_data)
            messages.success(request, "Đã gửi lời nhắn.")
            return redirect(bench.href("talk"))
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    talks = bench.dossier.talks.select_related("author").order_by("-id")
    status = 422 if form.errors else 200
    return _tab(
        bench, "talk", form=form, talks=talks, status=status, replies=replies_for(bench, form, "talk")
    )


@require_safe
def steps(request: HttpRequest, code: str) -> HttpResponse:
    """The step graph of the version with what has happened on it; the same facts in a table."""
    bench = Bench(request, code, "steps")
    done_tasks = bench.dossier.tasks.select_related("agency", "officer__user").order_by("id")
    nodes = nodes_of(bench.dossier, list(done_tasks), bench.at)
    told = reminders.reminders_of(bench.dossier)
    opinions = [(task, told.get(task.pk, [])) for task in done_tasks if task.kind == TaskKind.CONSULT]
    shares = standing.responsibility(bench.dossier)
    visits = bench.dossier.visits.select_related("agency").prefetch_related("photos").order_by("-id")
    picture = picture_of(bench.dossier, nodes)
    return _tab(bench, "steps", nodes=nodes, picture=picture, shares=shares, visits=visits, opinions=opinions)


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """The journal, newest first, and whether its chain is whole."""
    bench = Bench(request, code, "history")
    rows = list(bench.dossier.journal.order_by("-number"))
    earlier = [row.due_at for row in rows[1:]] + [None]
    entries = [
        {
            "title": done(entry.verb),
            "at": entry.at,
            "who": ", ".join(filter(None, (entry.actor, entry.actor_title, entry.agency_name))),
            "text": entry.note or _handed_on(entry),
            "state": "" if entry.from_state == entry.to_state else State(entry.to_state).label,
            "number": entry.number,
            "hash": entry.hash,
            "due_at": entry.due_at,
            "moved_from": before if entry.due_at != before else None,
        }
        for entry, before in zip(rows, earlier, strict=True)
    ]
    last = rows[0] if rows else None
    undo = not undoing.why_not_undo(bench.officer, bench.dossier, last)
    signed = signatures.of(bench.dossier.reference)
    broken = journal.first_break(bench.dossier)
    recalled = list(bench.dossier.results.exclude(revoked_at=None).select_related("revoked_by__user"))
    told: dict[str, Any] = {
        "entries": entries,
        "broken": broken,
        "undo": undo,
        "signed": signed,
        "recalled": recalled,
    }
    return _tab(bench, "history", **told)


def _handed_on(entry: JournalEntry) -> str:
    """From whom to whom work went that its holder left behind."""
    if entry.verb != "hand_over" or not entry.data.get("from_name"):
        return ""
    return f"Của {entry.data['from_name']}, chuyển cho {entry.data.get('to_name') or 'cả tổ'}"


@require_safe
def deadline(request: HttpRequest, code: str) -> HttpResponse:
    """Why the result is due when it is, day by day."""
    bench = Bench(request, code, "deadline")
    return _tab(bench, "deadline", explanation=explain(bench.dossier))


@require_safe
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """One key per answer, in the order of the form; for systems that are not connected."""
    bench = Bench(request, code, "copy")
    bench.log("Chép nội dung khai", "Nhập vào hệ thống khác")
    sections = [
        {"title": page.section or page.page.title, "rows": [(row.label, row.text) for row in page.rows]}
        for page in eform.shown(definition(bench.dossier.version), bench.dossier.answers, eform.at_desk())
    ]
    return _tab(bench, "copy", sections=sections)


def _tab(bench: Bench, name: str, status: int = 200, **more: Any) -> HttpResponse:
    return render(bench.request, f"dossiers/officer/tab_{name}.html", bench.context(**more), status=status)
