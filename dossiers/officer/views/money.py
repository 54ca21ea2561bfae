"""D6: the proof of an exemption, and notices that ask for money while work is under way."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from dossiers.officer.bench import Bench, seen
from dossiers.officer.money_forms import ExemptionVerdictForm, ObligationForm
from dossiers.officer.views._acting import answer, posted
from dossiers.permissions import why_not_impose, why_not_judge_exemption
from dossiers.services import money
from payments.models import ClaimState, ExemptionClaim
from payments.obligations import Notice
from payments.queries import claimed_vnd, claims_of
from portal.documents import uploads
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from portal.web.show import moment, vnd

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_NO_CLAIM = "Hồ sơ này không xin miễn, giảm phí."


@require_http_methods(["GET", "POST"])
def exemption(request: HttpRequest, code: str) -> HttpResponse:
    """What is claimed, which paper proves it, and the officer's finding."""
    bench = Bench(request, code)
    claims = claims_of(bench.dossier.reference)
    pending = [one for one in claims if one.state == ClaimState.PENDING]
    claim = next(iter([*pending, *reversed(claims)]), None)
    form = ExemptionVerdictForm(posted(request))

    def do() -> str:
        if claim is None:
            raise StepRefused(_NO_CLAIM)
        granted = form.cleaned_data["ket_luan"] == "duoc"
        money.decide_exemption(
            dossier=bench.dossier,
            officer=bench.officer,
            claim=claim,
            confirm=granted,
            words=form.cleaned_data["loi"],
        )
        return "Đã ghi nhận miễn, giảm." if granted else "Đã trả lời không được miễn, giảm."

    bench.log("exemption", "kiểm tra miễn, giảm phí")
    return answer(
        bench,
        "act",
        form,
        do,
        stay=True,
        heading="Kiểm tra miễn, giảm phí",
        lead="Chưa khoản nào được bớt trước khi có người xem giấy tờ.",
        facts=_facts(claim) if claim else [],
        button="Ghi kết luận",
        refusal=_why_not(bench, claim) if claim else _NO_CLAIM,
    )


def _facts(claim: ExemptionClaim) -> list[tuple[str, str]]:
    facts = [
        ("Đối tượng", claim.label),
        ("Giấy tờ chứng minh", claim.proof or "Thủ tục không nêu"),
        ("Xin bớt", f"{vnd(claimed_vnd(claim))} trong {vnd(claim.charge.total_vnd)}"),
        ("Xin lúc", moment(claim.asked_at)),
    ]
    if claim.source:
        facts.append(("Căn cứ", claim.source))
    if claim.decided_at:
        facts.append(("Đã trả lời", f"{claim.get_state_display()}, {moment(claim.decided_at)}"))
        facts.append(("Ghi nhận", claim.seen_proof or claim.refusal))
    return facts


def _why_not(bench: Bench, claim: ExemptionClaim) -> str:
    if claim.state != ClaimState.PENDING:
        return "Đề nghị này đã được trả lời."
    return why_not_judge_exemption(bench.officer, bench.dossier)


@require_http_methods(["GET", "POST"])
def obligation(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a tax notice: the applicant is told what to pay, the clock stops."""
    bench = Bench(request, code)
    form = ObligationForm(posted(request), request.FILES or None)

    def do() -> str:
        told = form.cleaned_data
        asked = money.impose_obligation(
            dossier=bench.dossier,
            officer=bench.officer,
            notice=Notice(
                told["so"], told["ngay"], told["co_quan"], told["khoan"], told["tien"],
                file=_kept(bench, told["tep"]),
            ),
            note=told["loi_nhan"],
            seen=seen(request),
        )  # fmt: skip
        return f"Đã gửi thông báo nộp {vnd(told['tien'])}, hạn {moment(asked.due_at)}."

    return answer(
        bench,
        "act",
        form,
        do,
        heading="Thông báo nghĩa vụ tài chính",
        lead="Người nộp nhận thông báo số tiền và cách nộp. Đồng hồ dừng cho tới khi nhận được tiền.",
        button="Gửi thông báo",
        refusal=why_not_impose(bench.officer, bench.dossier),
    )


def _kept(bench: Bench, file: "UploadedFile[bytes] | None") -> StoredFile | None:
    """The notice as a checked file. Raises StepRefused when it is no paper."""
    if file is None:
        return None
    upload = uploads.receive(bench.officer.user, f"notice:{bench.dossier.reference}", file)
    if upload.stored is None:
        raise StepRefused(upload.error or "Chưa nhận được tệp. Chọn lại tệp rồi gửi.")
    return upload.stored
