"""D9: asking for papers and answers, at once or through a leader; the leader's look at the draft (T10, DL-20)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import clock
from dossiers.officer.bench import Bench, seen
from dossiers.officer.forms import NoteForm
from dossiers.officer.supplementing import SupplementForm
from dossiers.officer.views._acting import answer, at_once, posted
from dossiers.permissions import why_not_approve_supplement, why_not_request_supplement
from dossiers.services import supplement, supplement_drafts
from portal.calendars.now import now
from portal.web.show import moment


@require_http_methods(["GET", "POST"])
def request_supplement(request: HttpRequest, code: str) -> HttpResponse:
    """A list over the very papers and questions, as the citizen will see it."""
    bench = Bench(request, code)
    returned = supplement_drafts.returned_draft(bench.dossier) if bench.dossier.received_at else None
    form = SupplementForm(bench.dossier, posted(request), returned)
    due_at = clock.supply_due_at(bench.dossier, now())
    by_leader = supplement.why_a_leader(bench.officer, bench.dossier)
    told: dict[str, Any] = {
        "due_at": due_at,
        "by_leader": by_leader,
        "returned": returned,
        "use": "supplement",
    }
    if request.method == "POST" and request.POST.get("xem") == "1":
        context = bench.context(form=form, seen_value=seen(request) or bench.dossier.revision, **told)
        part = request.headers.get("X-Requested-With") == "fetch"
        name = "_supplement_preview" if part else "supplement"
        return render(request, f"dossiers/officer/{name}.html", context)

    def do() -> str:
        verb = supplement_drafts.draft_supplement if by_leader else supplement.request_supplement
        verb(
            dossier=bench.dossier,
            officer=bench.officer,
            flagged=form.flagged(),
            reason=form.cleaned_data["reason"],
            legal_ground=form.cleaned_data["legal_ground"],
            seen=seen(request),
        )
        if by_leader:
            return f"Đã trình lãnh đạo dự thảo yêu cầu bổ sung {form.count} mục. Duyệt rồi mới gửi."
        return f"Đã gửi yêu cầu bổ sung {form.count} mục, hạn {moment(due_at)}."

    refusal = why_not_request_supplement(bench.officer, bench.dossier)
    return answer(bench, "supplement", form, do, refusal=refusal, **told)


@require_http_methods(["GET", "POST"])
def approve_supplement(request: HttpRequest, code: str) -> HttpResponse:
    """The leader reads the draft as the applicant will read it, and approves or returns it."""
    bench = Bench(request, code)
    returning = request.POST.get("lam") == "tra-lai"
    form = NoteForm(posted(request), label="Ý kiến chỉ đạo, hoặc lý do trả lại", required=returning)

    def do() -> str:
        note = form.cleaned_data["note"]
        if returning:
            supplement_drafts.return_supplement(
                dossier=bench.dossier, officer=bench.officer, reason=note, seen=seen(request)
            )
            return "Đã trả lại người soạn."
        asked = supplement_drafts.approve_supplement(
            dossier=bench.dossier, officer=bench.officer, note=note, seen=seen(request)
        )
        return f"Đã duyệt, yêu cầu bổ sung đã gửi, hạn {moment(asked.due_at)}."

    refusal = why_not_approve_supplement(bench.officer, bench.dossier)
    drafted = supplement_drafts.waiting_draft(bench.dossier)
    return answer(
        bench,
        "approve_supplement",
        form,
        do,
        drafted=drafted,
        due_at=clock.supply_due_at(bench.dossier, now()) if drafted else None,
        before=supplement.asked_before(bench.dossier),
        refusal=refusal,
    )


@require_POST
def drop_supplement(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever drafted it takes it back, to write it anew or to go on without."""
    bench = Bench(request, code)

    def do() -> str:
        supplement_drafts.drop_supplement(dossier=bench.dossier, officer=bench.officer, seen=seen(request))
        return "Đã rút dự thảo yêu cầu bổ sung."

    return at_once(bench, do)
