"""The administration's screens of the national catalogue: files, reports, differences, a draft beside its source."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.web.forms import Form
from portal.web.refusals import StepRefused
from portal.web.text import clean
from procedures.national import deciding, doors, looking, uploading
from procedures.national.records import CatalogueRow
from procedures.national.shapes import KINDS

_HOME = ("admin:national_imports", "Danh mục quốc gia")
_SHOWN = 50


class UploadForm(Form):
    file = forms.FileField(
        label="Tệp danh mục",
        help_text="Tệp .jsonl hoặc .jsonl.gz, mỗi dòng một thủ tục, nhỏ hơn 200 MB. Nhập lại tệp cũ không đổi gì.",
        error_messages={"required": "Chọn tệp danh mục", "empty": "Tệp rỗng."},
    )


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The files so far, and one more."""
    doors.looking(request)
    form = UploadForm(request.POST or None, request.FILES or None) if doors.may_change(request) else None
    if request.method == "POST":
        doors.changing(request)
        assert form is not None
        if form.is_valid():
            try:
                made = uploading.ask(file=form.cleaned_data["file"], by=request.user)  # type: ignore[arg-type]
                return redirect("admin:national_import", made.pk)
            except StepRefused as refusal:
                form.add_error("file", str(refusal))
    context = {
        "form": form,
        "files": looking.files()[:20],
        "waiting": deciding.waiting().count(),
        "doubts": looking.drafts_by_doubt(),
    }
    return render(request, "procedures/national/imports.html", context)


@require_GET
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a file, line by line; while it is being read the page asks again by itself."""
    record = doors.import_for(request, pk)
    chosen = {key: clean(request.GET.get(key, ""))[:60] for key in ("ket-qua", "nghi-van", "ly-do", "tim")}
    rows = looking.rows(record, chosen["ket-qua"], chosen["nghi-van"], chosen["tim"])
    page = Paginator(rows, _SHOWN).get_page(request.GET.get("trang"))
    context = {
        "record": record,
        "outcomes": _chips(record.counts.get("outcomes", {}), CatalogueRow.Outcome, chosen, "ket-qua"),
        "kinds": _chips(record.counts.get("kinds", {}), KINDS, chosen, "nghi-van"),
        "reasons": sorted(record.counts.get("reasons", {}).items(), key=lambda pair: -pair[1])[:10],
        "chosen": chosen,
        "filtered": any(chosen.values()),
        "page": page,
        "kind_words": KINDS,
        "older": _page_address(chosen, page.next_page_number()) if page.has_next() else "",
        "newer": _page_address(chosen, page.previous_page_number()) if page.has_previous() else "",
        "crumbs": [(reverse(_HOME[0]), _HOME[1])],
    }
    return render(request, "procedures/national/import.html", context)


@require_GET
def differences(request: HttpRequest) -> HttpResponse:
    """The procedures for which a newer file says something else."""
    doors.looking(request)
    page = Paginator(deciding.waiting(), _SHOWN).get_page(request.GET.get("trang"))
    context = {
        "rows": [(one, deciding.offered(one)[0]) for one in page],
        "page": page,
        "older": f"?trang={page.next_page_number()}" if page.has_next() else "",
        "newer": f"?trang={page.previous_page_number()}" if page.has_previous() else "",
        "crumbs": [(reverse(_HOME[0]), _HOME[1])],
    }
    return render(request, "procedures/national/differences.html", context)


@require_GET
def source(request: HttpRequest, code: str) -> HttpResponse:
    """A procedure beside the catalogue's own words: the doubts, and the difference that waits."""
    found = doors.source_for(request, code)
    document = looking.document(found)
    offered, theirs = deciding.offered(found) if found.offered_sha256 else ([], {})
    context = {
        "source": found,
        "procedure": found.procedure,
        "version": doors.procedure_draft(found.procedure),
        "doubts": looking.doubts(document if document.get("origin") else theirs),
        "offered": offered,
        "theirs": theirs,
        "texts": looking.texts(found.row or found.offered_row),
        "may": doors.may_change(request),
        "kind_words": KINDS,
        "crumbs": [(reverse(_HOME[0]), _HOME[1])],
    }
    return render(request, "procedures/national/source.html", context)


@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Takes the newer row in, or keeps ours."""
    doors.changing(request)
    found = doors.source_for(request, code)
    facts: dict[str, Any] = {"source": found, "seen": request.POST.get("seen", ""), "by": request.user}
    try:
        if request.POST.get("quyet-dinh") == "nhan":
            draft = deciding.accept(**facts)
            messages.success(request, f"Đã nhận vào bản nháp {draft}. Bản đã công bố không đổi.")
        else:
            deciding.keep(**facts)
            messages.success(request, f"{code}: giữ nội dung của tỉnh; dòng này không hỏi lại nữa.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:national_source", code)
    return redirect("admin:national_differences")


def _chips(
    counts: dict[str, int], words: Any, chosen: dict[str, str], key: str
) -> list[tuple[str, str, bool, int]]:
    """(words, address, is chosen, count) for each value that occurs; the chosen one leads back."""
    named = dict(words.choices) if hasattr(words, "choices") else words
    made = []
    for value, label in named.items():
        if counts.get(value):
            on = chosen[key] == value
            made.append((str(label), _address(chosen | {key: "" if on else str(value)}), on, counts[value]))
    return made


def _address(chosen: dict[str, str]) -> str:
    return "?" + urlencode({key: value for key, value in chosen.items() if value})


def _page_address(chosen: dict[str, str], number: int) -> str:
    return _address(chosen | {"trang": str(number)})
