"""D14: what the post brought to the centre – arrived, opened, matched, taken in; the agent's own small desk."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.post import arriving, postman, queries
from portal.accounts.numbers import normal_phone, phone_problem
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.calendars.now import now
from portal.visits import arrivals
from portal.visits.models import Arrival, ArrivalKind
from portal.web.forms import Form, TextField
from portal.web.refusals import StepRefused

_AT_DESK = [(kind.value, kind.label) for kind in ArrivalKind]


class ArrivalForm(Form):
    """A cover as it lies on the table."""

    loai = forms.ChoiceField(label="Loại", choices=_AT_DESK)
    ma = TextField(label="Mã bưu gửi trên bì", max_length=30, required=False)
    nguoi_gui = TextField(label="Người gửi", max_length=200)
    dien_thoai = TextField(label="Điện thoại người gửi", max_length=20, required=False)

    def clean_dien_thoai(self) -> str:
        text = str(self.cleaned_data["dien_thoai"])
        if text and (problem := phone_problem(text)):
            raise forms.ValidationError(problem)
        return normal_phone(text) if text else ""


@require_http_methods(["GET", "POST"])
def arrived(request: HttpRequest) -> HttpResponse:
    """Everything that came and is not done with, by term; a POST notes one more."""
    officer = current_officer(request)
    desks = queries.desks_of(officer)
    form = ArrivalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            one = arrivals.note(
                agency=officer.agency, officer=officer, kind=said["loai"], sender=said["nguoi_gui"],
                tracking=said["ma"], phone=said["dien_thoai"],
            )  # fmt: skip
            messages.success(request, f"Đã ghi {one.tracking or one.sender}.")
            return redirect("post_arrivals")
        except StepRefused as refusal:
            form.add_error("ma", str(refusal))
    rows = list(arrivals.open_at(desks)[:200])
    ended = arrivals.ended_at(desks)
    context = {
        "form": form, "rows": rows, "ended": ended, "at": now(),
        "dossiers": arriving.dossiers_of([*rows, *ended]),
    }  # fmt: skip
    return render(request, "dossiers/post/arrivals.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """One cover and the acts that are its turn."""
    officer = current_officer(request)
    one = get_object_or_404(arrivals.all_at(queries.desks_of(officer)), pk=pk)
    problem = ""
    if request.method == "POST":
        try:
            return _act(request, one, officer)
        except StepRefused as refusal:
            problem = str(refusal)
            one.refresh_from_db()
    context = {
        "one": one, "problem": problem, "typed": request.POST, "at": now(),
        "dossier": arriving.dossiers_of([one]).get(one.subject),
    }  # fmt: skip
    return render(request, "dossiers/post/arrival.html", context, status=422 if problem else 200)


def _act(request: HttpRequest, one: Arrival, officer: Officer) -> HttpResponse:
    verb, said = request.POST.get("lam"), request.POST
    if verb == "mo":
        arrivals.open_cover(one, officer, said.get("trong_bi", ""))
    elif verb == "gan":
        arriving.match(one, officer, said.get("ma_ho_so", ""))
    elif verb == "nhan":
        arriving.take_in(one, officer)
    elif verb == "gui-tra":
        arrivals.send_back(one, officer, said.get("vi_sao", ""))
    else:
        raise Http404("act")
    one.refresh_from_db()
    messages.success(request, f"{one.tracking or one.sender}: {one.get_state_display().lower()}.")
    return redirect("post_arrivals") if one.ended_at else redirect("post_arrival", pk=one.pk)


@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The agent's desk: what they took in, what became of it, whose papers are still with them."""
    officer = current_officer(request)
    postman.desks_of(officer)
    rows = arriving.begun_by(officer)
    if request.method == "POST":
        ticked = [one for one in rows if str(one.pk) in request.POST.getlist("chon")]
        try:
            number = arriving.hand_over(officer=officer, dossiers=ticked)
            messages.success(request, f"Đã lập bảng kê {number}, {len(ticked)} hồ sơ. Quầy đếm rồi xác nhận.")
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("postman_mine")
    covers = arriving.handed(rows)
    context: dict[str, Any] = {
        "drafts": [one for one in rows if one.state == "draft"],
        "with_me": [one for one in rows if one.state != "draft" and one.reference not in covers],
        "handed": [(one, covers[one.reference]) for one in rows if one.reference in covers],
    }
    return render(request, "dossiers/post/mine.html", context)
