"""What is done when something did not go as promised: apology, correction of a result, undoing, field verification."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from dossiers.models import DossierResult, FieldVisit
from dossiers.officer.bench import Bench, seen
from dossiers.officer.forms import ReasonForm
from dossiers.officer.moments import ApologyForm, CorrectionForm, MinutesForm, VisitForm, shown
from dossiers.officer.views._acting import answer, at_once, posted
from dossiers.officer.views._files import picture, result_file
from dossiers.permissions import why_not_apologise, why_not_correct, why_not_work
from dossiers.services import apologies, corrections, undoing, visits
from dossiers.signing import correcting, key_for, why_not_signed
from portal.documents.signing import orders
from portal.web.refusals import StepRefused
from portal.web.show import moment
from procedures.queries import definition


@require_http_methods(["GET", "POST"])
def apologise(request: HttpRequest, code: str) -> HttpResponse:
    """D11: the letter as drafted by the system, changed and approved by the head; others keep the draft."""
    bench = Bench(request, code)
    dossier = bench.dossier
    draft = dossier.apologies.filter(dropped_at=None).first()
    approves = not why_not_apologise(bench.officer, dossier)
    begin = {"cause": draft.cause, "reason": draft.reason, **shown(draft.new_due_at)} if draft else {}
    if draft is None and dossier.due_at is not None:
        begin = shown(apologies.proposed(dossier))
    form = ApologyForm(posted(request), initial=begin)
    if request.method == "POST" and request.POST.get("lam") == "bo":
        return at_once(bench, lambda: _drop(bench))

    def do() -> str:
        told = {
            "dossier": dossier,
            "officer": bench.officer,
            "cause": form.cleaned_data["cause"],
            "reason": form.cleaned_data["reason"],
            "new_due_at": form.moment(),
        }
        if not approves:
            apologies.draft_apology(**told)
            return "Đã lưu dự thảo, chờ lãnh đạo duyệt."
        apologies.apologise(**told, seen=seen(request))
        return f"Đã xin lỗi và hẹn lại {dossier.shown_code}, văn bản đã công khai."

    refusal = "" if approves else why_not_work(bench.officer, dossier)
    if draft is not None and draft.approved_at is not None:
        refusal = apologies.ONCE
    return answer(
        bench,
        "act",
        form,
        do,
        stay=True,
        heading="Xin lỗi và hẹn lại",
        lead="Chỉ hẹn lại được một lần. Văn bản gửi người nộp và công khai, tên được che.",
        facts=[("Hẹn trả", moment(dossier.due_at)), ("Hẹn lần đầu", moment(dossier.original_due_at))]
        if dossier.due_at
        else [],
        button="Duyệt và gửi" if approves else "Lưu dự thảo",
        use="apology",
        refusal=refusal,
        second=("bo", "Bỏ dự thảo") if approves and draft and draft.approved_at is None else None,
    )


def _drop(bench: Bench) -> str:
    apologies.drop_apology(dossier=bench.dossier, officer=bench.officer)
    return "Đã bỏ dự thảo xin lỗi."


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """T24: the old version is recalled and a new one issued, in one act."""
    bench = Bench(request, code)
    old = bench.dossier.results.filter(revoked_at=None, issued_on__isnull=False).first()
    labels = [
        (wanted.id, wanted.label)
        for wanted in definition(bench.dossier.version).result.fields
        if wanted.source != "computed"
    ]
    begin = {f"f-{key}": value for key, value in old.fields.items()} if old else {}
    signs, key, no_key = key_for(bench.officer, bench.dossier)
    form = CorrectionForm(
        posted(request), request.FILES or None, labels=labels, initial=begin,
        signs=signs, asks_pin=key is not None and key.asks_pin,
    )  # fmt: skip

    def do() -> str:
        if request.POST.get("lam") == "thu-hoi":
            corrections.recall_result(
                dossier=bench.dossier,
                officer=bench.officer,
                reason=form.cleaned_data["reason"],
                seen=seen(request),
            )
            return "Đã thu hồi kết quả."
        file = result_file(bench, form.cleaned_data.get("file"))
        told: dict[str, Any] = {
            "dossier": bench.dossier, "officer": bench.officer, "reason": form.cleaned_data["reason"],
            "fields": form.values(), "file": file, "seen": seen(request),
        }  # fmt: skip
        if signs and (file is None or why_not_signed(bench.dossier, file)):
            corrections.sign_correction(**told, pin=form.cleaned_data.get("pin", ""))
            return "Đang ký số bản mới. Ký xong, bản cũ bị thu hồi, bản mới có số và dấu của cơ quan."
        corrections.correct_result(**told)
        return "Đã thu hồi bản cũ và phát hành bản mới."

    return answer(
        bench,
        "act",
        form,
        do,
        stay=True,
        heading="Đính chính kết quả",
        lead="Bản cũ hết giá trị khi bản mới được ký số, và được giữ để tra cứu. Bản mới có số và mã xác minh mới."
        if signs
        else "Bản cũ hết giá trị ngay, được giữ để tra cứu. Bản mới có số và mã xác minh mới.",
        facts=_in_force(old) if old else [],
        button="Ký số, thu hồi và phát hành bản mới" if signs else "Thu hồi và phát hành bản mới",
        refusal=why_not_correct(bench.officer, bench.dossier) or no_key,
        second=("thu-hoi", "Chỉ thu hồi") if bench.dossier.returned_at else None,
    )


def _in_force(old: DossierResult) -> list[tuple[str, str]]:
    """What is to be replaced, and how the last try to sign its successor stands."""
    facts = [("Bản đang có hiệu lực", f"{old.title}, số {old.number}")]
    order = orders.last(correcting(old))
    if order is not None:
        facts.append(("Lần ký gần nhất", order.reason or order.get_state_display()))
    return facts


@require_POST
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Takes back the light act just done."""
    bench = Bench(request, code)

    def do() -> str:
        task = undoing.undo(dossier=bench.dossier, officer=bench.officer)
        return f"Đã hoàn tác: bước {task.title} về chỗ cũ."

    return at_once(bench, do)


@require_http_methods(["GET", "POST"])
def call_visit(request: HttpRequest, code: str) -> HttpResponse:
    """Time, place, people and agenda of a verification; the applicant hears at once."""
    bench = Bench(request, code)
    form = VisitForm(posted(request))

    def do() -> str:
        given = form.cleaned_data
        visits.call_visit(
            dossier=bench.dossier,
            officer=bench.officer,
            starts_at=form.moment(),
            place=given["place"],
            people=given["people"],
            agenda=given["agenda"],
        )
        return "Đã hẹn xác minh và báo người nộp."

    return answer(
        bench,
        "act",
        form,
        do,
        stay=True,
        heading="Hẹn xác minh thực tế",
        lead="Đồng hồ của hồ sơ vẫn chạy. Người nộp nhận thời gian, địa điểm và nội dung.",
        button="Hẹn và báo người nộp",
        refusal=why_not_work(bench.officer, bench.dossier),
    )


@require_http_methods(["GET", "POST"])
def record_visit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Who was there, the minutes, pictures."""
    bench = Bench(request, code)
    visit: FieldVisit = get_object_or_404(bench.dossier.visits.select_related("agency"), pk=pk)
    form = MinutesForm(posted(request), request.FILES or None)

    def do() -> str:
        named = [form.cleaned_data.get(f"photo{n}") for n in (1, 2, 3)]
        photos = [(stored, file.name or "ảnh") for file in named if file and (stored := picture(bench, file))]
        visits.record_visit(
            visit=visit,
            officer=bench.officer,
            came=form.cleaned_data["came"],
            minutes=form.cleaned_data["minutes"],
            photos=photos,
        )
        return "Đã ghi biên bản xác minh."

    return answer(
        bench,
        "act",
        form,
        do,
        stay=True,
        heading="Biên bản xác minh thực tế",
        facts=[
            ("Thời gian", moment(visit.starts_at)),
            ("Địa điểm", visit.place),
            ("Thành phần", visit.people),
            ("Nội dung", visit.agenda),
        ],
        button="Ghi biên bản",
        refusal=why_not_work(bench.officer, bench.dossier) or _why_not_open(visit),
    )


def _why_not_open(visit: FieldVisit) -> str:
    return "Lần xác minh này đã xong hoặc đã hoãn." if visit.held_at or visit.cancelled_at else ""


@require_http_methods(["GET", "POST"])
def cancel_visit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Calls it off, with the reason told."""
    bench = Bench(request, code)
    visit: FieldVisit = get_object_or_404(bench.dossier.visits.select_related("agency"), pk=pk)
    form = ReasonForm(posted(request), label="Lý do hoãn", hint="Người nộp được báo.")

    def do() -> str:
        visits.cancel_visit(visit=visit, officer=bench.officer, reason=form.cleaned_data["reason"])
        return "Đã hoãn và báo người nộp."

    if request.method == "GET" and (refusal := _why_not_open(visit)):
        raise StepRefused(refusal)
    return answer(bench, "act", form, do, stay=True, heading="Hoãn xác minh thực tế", button="Hoãn và báo")
