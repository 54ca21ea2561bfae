"""The administration's screens of packages: make one, hand one in, see what it changes, decide; trusted keys."""

import json
import re

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.web.forms import Form, TextField
from portal.web.refusals import StepRefused
from procedures.exchange import keys, taking
from procedures.exchange.opening import MOST_BYTES, changes, lacking, opened
from procedures.exchange.packing import pack
from procedures.exchange.records import TrustedKey
from procedures.national import doors
from procedures.services import sha256_of

_HOME = ("admin:packages", "Gói thủ tục")
_NAME = re.compile(r"[0-9a-f]{64}")


class ExportForm(Form):
    codes = TextField(
        label="Mã thủ tục",
        help_text="Một hay nhiều mã, cách nhau bằng dấu cách: 1.001193 2.000635",
        max_length=2000,
    )


class ReceiveForm(Form):
    file = forms.FileField(
        label="Tệp gói", help_text="Tệp .json nhận từ tỉnh khác.", error_messages={"required": "Chọn tệp gói"}
    )


class TrustForm(Form):
    key = TextField(label="Khóa công khai", max_length=64)
    name = TextField(label="Của ai", max_length=200)


@require_GET
def packages(request: HttpRequest) -> HttpResponse:
    """Make a package, hand one in, the keys."""
    doors.looking(request)
    return render(request, "procedures/exchange/packages.html", _context(request))


def _context(request: HttpRequest, **more: object) -> dict[str, object]:
    return {
        "export": ExportForm(),
        "receive": ReceiveForm(),
        "trust": TrustForm(),
        "trusted": [
            (one, keys.fingerprint(one.key)) for one in TrustedKey.objects.select_related("added_by")
        ],
        "own_key": keys.public(),
        "own_fingerprint": keys.fingerprint(keys.public()),
        "may": doors.may_change(request),
    } | more


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """The signed file, to be kept and sent."""
    doors.looking(request)
    form = ExportForm(request.POST)
    if form.is_valid():
        try:
            package = pack(re.findall(r"[\w.]+", form.cleaned_data["codes"]))
        except StepRefused as refusal:
            form.add_error("codes", str(refusal))
        else:
            content = json.dumps(package, ensure_ascii=False, indent=1)
            name = f"goi-{package['source']['code']}-{package['made_at'][:10]}.json"
            return HttpResponse(
                content,
                content_type="application/json",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    return render(request, "procedures/exchange/packages.html", _context(request, export=form))


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Checks the file and puts it aside; the next page tells what it changes."""
    doors.changing(request)
    form = ReceiveForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data["file"].read(MOST_BYTES + 1)
        try:
            opened(data)
        except StepRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            name = sha256_of(data.decode("utf-8-sig"))
            default_storage.save(f"goi/{name}", ContentFile(data))
            return redirect("admin:package", name)
    return render(request, "procedures/exchange/packages.html", _context(request, receive=form))


@require_http_methods(["GET", "POST"])
def package(request: HttpRequest, name: str) -> HttpResponse:
    """What a package would change; taken in on the answer."""
    doors.changing(request)
    path = f"goi/{name}"
    if not _NAME.fullmatch(name) or not default_storage.exists(path):
        raise Http404
    with default_storage.open(path, "rb") as file:
        found = opened(file.read())
    if request.method == "POST":
        if request.POST.get("quyet-dinh") != "nhan":
            default_storage.delete(path)
            return redirect("admin:packages")
        try:
            drafts = taking.take_in(
                package=found,
                by=request.user,  # type: ignore[arg-type]
                unknown_key="van-nhan" in request.POST,
            )
        except StepRefused as refusal:
            messages.error(request, str(refusal))
        else:
            default_storage.delete(path)
            messages.success(request, f"Đã nhập thành {len(drafts)} bản nháp. Bản đã công bố không đổi.")
            return redirect("admin:packages")
    context = {
        "package": found,
        "changes": changes(found),
        "lacking": lacking(found),
        "crumbs": [(reverse(_HOME[0]), _HOME[1])],
    }
    return render(request, "procedures/exchange/package.html", context)


@require_POST
def trust(request: HttpRequest) -> HttpResponse:
    doors.changing(request)
    form = TrustForm(request.POST)
    if form.is_valid():
        try:
            made = taking.trust(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            messages.success(request, f"Từ nay nhận gói của {made} mà không hỏi lại.")
            return redirect("admin:packages")
        except StepRefused as refusal:
            form.add_error("key", str(refusal))
    return render(request, "procedures/exchange/packages.html", _context(request, trust=form))


@require_POST
def distrust(request: HttpRequest, pk: int) -> HttpResponse:
    doors.changing(request)
    key = get_object_or_404(TrustedKey, pk=pk)
    taking.distrust(key=key)
    messages.success(request, f"Không còn tin khóa của {key}. Gói ký bằng khóa ấy sẽ phải hỏi lại.")
    return redirect("admin:packages")
