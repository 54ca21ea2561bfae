"""Received, signed and handed over while the person waits: same-day procedures (DL-8.2)."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from dossiers.officer.bench import Bench, seen
from dossiers.officer.forms import AtOnceForm
from dossiers.officer.views._acting import answer, posted
from dossiers.officer.views._files import result_file
from dossiers.permissions import why_not_give_at_once
from dossiers.services import at_once, money
from payments.queries import owed_vnd
from payments.services import charges_of
from portal.web.refusals import StepRefused


@require_http_methods(["GET", "POST"])
def give_at_once(request: HttpRequest, code: str) -> HttpResponse:
    """Money, receipt, result and hand-over on one page, together or not at all."""
    bench = Bench(request, code)
    owed = [charge for charge in charges_of(bench.dossier.reference) if charge.settled_at is None]
    form = AtOnceForm(
        posted(request),
        request.FILES or None,
        signers=at_once.signers(bench.dossier, bench.officer),
        owed_vnd=sum(owed_vnd(charge) for charge in owed),
        initial={"receiver": bench.dossier.submitter.name},
    )

    def do() -> str:
        given, page = form.cleaned_data, seen(request)
        file = result_file(bench, given["file"])
        assert file is not None
        if page is not None and page != bench.dossier.revision:
            raise StepRefused("Hồ sơ vừa thay đổi. Xem lại trang rồi làm tiếp; những gì bạn gõ vẫn còn.")
        with transaction.atomic():
            for charge in owed:
                money.take_payment(
                    dossier=bench.dossier,
                    officer=bench.officer,
                    charge=charge,
                    method=given["method"],
                    card_slip=given["card_slip"],
                    key=f"desk:{charge.pk}",
                )
            at_once.give_at_once(
                dossier=bench.dossier,
                officer=bench.officer,
                signer=given["signer"],
                file=file,
                receiver=given["receiver"],
                receiver_number=given["receiver_number"],
                proxy=given["proxy"],
                number=given["number"],
                slip=given["slip"],
            )
        return f"Đã tiếp nhận và trả kết quả {bench.dossier.code}."

    return answer(
        bench,
        "act",
        form,
        do,
        heading="Tiếp nhận và trả ngay",
        lead="Thủ tục giải quyết trong ngày: nhận hồ sơ, lãnh đạo ký, trao kết quả trong một lượt. Hồ sơ vẫn có mã và "
        "được tính như mọi hồ sơ.",
        button="Tiếp nhận và trả kết quả",
        refusal=why_not_give_at_once(bench.officer, bench.dossier),
    )
