"""D1: my day – the receipt clock first, then what is due, what others owe, what is mine."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dossiers import queue, telling
from dossiers.officer import lists
from dossiers.officer.remaining import exact_span, remaining
from dossiers.officer.ruler import ruler_of
from dossiers.officer.views.duties import has_read
from portal.agencies.models import Duty
from portal.agencies.queries import current_officer
from portal.calendars.now import now
from portal.web.show import local

_SHOWN = 8


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Everything an officer needs to begin: overdue, today, the next act."""
    officer = current_officer(request)
    if set(officer.duties) == {Duty.POSTAL_AGENT}:
        return redirect("postman")
    if request.GET.get("q"):
        return redirect(f"/lam-viec/hang-doi/?{request.GET.urlencode()}")
    views, at, time = queue.views_of(officer), now(), lists.desk_time(officer)
    counts = queue.counts(officer, views)
    wanted = [view for view in (queue.ACCEPT, queue.LATE, queue.TODAY, queue.MINE) if view in views]
    pages = queue.first_pages(officer, wanted, _SHOWN)
    rows = iter(lists.rows_of(officer, [d for found in pages.values() for d in found], time=time))
    by_view = {slug: [next(rows) for _ in found] for slug, found in pages.items()}
    sections = [
        _section(view, by_view[view.slug], counts[view.slug]) for view in wanted if by_view[view.slug]
    ]
    first = _first(by_view)
    working = time.is_working_day(local(at).date())
    closing = time.closing(local(at).date())
    context = {
        "at": at,
        "sections": sections,
        "next": first,
        "late": counts.get(queue.LATE.slug, 0),
        "today": counts.get(queue.TODAY.slug, 0),
        "shown_count": queue.shown_count,
        "closing": closing,
        "left": exact_span(max(0, time.minutes_between(at, closing))) if working and at < closing else "",
        "ruler": ruler_of(time, at, [row.line.due for row in by_view.get(queue.TODAY.slug, [])])
        if working
        else None,
        "opinions": [(task, remaining(task.due_at, at, time)) for task in queue.waiting_on_others(officer)],
        "talks": queue.unread_talks(officer),
        "read": has_read(officer),
        "unheard": telling.unheard_count(officer),
        "ahead": queue.due_by_day(officer, queue.ALL, at + timedelta(days=8)),
    }
    return render(request, "dossiers/officer/today.html", context)


_TITLES = {
    queue.ACCEPT.slug: "Đồng hồ tiếp nhận 8 giờ",
    queue.LATE.slug: "Quá hạn",
    queue.TODAY.slug: "Đến hạn hôm nay",
    queue.MINE.slug: "Việc của tôi",
}


_WORDS = {
    "accept": "tiếp nhận",
    "transfer": "chuyển cơ quan giải quyết",
    "return_result": "trả kết quả",
    "decide_withdrawal": "trả lời yêu cầu rút",
    "opinion": "cho ý kiến",
}


def _section(view: queue.View, rows: list[lists.Row], count: int) -> dict[str, object]:
    listing = lists.Listing(view, queue.Filters())
    query = listing.query()
    return {
        "title": _TITLES[view.slug],
        "rows": [(row, f"{row.href}?{query}") for row in rows],
        "count": queue.shown_count(count),
        "late": sum(row.clock.state == "late" for row in rows),
        "soon": sum(row.clock.state == "soon" for row in rows),
        "href": listing.href(),
        "tone": view.tone,
    }


def _first(by_view: dict[str, list[lists.Row]]) -> dict[str, object] | None:
    """The one next act: what is latest or due first among all that is not on hold."""
    candidates = [
        (row.line.due, slug, row)
        for slug, rows in by_view.items()
        for row in rows
        if row.clock.state != "hold"
    ]
    if not candidates:
        return None
    _, slug, row = min(candidates, key=lambda one: (one[0], one[2].line.pk))
    listing = lists.Listing(queue.BY_SLUG[slug], queue.Filters())
    words = _WORDS.get(row.line.next_due_for, row.step.lower())
    return {"row": row, "words": words, "href": f"{row.href}?{listing.query()}"}
