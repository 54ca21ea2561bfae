"""The result: draft, approve, issue, return (D12, D13); slips and result files."""

from functools import cache
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import attaching, letters, queries
from dossiers.models import DossierResult, Task, TaskKind
from dossiers.officer.bench import Bench, seen
from dossiers.officer.forms import IssueForm, ResultForm, ReturnForm, SignForm
from dossiers.officer.views._acting import answer, posted, task_named
from dossiers.officer.views._files import result_file as own_pdf
from dossiers.permissions import why_not_approve, why_not_do, why_not_return, why_not_work
from dossiers.services import money, processing, results, signing
from dossiers.signing import key_for, last_order
from payments.services import unpaid
from portal.documents import answers
from portal.documents.models import StoredFile
from portal.visits import signatures
from portal.visits.models import Signing
from portal.web.refusals import StepRefused
from portal.web.show import vnd
from procedures.queries import definition

_WIDTH = 1100


@require_http_methods(["GET", "POST"])
def draft_result(request: HttpRequest, code: str) -> HttpResponse:
    """The fields of the version's result, a negative answer with reasons, or an own PDF."""
    bench = Bench(request, code)
    told = definition(bench.dossier.version)
    living = cache(lambda: _living(bench))
    form = ResultForm(
        posted(request),
        request.FILES or None,
        told=told,
        dossier=bench.dossier,
        initial={} if request.method == "POST" else _drafted(living()),
    )

    def do() -> str:
        notes: list[str] = []
        results.draft_result(
            dossier=bench.dossier,
            notes=notes,
            officer=bench.officer,
            fields=form.values(),
            kind=form.cleaned_data["kind"],
            file=own_pdf(bench, form.cleaned_data.get("file")),
            seen=seen(request),
        )
        return " ".join(["Đã lưu dự thảo. Xem bản PDF ở đầu trang hồ sơ trước khi trình.", *notes])

    return answer(
        bench,
        "draft_result",
        form,
        do,
        stay=True,
        use="result",
        told=told,
        shown=lambda: {"living": living(), "refusal": why_not_work(bench.officer, bench.dossier)},
    )


def _living(bench: Bench) -> DossierResult | None:
    return queries.living_result(bench.dossier)


def _drafted(result: DossierResult | None) -> dict[str, object]:
    if result is None:
        return {}
    return {"kind": result.kind, "reason": result.fields.get("reason", "")} | {
        f"f-{key}": value for key, value in result.fields.items()
    }


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """The leader reads the draft and approves it, or sends it back."""
    bench = Bench(request, code)
    task = task_named(bench, lambda task: why_not_approve(bench.officer, task))
    sending_back = request.POST.get("lam") == "tra-lai"
    signs, key, no_key = key_for(bench.officer, bench.dossier)
    drafted = _living(bench)
    finished = drafted is not None and attaching.finished_elsewhere(drafted)
    if finished:
        signs, key, no_key = False, None, ""
    form = SignForm(
        posted(request),
        label="Ý kiến chỉ đạo, hoặc lý do trả lại",
        required=sending_back,
        asks_pin=key is not None and key.asks_pin,
    )

    def do() -> str:
        note = form.cleaned_data["note"]
        if sending_back:
            processing.send_back(task=task, officer=bench.officer, reason=note, seen=seen(request))
            return "Đã trả lại người thụ lý."
        if signs:
            pin = form.cleaned_data.get("pin", "")
            signing.sign_and_approve(task=task, officer=bench.officer, pin=pin, note=note, seen=seen(request))
            return "Đang ký số. Ký xong, hồ sơ tự chuyển văn thư lấy số và đóng dấu."
        processing.approve(task=task, officer=bench.officer, note=note, seen=seen(request))
        return "Đã duyệt kết quả." if finished else "Đã duyệt kết quả. Bản này chưa ký số."

    return answer(
        bench,
        "approve",
        form,
        do,
        heading="Duyệt và ký số kết quả" if signs else "Duyệt kết quả",
        button="Duyệt và ký số" if signs else "Duyệt kết quả",
        shown=lambda: {
            "living": drafted,
            "order": last_order(drafted) if signs and drafted else None,
            "key": key,
            "unsigned": not signs and not finished,
            "marks": attaching.marks_of(drafted),
            "refusal": why_not_approve(bench.officer, task) or no_key,
            **_one_way_back(bench, task, "Trả lại người thụ lý"),
        },
    )


def _one_way_back(bench: Bench, task: Task, words: str) -> dict[str, Any]:
    """The button that returns the work at once; where the version leaves a choice, a page of its own asks."""
    return {"second": ("tra-lai", words)} if len(processing.places_back(bench.dossier, task)) < 2 else {}


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """The clerk numbers and dates the approved result; the dossier is done."""
    bench = Bench(request, code)
    task = task_named(bench, lambda task: _why_not_issue(bench, task))
    sending_back = request.POST.get("lam") == "tra-lai"
    form = IssueForm(posted(request))

    def do() -> str:
        if sending_back:
            reason = form.cleaned_data["number"] or "Văn thư trả lại để sửa thể thức."
            processing.send_back(task=task, officer=bench.officer, reason=reason, seen=seen(request))
            return "Đã trả lại bước trước."
        results.issue(
            task=task, officer=bench.officer, number=form.cleaned_data["number"], seen=seen(request)
        )
        return "Đã phát hành kết quả, bộ phận một cửa sẽ trả cho người nộp."

    return answer(
        bench,
        "approve",
        form,
        do,
        shown=lambda: {
            "living": _living(bench),
            "marks": attaching.marks_of(_living(bench)),
            "refusal": _why_not_issue(bench, task),
            "order": None,
            "key": None,
        },
        heading="Phát hành kết quả",
        button="Cấp số và phát hành",
    )


def _why_not_issue(bench: Bench, task: Task) -> str:
    return why_not_do(bench.officer, task) or (
        "" if task.kind == TaskKind.ISSUE else "Không phải bước phát hành."
    )


@require_http_methods(["GET", "POST"])
def return_result(request: HttpRequest, code: str) -> HttpResponse:
    """D13: identity checked, money settled, the result handed over."""
    bench = Bench(request, code)
    charge = unpaid(subject=bench.dossier.reference, timing="at_return")
    initial = {"receiver": bench.dossier.submitter.name}
    files = request.FILES or None
    form = ReturnForm(posted(request), files, dossier=bench.dossier, owed=charge is not None, initial=initial)

    def do() -> str:
        given = form.cleaned_data
        page = seen(request)
        with transaction.atomic():  # money, signature and result together
            if charge is not None:
                if page is not None and page != bench.dossier.revision:
                    raise StepRefused("Hồ sơ vừa thay đổi. Xem lại trang rồi làm tiếp.")
                money.take_payment(
                    dossier=bench.dossier,
                    officer=bench.officer,
                    charge=charge,
                    method=given["method"],
                    card_slip=given["card_slip"],
                    key=f"desk:{charge.pk}",
                )
                page = page + 1 if page is not None else None
            results.return_result(
                dossier=bench.dossier,
                officer=bench.officer,
                receiver=given["receiver"],
                proxy=given.get("proxy", ""),
                signature=_signed(bench, form),
                receiver_number=given["receiver_number"],
                seen=page,
            )
        return f"Đã trả kết quả {bench.dossier.shown_code}."

    living = _living(bench)
    if request.method == "POST" and living is not None and living.file_id is None:
        living = letters.draw_result(living)  # the desk does not wait for a worker that was lost
    return answer(
        bench,
        "return_result",
        form,
        do,
        living=living,
        charge=charge,
        owed=vnd(charge.total_vnd) if charge else "",
        shown=lambda: {"refusal": why_not_return(bench.officer, bench.dossier)},
    )


def _signed(bench: Bench, form: ReturnForm) -> StoredFile | None:
    """The receiver's signature, kept with the dossier; None when it stands on a paper that lies at the desk."""
    signed = signatures.sign(
        subject=bench.dossier.reference,
        purpose=Signing.RETURN,
        name=form.cleaned_data["receiver"],
        given=form.given(),
        officer=bench.officer,
        words=f"Tôi đã nhận đủ kết quả của hồ sơ {bench.dossier.shown_code}.",
    )
    return signed.file


@require_safe
def signature(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """What somebody signed at the desk for this dossier."""
    bench = Bench(request, code)
    found = next((one for one in signatures.of(bench.dossier.reference) if one.pk == pk and one.file), None)
    if found is None or found.file is None:
        raise Http404("signature")
    bench.log("Xem chữ ký", found.get_purpose_display())
    return answers.serve(request, found.file, f"{bench.dossier.shown_code}-chu-ky-{pk}", inline=True)


@require_safe
def slip(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A slip as PDF; drawn now when the worker has not come to it yet."""
    bench = Bench(request, code)
    found = get_object_or_404(bench.dossier.slips, pk=pk)
    drawn = letters.draw_slip(found)
    assert drawn.file is not None
    bench.log("Tải phiếu", found.get_kind_display())
    return answers.serve(request, drawn.file, f"{bench.dossier.shown_code}-{found.kind}.pdf", inline=True)


@require_safe
def slip_page(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """One page of a slip as a picture."""
    bench = Bench(request, code)
    drawn = letters.draw_slip(get_object_or_404(bench.dossier.slips, pk=pk))
    assert drawn.file is not None
    return answers.picture(request, drawn.file, number, _WIDTH)


@require_safe
def result_page(request: HttpRequest, code: str, pk: int, number: int) -> HttpResponse:
    """One page of the result as it stands, as a picture."""
    bench = Bench(request, code)
    drawn = letters.draw_result(get_object_or_404(bench.dossier.results.filter(revoked_at=None), pk=pk))
    assert drawn.file is not None
    if number == 1:
        bench.log("Xem kết quả", drawn.title)
    answer = answers.picture(request, drawn.file, number, _WIDTH)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def result_file(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """The result as it stands, the draft as drawn, or a version that was recalled: for the office alone (NĐ 45 Đ14)."""
    bench = Bench(request, code)
    found = get_object_or_404(bench.dossier.results, pk=pk)
    drawn = letters.draw_result(found)
    assert drawn.file is not None
    bench.log("Xem kết quả đã thu hồi" if found.revoked_at else "Xem kết quả", found.title)
    return answers.serve(request, drawn.file, f"{bench.dossier.shown_code}-ket-qua.pdf", inline=True)
