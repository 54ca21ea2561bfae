"""Paper from electronic: choosing what is put on paper; checking a paper that somebody brings (ST-15, ST-24.6)."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods, require_safe

from dossiers.checking import Checked, by_file, by_key
from dossiers.officer.bench import Bench, seen
from dossiers.officer.copy_forms import ConvertForm, CopyForm
from dossiers.officer.views._acting import answer, posted
from dossiers.officer.views._files import picture
from dossiers.permissions import why_not_convert, why_not_prepare_copy
from dossiers.services import copying
from portal.agencies.models import Duty
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.copies import queries as copies
from portal.copies.certifying import Original
from portal.copies.models import Conversion
from portal.documents import answers, bounded
from portal.documents.handlers import ArrivedFile
from portal.web.refusals import NotYours, StepRefused
from portal.web.text import clean

_WIDTH = 1000
_KEY = re.compile(r"(?:.*/xac-minh/)?([A-Za-z0-9_-]{16,64})/?")


@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, code: str) -> HttpResponse:
    """One electronic paper of the dossier is put on paper and entered into the book."""
    bench = Bench(request, code)
    found = copying.sources(bench.dossier)
    form = ConvertForm(posted(request), sources=found)
    made: list[Conversion] = []

    def do() -> str:
        told = form.cleaned_data
        made.append(
            copying.convert_to_paper(
                dossier=bench.dossier, officer=bench.officer, name=told["name"], purpose=told["purpose"],
                seen=seen(request),
            )
        )  # fmt: skip
        return f"Đã vào sổ số {made[0].serial}. Bản giấy đang được tạo."

    said = answer(
        bench, "act", form, do, stay=True, heading="Chuyển đổi sang giấy", button="Chuyển đổi, vào sổ",
        lead="Bản giấy mang số, mã vuông và mã băm của bản điện tử trên từng tờ; ký, đóng dấu ở tờ xác nhận.",
        refusal=why_not_convert(bench.officer, bench.dossier) or ("" if found else "Hồ sơ không có tệp điện tử nào."),
        shown=lambda: {"facts": _before(bench)},
    )  # fmt: skip
    return redirect("copies:conversion", pk=made[0].pk) if made else said


@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """A paper that was brought, or an entry of a register, becomes an electronic copy for the leader to sign."""
    bench = Bench(request, code)
    found = [one for one in copying.sources(bench.dossier) if one.name != copying.RESULT]
    form = CopyForm(posted(request), request.FILES or None, sources=found)

    def do() -> str:
        told = form.cleaned_data
        scan = next((one.file for one in found if one.name == told["item"]), None)
        scan = picture(bench, told["file"]) or scan
        if scan is None:
            raise StepRefused("Chọn bản chụp trong hồ sơ hoặc tải bản quét.")
        original = Original(
            told["title"], told["number"], told["issuer"], told["issued_on"], told["register"]
        )
        copying.prepare_copy(
            dossier=bench.dossier, officer=bench.officer, kind=told["kind"], original=original, scan=scan,
            compared=told["compared"], seen=seen(request),
        )  # fmt: skip
        return "Đã trình lãnh đạo ký."

    return answer(
        bench, "act", form, do, stay=True, heading="Lập bản sao điện tử", button="Trình ký",
        lead="Lãnh đạo ký số, hệ thống cấp số, đóng dấu cơ quan rồi gửi vào kho giấy tờ của người yêu cầu.",
        refusal=why_not_prepare_copy(bench.officer, bench.dossier),
    )  # fmt: skip


def _before(bench: Bench) -> list[tuple[str, str]]:
    """What of this dossier was put on paper already: one more sheet of that is printed from there."""
    rows = copies.conversions_about(bench.dossier.shown_code)
    links = [(reverse("copies:conversion", args=[one.pk]), one.serial, one.title) for one in rows]
    told = format_html_join(", ", '<a href="{}">{} {}</a>', links)
    return (
        [("Đã chuyển đổi", format_html("{}. Cần thêm tờ giống hệt thì in lại từ đó.", told))] if links else []
    )


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """A paper with a QR, or a file, that somebody brought: what the portal knows of it, beside its electronic pages."""
    officer = current_officer(request)
    if not set(officer.duties) - {Duty.POSTAL_AGENT}:
        raise NotYours("Kiểm tra giấy mang đến là việc của cơ quan.")
    typed = clean(request.GET.get("ma", ""))
    context: dict[str, Any] = {"typed": typed, "checked": None, "problem": "", "asked": False}
    if request.method == "POST":
        context |= _file_brought(request)
    elif typed:
        found = _KEY.fullmatch(typed.replace(" ", ""))
        context |= {"asked": True, "checked": by_key(found[1]) if found else None}
    if (checked := context["checked"]) is not None and checked.state != "unknown":
        log_access(
            request, subject=checked.about or checked.title, act="Kiểm tra giấy mang đến",
            party_id=checked.party_id, purpose=f"{officer.agency}: đối chiếu giấy tờ người dân mang đến",
        )  # fmt: skip
    return render(request, "dossiers/officer/check.html", context, status=422 if context["problem"] else 200)


def _file_brought(request: HttpRequest) -> dict[str, Any]:
    file = request.FILES.get("tep")
    if not isinstance(file, ArrivedFile) or not file.size:
        return {"problem": "Chọn tệp PDF cần kiểm tra."}
    if file.problem:
        return {"problem": "Tệp quá lớn. Chọn tệp dưới 20 MB."}
    try:
        return {"asked": True, "checked": by_file(file.temporary_file_path())}
    except bounded.JobFailed:
        return {"problem": "Không đọc được tệp này. Có thể tệp đã hỏng hoặc không phải PDF."}


@require_safe
def check_page(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """One page of the electronic paper behind a key, to lay beside what was brought."""
    current_officer(request)
    checked: Checked | None = by_key(key)
    if checked is None or checked.file is None:
        return HttpResponse(status=404)
    return answers.picture(request, checked.file, number, _WIDTH)
