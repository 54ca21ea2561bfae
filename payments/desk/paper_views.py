"""Budget vouchers on paper: one officer enters the slip, a second one compares it and books it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from payments import paper, queries
from payments.desk import forms
from payments.desk.guard import keeps_money
from payments.models import PaperState
from payments.permissions import charges_for, papers_for, why_not_check_paper
from portal.agencies.models import Officer
from portal.documents import answers, uploads
from portal.documents.signing import looking
from portal.documents.uploads import UploadRefused
from portal.web.refusals import StepRefused


@require_http_methods(["GET", "POST"])
@keeps_money
def paper_new(request: HttpRequest, officer: Officer, reference: str) -> HttpResponse:
    """Enter a slip as it stands on the paper, with its picture."""
    charge = get_object_or_404(charges_for(officer), reference=reference)
    form = forms.PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            upload = uploads.receive(officer.user, f"voucher:{charge.reference}", told["tep"])
            if upload.stored is None:
                raise StepRefused(upload.error or "Chưa nhận được tệp. Chọn lại tệp rồi gửi.")
            slip = paper.Slip(told["so"], told["noi_nop"], told["ngay"], told["so_tien"], upload.stored)
            return redirect("money:paper", pk=paper.hand_in(charge=charge, slip=slip, by=officer.user).pk)
        except UploadRefused as error:
            form.add_error("tep", str(error))
        except StepRefused as error:
            form.add_error(None, str(error))
    context = {"charge": charge, "form": form, "owed_vnd": queries.owed_vnd(charge)}
    return render(request, "payments/paper_new.html", context)


@require_http_methods(["GET", "POST"])
@keeps_money
def paper_voucher(request: HttpRequest, officer: Officer, pk: int) -> HttpResponse:
    """One slip beside its charge; the second person books or refuses it."""
    found = get_object_or_404(papers_for(officer), pk=pk)
    form, why_not = forms.CheckPaperForm(request.POST or None), why_not_check_paper(officer, found)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            if why_not:
                raise StepRefused(why_not)
            good = request.POST.get("lam") == "nhan"
            paper.decide(voucher=found, by=officer.user, good=good, why=form.cleaned_data["vi_sao"])
            return redirect("money:charge", reference=found.charge.reference)
        except StepRefused as error:
            refusal = str(error)
    context = {
        "paper": found,
        "form": form if found.state == PaperState.WAITING else None,
        "refusal": refusal,
        "why_not": why_not,
        "owed_vnd": queries.owed_vnd(found.charge),
        "signed": looking.signatures_in([found.file]).get(found.file_id),
    }
    return render(request, "payments/paper.html", context)


@require_safe
@keeps_money
def paper_file(request: HttpRequest, officer: Officer, pk: int) -> HttpResponseBase:
    """The picture of the slip."""
    found = get_object_or_404(papers_for(officer), pk=pk)
    return answers.serve(request, found.file, f"chung-tu-{found.pk}", inline=True)
