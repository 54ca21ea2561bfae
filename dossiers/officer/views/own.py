"""What an officer arranges: saved views, reply templates (D17), absence with a deputy, the load of the team."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import queue, replies
from dossiers.models import ReplyUse
from dossiers.officer import lists
from dossiers.officer.views._acting import posted
from dossiers.services import desk
from portal.agencies import absence
from portal.agencies.queries import current_officer
from portal.web.forms import Form, LongTextField, TextField
from portal.web.refusals import StepRefused


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """The list that stands in the address, under a name."""
    officer = current_officer(request)
    listing = lists.read_listing(request.GET, queue.views_of(officer))
    try:
        kept = desk.save_view(
            officer=officer,
            name=request.POST.get("ten", ""),
            query=listing.query(),
            shared=request.POST.get("chung") == "1",
        )
        messages.success(request, f"Đã lưu chế độ xem “{kept.name}”.")
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect(listing.href())


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    officer = current_officer(request)
    try:
        desk.drop_view(officer=officer, pk=pk)
        messages.success(request, "Đã xoá chế độ xem.")
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("officer:queue")


class ReplyForm(Form):
    use = forms.ChoiceField(label="Dùng khi", choices=ReplyUse.choices)
    name = TextField(label="Tên mẫu", max_length=80)
    text = LongTextField(label="Nội dung", max_length=2000)
    shared = forms.BooleanField(label="Cả đơn vị cùng dùng", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 6


@require_http_methods(["GET", "POST"])
def reply_list(request: HttpRequest) -> HttpResponse:
    """One's own templates and the team's; a new one at the side, or one's own written anew (`?sua=`)."""
    officer = current_officer(request)
    edited = request.GET.get("sua", "")
    own = officer.reply_templates.filter(pk=edited).first() if edited.isdigit() and len(edited) < 19 else None
    begin = {"use": own.use, "name": own.name, "text": own.text, "shared": own.agency_id} if own else {}
    form = ReplyForm(posted(request), initial=begin)
    if form.is_valid():
        try:
            desk.keep_reply(officer=officer, **form.cleaned_data, pk=own.pk if own else None)
            messages.success(request, "Đã lưu mẫu trả lời.")
            return redirect("officer:replies")
        except StepRefused as refusal:
            form.add_error("text", str(refusal))
    context = {
        "form": form,
        "own": own,
        "replies": replies.of_officer(officer),
        "officer": officer,
        "places": [(name, words) for name, (words, _) in replies.PLACES.items()],
    }
    return render(request, "dossiers/officer/replies.html", context, status=422 if form.errors else 200)


@require_POST
def drop_reply(request: HttpRequest, pk: int) -> HttpResponse:
    officer = current_officer(request)
    get_object_or_404(replies.of_officer(officer), pk=pk)
    try:
        desk.drop_reply(officer=officer, pk=pk)
        messages.success(request, "Đã xoá mẫu trả lời.")
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("officer:replies")


class AbsenceForm(Form):
    taker: Any = forms.ModelChoiceField(queryset=None, label="Người làm thay", empty_label="Chọn đồng nghiệp")
    starts_on = forms.DateField(
        label="Từ ngày",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Chọn ngày đầu", "invalid": "Ngày phải ghi như 24/10/2026"},
    )
    ends_on = forms.DateField(
        label="Đến hết ngày",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Chọn ngày cuối", "invalid": "Ngày phải ghi như 24/10/2026"},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = people  # type: ignore[attr-defined]
        self.fields["taker"].error_messages["required"] = "Chọn người làm thay"


@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Absent from a day to a day; a colleague of the agency acts with all one's duties until it ends by itself."""
    officer = current_officer(request)
    form = AbsenceForm(posted(request), people=absence.deputies(officer))
    if form.is_valid():
        try:
            absence.be_away(giver=officer, **form.cleaned_data)
            messages.success(request, f"{form.cleaned_data['taker']} làm thay bạn trong những ngày ấy.")
            return redirect("officer:away")
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "given": absence.given_by(officer), "taken": absence.taken_by(officer)}
    return render(request, "dossiers/officer/away.html", context, status=422 if form.errors else 200)


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """Back earlier: everything handed over ends now."""
    officer = current_officer(request)
    absence.be_back(giver=officer)
    messages.success(request, "Bạn đã nhận lại việc của mình.")
    return redirect("officer:away")


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """How much each colleague has open, how much of it is late, who is away."""
    officer = current_officer(request)
    people = queue.load_of_team(officer)
    gone = absence.away_now([person.pk for person in people])
    return render(request, "dossiers/officer/load.html", {"people": people, "away": gone})
