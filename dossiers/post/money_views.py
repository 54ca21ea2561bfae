"""The money of one piece: what was to be collected, what was, what the post paid over and when; why a sum differs."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.models import PostOrder
from dossiers.post import queries
from payments import collected
from portal.accounts.models import User
from portal.agencies.queries import current_officer
from portal.web.forms import Form, LongTextField
from portal.web.refusals import StepRefused


class WhyForm(Form):
    vi_sao = LongTextField(
        label="Vì sao lệch, đã xử lý thế nào", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(Form):
    tra_loi = LongTextField(
        label="Vì sao không đồng ý", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_http_methods(["GET", "POST"])
def money(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why the sums differ, or as a second person agree to what was said or not."""
    officer = current_officer(request)
    order = queries.piece(officer, pk)
    if not order.tracking or not (order.owed_vnd or order.collected_vnd):
        raise Http404("money")
    act, sums = request.POST.get("lam", ""), queries.sums_of(order)
    why = WhyForm(request.POST if act == "noi" else None)
    answer = AnswerForm(request.POST if act in ("dong-y", "khong") else None)
    form = answer if act in ("dong-y", "khong") else why
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _done(order.tracking, sums, act, form.cleaned_data, officer.user))
            return redirect("post_money", pk=pk)
        except StepRefused as error:
            form.add_error(None, str(error))
    return render(
        request,
        "dossiers/post/money.html",
        _context(order, sums, why, answer, officer.user),
        status=_status(form),
    )


def _done(tracking: str, sums: collected.Sums, act: str, told: dict[str, Any], by: User) -> str:
    if act == "noi":
        collected.say(tracking=tracking, sums=sums, why=told["vi_sao"], by=by)
        return "Đã ghi giải trình, chờ người thứ hai đồng ý."
    agree = act == "dong-y"
    collected.decide(tracking=tracking, sums=sums, by=by, agree=agree, answer=told["tra_loi"])
    return "Đã đồng ý với giải trình." if agree else "Đã trả lại giải trình."


def _context(
    order: PostOrder, sums: collected.Sums, why: WhyForm, answer: AnswerForm, user: User
) -> dict[str, Any]:
    reasons = collected.reasons_of(str(order.tracking))
    here = [one for one in reasons if (one.owed_vnd, one.collected_vnd, one.remitted_vnd) == (
        sums.owed_vnd, sums.collected_vnd, sums.remitted_vnd)]  # fmt: skip
    waits = next((one for one in here if one.agreed is None), None)
    return {
        "one": order, "sums": sums, "parts": collected.parts_of(str(order.tracking)), "reasons": reasons,
        "waits": waits, "mine": waits is not None and waits.said_by_id == user.pk,
        "settled": not sums.differ or any(one.agreed for one in here), "why": why, "answer": answer,
    }  # fmt: skip


def _status(form: Form) -> int:
    return 422 if form.is_bound and form.errors else 200
