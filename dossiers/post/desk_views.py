"""D14: the post at the desk – order, label, hand over piece by piece, what came back, whose money is missing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers.models import PostState
from dossiers.post import handing, ordering, queries, sheets
from dossiers.signing import unsealed
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.celery import start_on_commit
from portal.documents import answers
from portal.visits import signatures
from portal.visits.forms import SigningForm
from portal.web.forms import TextField
from portal.web.refusals import StepRefused


class PostmanForm(SigningForm):
    postman = TextField(label="Họ tên bưu tá", max_length=120)
    postman_code = TextField(label="Mã bưu tá trên thẻ", max_length=30)


@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Everything in one place; a POST orders pieces or hands the ticked ones over."""
    officer = current_officer(request)
    queries.desks_of(officer)
    handing_over = request.POST.get("lam") == "giao"
    form = PostmanForm(request.POST if handing_over else None, request.FILES if handing_over else None)
    try:
        if request.POST.get("lam") == "dat":
            return _order(request, officer)
        if request.POST.get("lam") == "hoi-tien":
            start_on_commit("dossiers.ask_post_for_money")
            messages.success(request, "Đã hỏi bưu chính về tiền thu hộ bảy ngày qua; xem lại sau ít phút.")
            return redirect("post_desk")
        if form.is_bound and form.is_valid():
            ticked = queries.chosen(officer, request.POST.getlist("chon"), PostState.READY)
            made = handing.hand_over(
                orders=ticked, officer=officer, postman=form.cleaned_data["postman"],
                postman_code=form.cleaned_data["postman_code"], given=form.given(),
            )  # fmt: skip
            messages.success(request, f"Đã giao {len(ticked)} bưu gửi cho {made.postman}.")
            return redirect("post_handover", number=made.number)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    to_order, apart = queries.to_order(officer), queries.money_apart(officer)
    context: dict[str, Any] = {
        "form": form, "ticked": request.POST.getlist("chon"), "to_order": to_order, "unsealed": unsealed(to_order),
        "asked_why": queries.explained(apart),
        "waiting": queries.pieces(officer, PostState.WAITING), "ready": queries.pieces(officer, PostState.READY),
        "under_way": queries.pieces(officer, PostState.ON_WAY, PostState.CALLED),
        "returned": queries.pieces(officer, PostState.RETURNED)[:20], "apart": apart,
        "handovers": queries.handovers(officer),
    }  # fmt: skip
    return render(request, "dossiers/post/desk.html", context, status=422 if form.errors else 200)


def _order(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Each chosen dossier for itself: one that cannot be sent does not hold up the others."""
    done = 0
    for dossier in queries.dossiers_chosen(officer, request.POST.getlist("chon")):
        try:
            ordering.deliver(dossier=dossier, officer=officer)
            done += 1
        except StepRefused as refusal:
            messages.warning(request, f"{dossier.shown_code}: {refusal}")
    messages.success(request, f"Đã đặt {done} bưu gửi; mã bưu gửi có trong ít phút.")
    return redirect("post_desk")


@require_POST
def piece(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one back before the postman has it, try one again, or send one that came back once more."""
    officer = current_officer(request)
    one = queries.piece(officer, pk)
    try:
        act = request.POST.get("lam")
        if act == "bo":
            ordering.cancel(order=one)
            messages.success(request, "Đã bỏ bưu gửi.")
        elif act == "thu-lai":
            ordering.again(order=one)
            messages.success(request, "Đang đặt lại.")
        elif act == "gui-lai":
            ordering.deliver(dossier=one.dossier, officer=officer)
            messages.success(request, "Đã đặt bưu gửi mới.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("post_desk")


@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """The labels of all pieces that wait for the postman, or of the ticked ones: asked for here, drawn by a worker."""
    officer = current_officer(request)
    ready = queries.pieces(officer, PostState.READY)
    ticked = request.GET.getlist("chon")
    chosen = [one for one in ready if not ticked or str(one.pk) in ticked]
    if not chosen:
        messages.error(request, "Không có nhãn nào để in: các bưu gửi đã được giao hoặc bỏ.")
        return redirect("post_desk")
    return _drawn(officer, sheets.labels(officer, chosen))


@require_safe
def sheet(request: HttpRequest, key: str) -> HttpResponse:
    """How far it is; when it is done, the way to it. What died with its worker is asked for again."""
    officer = current_officer(request)
    queries.desks_of(officer)
    found = sheets.of(officer, key)
    if found is None and sheets.is_kept(key):
        raise Http404("sheet")
    if found is None:
        messages.warning(request, "Bản in này không còn được giữ. Bấm in lần nữa.")
        return redirect("post_desk")
    found = sheets.looked_at(found)
    words = "Bảng kê" if found.what == sheets.LIST else f"{found.total} nhãn bưu gửi"
    return render(request, "dossiers/post/sheet.html", {"sheet": found, "words": words})


@require_safe
def sheet_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """The drawn paper, to print."""
    officer = current_officer(request)
    queries.desks_of(officer)
    found = sheets.of(officer, key)
    file = sheets.file_of(found) if found else None
    if found is None or file is None:
        raise Http404("sheet")
    return answers.serve(request, file, f"{found.name}.pdf", inline=True)


def _drawn(officer: Officer, asked: sheets.Sheet) -> HttpResponse:
    """Straight to the paper when it lies there, else to the page that waits for it."""
    known = sheets.of(officer, asked.key)
    if known is None:  # no cache, so nothing can be waited for
        return _pdf(sheets.at_once(asked), f"{asked.name}.pdf")
    return redirect("post_sheet_file" if known.file else "post_sheet", key=asked.key)


@require_safe
def handover(request: HttpRequest, number: str) -> HttpResponse:
    """The signed list, on screen."""
    made = queries.handover(current_officer(request), number)
    signed = signatures.of(made.number)
    pieces = list(made.orders.select_related("dossier").order_by("tracking"))
    context = {"made": made, "pieces": pieces, "signed": signed[0] if signed else None}
    return render(request, "dossiers/post/handover.html", context)


@require_safe
def handover_pdf(request: HttpRequest, number: str) -> HttpResponse:
    officer = current_officer(request)
    return _drawn(officer, sheets.handing_over(officer, queries.handover(officer, number)))


@require_safe
def handover_signature(request: HttpRequest, number: str) -> HttpResponseBase:
    """What the postman signed."""
    made = queries.handover(current_officer(request), number)
    file = next((one.file for one in signatures.of(made.number) if one.file), None)
    if file is None:
        raise Http404("signature")
    return answers.serve(request, file, f"{made.number}-chu-ky", inline=True)


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
