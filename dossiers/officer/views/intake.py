"""D6, D10: accept, refuse; money at the desk."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.explaining import if_accepted
from dossiers.models import Dossier
from dossiers.officer.bench import Bench, seen
from dossiers.officer.forms import NoteForm, PayForm, ReasonForm
from dossiers.officer.views._acting import answer, at_once, posted
from dossiers.permissions import (
    why_not_accept,
    why_not_refuse,
)
from dossiers.services import intake, money
from payments.models import Charge
from payments.queries import owed_vnd, waiting_claim
from payments.services import charges_of, unpaid
from portal.web.forms import Form
from portal.web.refusals import StepRefused
from portal.web.show import moment, vnd


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Shows the appointment before anything is pressed; takes what is due now; hands over in the same act."""
    bench = Bench(request, code)
    charge = unpaid(subject=bench.dossier.reference, timing="at_receipt")
    form: Any = PayForm(posted(request)) if charge else Form(posted(request))

    def do() -> str:
        _accept(bench, charge, form.cleaned_data.get("method", ""), form.cleaned_data.get("card_slip", ""))
        return accepted_words(bench.dossier)

    return answer(
        bench,
        "accept",
        form,
        do,
        charge=charge,
        tab="dossier",
        shown=lambda: {
            "refusal": why_not_accept(bench.officer, bench.dossier),
            "explanation": if_accepted(bench.dossier, bench.at),
            "owed_vnd": owed_vnd(charge) if charge else 0,
            "claim": waiting_claim(charge) if charge else None,
        },
    )


def _accept(bench: Bench, charge: Charge | None, method: str, slip: str) -> None:
    """Money and acceptance together or not at all; `seen` guards the first of the two steps."""
    page = seen(bench.request)
    only = bench.request.POST.get("chi-tiep-nhan") == "1"
    verb = intake.accept if only else intake.accept_and_transfer
    if charge is None:
        verb(dossier=bench.dossier, officer=bench.officer, seen=page)
        return
    if page is not None and page != bench.dossier.revision:
        raise StepRefused("Hồ sơ vừa thay đổi. Xem lại trang rồi làm tiếp; những gì bạn gõ vẫn còn.")
    with transaction.atomic():
        money.take_payment(
            dossier=bench.dossier,
            officer=bench.officer,
            charge=charge,
            method=method,
            card_slip=slip,
            key=f"desk:{charge.pk}",
        )
        page = page + 1 if page is not None else None
        verb(dossier=bench.dossier, officer=bench.officer, seen=page)


def accepted_words(dossier: Dossier) -> str:
    """The toast: code, appointment, and the slip to print."""
    slip = dossier.slips.filter(kind="receipt").last()
    due = f", hẹn trả {moment(dossier.due_at)}" if dossier.due_at else ""
    if slip is None:
        return f"Đã tiếp nhận {dossier.code}{due}."
    return format_html(
        'Đã tiếp nhận {}{}. <a href="{}" target="_blank" rel="noopener">In giấy hẹn</a>',
        dossier.code,
        due,
        reverse("officer:slip", args=[dossier.code, slip.pk]),
    )


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """D10: not taken, with the reason in writing."""
    bench = Bench(request, code)
    form = ReasonForm(
        posted(request),
        label="Lý do không tiếp nhận",
        hint="Nêu rõ điều nào, khoản nào; người nộp đọc nguyên văn và nhận phiếu từ chối.",
    )

    def do() -> str:
        intake.refuse(
            dossier=bench.dossier,
            officer=bench.officer,
            reason=form.cleaned_data["reason"],
            seen=seen(request),
        )
        return f"Đã từ chối {bench.dossier.shown_code}, người nộp đã được báo."

    refusal = why_not_refuse(bench.officer, bench.dossier)
    return answer(
        bench,
        "act",
        form,
        do,
        heading="Từ chối tiếp nhận",
        lead="Hồ sơ kết thúc tại đây. Nếu chỉ thiếu giấy tờ, hãy yêu cầu bổ sung.",
        button="Từ chối và gửi phiếu",
        use="refuse",
        refusal=refusal,
    )


@require_POST
def transfer(request: HttpRequest, code: str) -> HttpResponse:
    """Hands the accepted dossier to the agency that decides."""
    bench = Bench(request, code)

    def do() -> str:
        intake.transfer(dossier=bench.dossier, officer=bench.officer, seen=seen(request))
        return f"Đã chuyển {bench.dossier.code} cho {bench.dossier.competent_agency}."

    return at_once(bench, do, stay=False)


@require_http_methods(["GET", "POST"])
def request_payment(request: HttpRequest, code: str) -> HttpResponse:
    """Work waits for money; the clock stops."""
    bench = Bench(request, code)
    form = NoteForm(posted(request), label="Lời nhắn kèm yêu cầu nộp tiền")

    def do() -> str:
        asked = money.request_payment(
            dossier=bench.dossier, officer=bench.officer, note=form.cleaned_data["note"], seen=seen(request)
        )
        return f"Đã gửi yêu cầu nộp tiền, hạn {moment(asked.due_at)}."

    return answer(
        bench,
        "act",
        form,
        do,
        heading="Yêu cầu nộp tiền",
        lead="Người nộp nhận thông báo số tiền và cách nộp. Đồng hồ dừng cho tới khi nhận được tiền.",
        button="Gửi yêu cầu nộp tiền",
        refusal="",
    )


@require_http_methods(["GET", "POST"])
def take_payment(request: HttpRequest, code: str) -> HttpResponse:
    """Money taken at the counter for the charge that is waited for."""
    bench = Bench(request, code)
    owed = [charge for charge in charges_of(bench.dossier.reference) if charge.settled_at is None]
    charge = owed[0] if owed else None
    owed_now = owed_vnd(charge) if charge else 0
    form = PayForm(posted(request))

    def do() -> str:
        if charge is None:
            raise StepRefused("Hồ sơ này không còn khoản nào phải nộp.")
        money.take_payment(
            dossier=bench.dossier,
            officer=bench.officer,
            charge=charge,
            method=form.cleaned_data["method"],
            card_slip=form.cleaned_data["card_slip"],
            key=f"desk:{charge.pk}",
        )
        return f"Đã thu {vnd(owed_now)}."

    return answer(
        bench,
        "act",
        form,
        do,
        stay=True,
        heading="Thu tiền",
        lead=f"Phải thu {vnd(owed_now)}." if charge else "",
        button=f"Thu {vnd(owed_now)}" if charge else "Thu tiền",
        refusal="" if charge else "Hồ sơ này không còn khoản nào phải nộp.",
        charge=charge,
        poster=charge.reference if charge else "",
    )
