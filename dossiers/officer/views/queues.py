"""D2: the queue, its export, and acts on many dossiers."""

import csv
import io
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dossiers import queue
from dossiers.models import Channel, DeskJobAct
from dossiers.officer import lists
from dossiers.officer.columns import COLUMNS, USUAL
from dossiers.officer.table import headings, table_rows
from dossiers.permissions import gives_work
from dossiers.services import batch, desk
from dossiers.states import OPEN, State
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import stamp
from portal.web.text import mask_number

_COLUMNS = (
    "Mã hồ sơ",
    "Chủ hồ sơ",
    "Số định danh",
    "Thủ tục",
    "Kênh",
    "Trạng thái",
    "Bước",
    "Đang ở",
    "Mốc kế tiếp",
    "Còn lại",
    "Hẹn trả",
)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One page of one view."""
    officer = current_officer(request)
    views = queue.views_of(officer)
    if code := queue.find(officer, request.GET.get("q", "")):
        return redirect("officer:dossier", code=code)
    listing = lists.read_listing(request.GET, views, str(officer.settings.get("view", "")))
    found = queue.page(
        officer,
        listing.view,
        listing.filters,
        after=queue.Key.read(request.GET.get("sau", "")),
        before=queue.Key.read(request.GET.get("truoc", "")),
    )
    rows = lists.rows_of(officer, found.rows, listing.query())
    counts = queue.counts(officer, views)
    context = {
        "listing": listing,
        "tabs": _tabs(views, counts, listing),
        "groups": lists.grouped(rows),
        "rows": rows,
        "table_rows": table_rows,
        "columns": listing.columns or USUAL,
        "headings": headings(listing.columns or USUAL),
        "all_columns": [(name, words) for name, (words, *_) in COLUMNS.items()],
        "wide": bool(set(listing.columns) - set(USUAL)),
        "usual": lists.Listing(listing.view, listing.filters).href(),
        "total": _total(officer, listing, found, counts),
        "chips_": lists.filter_words(listing, _names(rows, listing)),
        "clear": listing.href(queue.Filters()),
        "newer": listing.href(truoc=str(found.before)) if found.before else "",
        "older": listing.href(sau=str(found.after)) if found.after else "",
        "export": f"{reverse('officer:export')}?{listing.query()}",
        "channels": Channel.choices,
        "states": [(state.value, state.label) for state in OPEN],
        "procedures": _procedures(officer, listing, found),
        "holders": sorted(
            {(str(r.line.holder_officer_id), r.line.holder_name) for r in rows if r.line.holder_officer_id},
            key=lambda pair: pair[1],
        ),
        "at": now(),
        "narrowest": _narrowest(officer, listing) if not rows else None,
        "closed": queue.closed_matches(officer, listing.filters.text) if listing.filters.text else [],
        "may_accept": queue.ACCEPT in views,
        "may_assign": gives_work(officer),
        "shown_count": queue.shown_count,
        "saved": desk.saved_views(officer),
        "officer": officer,
        "save_here": f"{reverse('officer:save_view')}?{listing.query()}",
        "bulk_acts": _bulk_acts(listing.view),
    }
    return render(request, "dossiers/officer/queue.html", context)


def _procedures(officer: Officer, listing: lists.Listing, found: queue.Page) -> list[tuple[str, str]]:
    """The procedures to narrow the list by: those of all its pages, by name."""
    told = {(row.procedure_code, row.procedure_name) for row in found.rows}
    if found.before or found.after:
        told |= set(queue.procedures_of(officer, listing.view))
    return sorted(told, key=lambda pair: pair[1])


def _total(officer: Officer, listing: lists.Listing, found: queue.Page, counts: dict[str, int]) -> int:
    """How many dossiers the list has on all its pages, counted no further than every list."""
    if not any(True for _ in listing.filters.chosen()):
        return counts[listing.view.slug]
    if found.before or found.after:
        return queue.count(officer, listing.view, listing.filters)
    return len(found.rows)


def _bulk_acts(view: queue.View) -> list[tuple[str, str]]:
    """What else can be done with many rows of this view."""
    found = [(DeskJobAct.PRINT.value, "In phiếu gộp")]
    if view == queue.RETURN:
        found.append((DeskJobAct.RETURN.value, "Trả trực tuyến"))
    if view == queue.SIGN:
        found.append((DeskJobAct.APPROVE.value, "Duyệt kết quả"))
    return found


def _tabs(views: list[queue.View], counts: dict[str, int], listing: lists.Listing) -> list[dict[str, object]]:
    return [
        {
            "href": lists.Listing(view, queue.Filters(), listing.columns).href(),
            "words": view.words,
            "count": queue.shown_count(counts[view.slug]),
            "tone": view.tone if counts[view.slug] else "",
            "current": view == listing.view,
        }
        for view in views
    ]


def _names(rows: list[lists.Row], listing: lists.Listing) -> dict[str, str]:
    """Words for the chips, from the rows themselves."""
    names = {row.line.procedure_code: row.line.procedure_name for row in rows}
    for row in rows:
        if row.line.holder_officer_id:
            names[str(row.line.holder_officer_id)] = row.line.holder_name
    return names


def _narrowest(officer: Officer, listing: lists.Listing) -> dict[str, object] | None:
    """Nothing fits: which one condition to give up, and how many that would show."""
    best: dict[str, object] | None = None
    most = 0
    words = lists.filter_words(listing, {})
    for (name, _), (shown, href) in zip(listing.filters.chosen(), words, strict=True):
        left = queue.count(officer, listing.view, listing.filters.without(name))
        if left > most:
            most, best = left, {"words": shown, "href": href, "left": queue.shown_count(left)}
    return best


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered view as CSV, streamed; the identity number is masked (personal data leaves no other way)."""
    officer = current_officer(request)
    listing = lists.read_listing(request.GET, queue.views_of(officer))
    name = f"{listing.view.slug}-{now():%Y%m%d}.csv"
    answer = StreamingHttpResponse(_csv(officer, listing), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _csv(officer: Officer, listing: lists.Listing) -> Iterator[str]:
    yield "\ufeff" + _line(_COLUMNS)
    for found in queue.walk(officer, listing.view, listing.filters):
        for row in lists.rows_of(officer, found):
            d = row.line
            yield _line(
                (
                    d.code,
                    d.owner_name,
                    mask_number(d.owner_number),
                    d.procedure_name,
                    d.channel_words,
                    State(d.state).label,
                    row.step,
                    row.holder,
                    stamp(d.due),
                    row.clock.words,
                    stamp(d.due_at),
                )
            )


def _line(cells: tuple[str, ...]) -> str:
    """One line; a cell that a spreadsheet would take for a formula is made plain text."""
    buffer = io.StringIO()
    plain = [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in cells]
    csv.writer(buffer, delimiter=";").writerow(plain)
    return buffer.getvalue()


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """An act on the chosen rows, or on the whole filtered list (`tat-ca`; `giao-ca` gives it to somebody)."""
    officer = current_officer(request)
    listing = lists.read_listing(request.GET, queue.views_of(officer))
    act = DeskJobAct.ASSIGN.value if "giao-ca" in request.POST else request.POST.get("viec", "")
    if act not in DeskJobAct.values:
        raise StepRefused("Chọn việc cần làm với các hồ sơ này.")
    ids = _meant(officer, listing, request.POST)
    if act == DeskJobAct.ASSIGN and ids and not request.POST.get("cho"):
        return render(request, "dossiers/officer/assign_many.html", _choice(officer, listing, ids))
    to = queue.colleague(officer, request.POST.get("cho", "")) if act == DeskJobAct.ASSIGN else None
    try:
        job = batch.begin(officer=officer, act=act, ids=ids, to=to)
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect(listing.href())
    return redirect(f"{reverse('officer:job', args=[job.pk])}?{listing.query()}")


def _meant(officer: Officer, listing: lists.Listing, posted: QueryDict) -> list[int]:
    """The dossiers an act is for: those that were shown when it was confirmed (`ho-so`), even if they have moved
    since, so that each is told as done or as refused; else the whole list, else the ticked rows."""
    if shown := posted.get("ho-so", ""):
        return queue.keys_in_scope(officer, shown.split("."))
    if "giao-ca" in posted or posted.get("tat-ca") == "1":
        return queue.every_id(officer, listing.view, listing.filters)
    return queue.ids_in_scope(officer, posted.getlist("d"))


def _choice(officer: Officer, listing: lists.Listing, ids: list[int]) -> dict[str, object]:
    """Whom to give the chosen dossiers to, with the load of each."""
    return {
        "many": f"{reverse('officer:many')}?{listing.query()}",
        "count": len(ids),
        "most": queue.COUNT_CAP,
        "chosen": ".".join(map(str, ids)),
        "people": queue.people_for_many(officer, ids),
        "back": listing.href(),
    }


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far an act on many dossiers is; only the officer who began it sees it."""
    officer = current_officer(request)
    found = get_object_or_404(officer.desk_jobs.select_related("to__user"), pk=pk)
    listing = lists.read_listing(request.GET, queue.views_of(officer))
    context = {"job": found, "words": DeskJobAct(found.act).label, "back": listing.href()}
    return render(request, "dossiers/officer/job.html", context)
