"""D21: people of this desk whom no message reaches; who told them, and how, is written into the log of messages."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import telling
from portal.agencies.queries import current_officer
from portal.notifications.by_hand import HOW
from portal.web.forms import Form, TextField
from portal.web.refusals import StepRefused


class ToldForm(Form):
    """What the officer writes down about one person."""

    reference = forms.CharField(widget=forms.HiddenInput, max_length=40)
    person = forms.IntegerField(widget=forms.HiddenInput)
    how = forms.ChoiceField(label="Đã báo bằng cách nào", choices=list(HOW.items()))
    note = TextField(label="Ai nghe, lúc nào", max_length=300, required=False)


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Whom to tell, what to say, and a box for how it went."""
    officer = current_officer(request)
    rows = telling.unheard(officer)
    form = ToldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            telling.tell_by_hand(
                officer=officer, reference=said["reference"], party_id=said["person"], how=said["how"],
                note=said["note"],
            )  # fmt: skip
            messages.success(request, "Đã ghi là đã báo.")
            return redirect("officer:unheard")
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "rows": [(one, _blank(one, number)) for number, one in enumerate(rows)],
        "form": form,
    }
    return render(request, "dossiers/officer/unheard.html", context, status=422 if form.errors else 200)


def _blank(one: telling.Unheard, number: int) -> ToldForm:
    return ToldForm(
        initial={"reference": one.dossier.reference, "person": one.party.pk, "how": "phone"},
        auto_id=f"id{number}_%s",
    )
