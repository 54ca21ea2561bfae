"""Hours that count for nobody: struck out with their ground and evidence; how far the re-dating is."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import queries
from dossiers.models import ClockStop, StopReason
from dossiers.officer.views._acting import posted
from dossiers.services import redating
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import current_officer, standing
from portal.documents import uploads
from portal.web.forms import Form, TextField
from portal.web.refusals import NotYours, StepRefused
from portal.web.show import HANOI


class StopForm(Form):
    """From when to when, why, on what ground, for whom."""

    reason = forms.ChoiceField(
        label="Lý do",
        choices=StopReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn lý do"},
    )
    agency: Any = forms.ModelChoiceField(
        queryset=None,
        label="Cơ quan",
        required=False,
        empty_label="Cả tỉnh",
        help_text="Gồm cả đơn vị trực thuộc",
    )
    first_day = forms.DateField(
        label="Từ ngày", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    first_at = forms.TimeField(label="Từ giờ", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    last_day = forms.DateField(
        label="Đến ngày", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_at = forms.TimeField(label="Đến giờ", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ground = TextField(label="Căn cứ", max_length=300, help_text="Số, ngày văn bản; hoặc sổ sự cố")
    evidence = forms.FileField(
        label="Minh chứng", required=False, help_text="PDF hoặc ảnh văn bản, thông báo"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = standing().order_by("name")  # type: ignore[attr-defined]

    def stop(self) -> ClockStop:
        """What was typed, not yet stored."""
        given = self.cleaned_data
        starts: tuple[Any, time] = (given["first_day"], given["first_at"])
        ends: tuple[Any, time] = (given["last_day"], given["last_at"])
        return ClockStop(
            reason=given["reason"],
            agency=given["agency"],
            starts_at=datetime.combine(*starts, HANOI),
            ends_at=datetime.combine(*ends, HANOI),
            ground=given["ground"],
        )


def _keeper(request: HttpRequest) -> Officer:
    officer = current_officer(request)
    if not officer.has(Duty.SYSTEM_ADMIN):
        raise NotYours("Chỉ quản trị hệ thống dừng đồng hồ của các hồ sơ.")
    return officer


@require_http_methods(["GET", "POST"])
def clock_stops(request: HttpRequest) -> HttpResponse:
    """What was struck out, how far the last passages are, and a new stop."""
    officer = _keeper(request)
    form = StopForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            stop = form.stop()
            stop.set_by = officer.user
            if file := form.cleaned_data.get("evidence"):
                upload = uploads.receive(officer.user, "clock-stop", file)
                if upload.stored is None:
                    raise StepRefused(upload.error or "Chưa nhận được tệp minh chứng. Chọn lại tệp.")
                stop.evidence = upload.stored
            redating.strike_out(stop=stop)
            messages.success(
                request, "Đã dừng đồng hồ. Hẹn trả của các hồ sơ đang mở được tính lại trong ít phút."
            )
            return redirect("officer:clock_stops")
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "stops": queries.clock_stops(), "passages": queries.passages()}
    return render(request, "dossiers/officer/clock_stops.html", context, status=422 if form.errors else 200)
