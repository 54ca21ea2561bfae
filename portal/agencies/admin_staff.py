"""Officers and delegations for administrators: taken on, charged with duties, leaving with their work handed over."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from portal.agencies import services
from portal.agencies.admin_parts import HasDuty, InForce, Kept, ticks
from portal.agencies.models import Agency, Delegation, Duty, Officer
from portal.agencies.queries import in_service, today
from portal.agencies.scope import GIVEN_BY_THE_PROVINCE, own_agencies
from portal.web.admin import ModelAdmin, Part, act, bulk_act
from portal.web.admin.acts import Button
from portal.web.admin.widgets import DateBox
from portal.web.forms import Form, TextField
from portal.web.refusals import StepRefused


def duties_to_give(request: HttpRequest) -> list[tuple[str, str]]:
    """What this administrator may charge somebody with; the province's own duties only the province gives."""
    limited = own_agencies(request) is not None
    return [one for one in Duty.choices if not (limited and one[0] in GIVEN_BY_THE_PROVINCE)]


def agencies_to_choose(request: HttpRequest) -> QuerySet[Agency]:
    own = own_agencies(request)
    return Agency.objects.all() if own is None else Agency.objects.filter(pk__in=own)


class OfficerForm(forms.ModelForm):  # type: ignore[type-arg]
    duties = ticks("Nhiệm vụ", Duty.choices)


class HireForm(Form):
    """A new officer. Choices are limited by who asks."""

    full_name = TextField(label="Họ và tên", max_length=120)
    email = forms.EmailField(label="Thư điện tử công vụ", error_messages={"required": "Nhập thư điện tử."})
    agency: Any = forms.ModelChoiceField(
        label="Đơn vị", queryset=None, error_messages={"required": "Chọn đơn vị."}
    )
    title = TextField(label="Chức danh", max_length=120)
    duties = ticks("Nhiệm vụ", [])

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.fields["agency"].queryset = agencies_to_choose(request)  # type: ignore[attr-defined]
        self.fields["duties"].choices = duties_to_give(request)  # type: ignore[attr-defined]


class LeaveForm(Form):
    last_day = forms.DateField(
        label="Ngày làm việc cuối cùng",
        widget=DateBox,
        help_text="Ghi hôm qua để thu hồi mọi quyền ngay bây giờ.",
        error_messages={"required": "Nhập ngày.", "invalid": "Ghi ngày như 21/08/2026."},
    )
    heir: Any = forms.ModelChoiceField(
        label="Giao lại việc cho",
        queryset=None,
        required=False,
        empty_label="Trả về tổ, ai cùng nhiệm vụ cũng nhận được",
    )

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = in_service().filter(agency=officer.agency_id).exclude(pk=officer.pk)
        self.fields["heir"].queryset = colleagues  # type: ignore[attr-defined]


@admin.register(Officer)
class OfficerAdmin(Kept):
    """Staff. An administrator of one agency sees and changes only that agency's and its divisions' staff."""

    part, place, address = Part.AGENCIES, 20, "can-bo"
    about = "Ai làm ở đâu, được giao việc gì. Thôi việc là mất mọi quyền ngay."
    found_by_search = True
    search_help_text = "Họ tên, thư điện tử, chức danh, cơ quan"
    list_display = ["user", "title", "agency", "told_duties", "valid_from", "valid_to"]
    list_filter = [HasDuty, InForce, "agency__kind"]
    list_select_related = ["user", "agency"]
    search_fields = ["user__full_name", "user__email", "title", "agency__name", "agency__code"]
    found_without_marks = "user__full_name"
    autocomplete_fields = ["agency"]
    form = OfficerForm
    fields = ["told_account", "agency", "title", "duties", "valid_from", "valid_to", "told_heir"]
    readonly_fields = ["told_account", "valid_to", "told_heir"]
    acts = ["leaver", "returner"]
    actions = ["end_service", "resume_service"]

    def told(self, obj: Officer) -> str:
        return f"{obj.user.full_name} · {obj.user.email} · {obj.agency.short_name}"

    @admin.display(description="nhiệm vụ")
    def told_duties(self, officer: Officer) -> str:
        return ", ".join(str(Duty(duty).label) for duty in officer.duties)

    @admin.display(description="tài khoản")
    def told_account(self, officer: Officer) -> str:
        return f"{officer.user.full_name} · {officer.user.email or officer.user.phone}"

    @admin.display(description="giao lại việc cho")
    def told_heir(self, officer: Officer) -> str:
        return str(officer.work_goes_to or "–")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By taking somebody on, which opens the account too."""
        return False

    def list_buttons(self, request: HttpRequest) -> list[Button]:
        may = super().has_add_permission(request)
        return [Button("Thêm cán bộ…", reverse("admin:agencies_officer_hire"))] if may else []

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        return [path("them-can-bo/", inside(self.hirer), name="agencies_officer_hire"), *super().get_urls()]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Duties that this administrator cannot give are not offered."""
        made = super().get_form(request, obj, change=change, **kwargs)
        duties: Any = made.base_fields.get("duties")
        if duties is not None:
            duties.choices = duties_to_give(request)
        return made

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "agency":
            kwargs["queryset"] = agencies_to_choose(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Officer, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.grant(obj)

    def hirer(self, request: HttpRequest) -> HttpResponse:
        """A new officer with an account; the password for the first sign-in is shown this once."""
        if not super().has_add_permission(request):
            raise PermissionDenied
        form = HireForm(request, request.POST) if request.method == "POST" else HireForm(request)
        if request.method == "POST" and form.is_valid():
            try:
                officer, password = services.hire(**form.cleaned_data)
            except StepRefused as refusal:
                form.add_error("email", str(refusal))
            else:
                self.log_addition(request, officer, "Thêm cán bộ")
                words = f"Mật khẩu lần đầu: {password}. Ghi lại ngay, không xem lại được." if password else ""
                messages.success(request, f"Đã thêm {officer}. {words}")
                return redirect("admin:agencies_officer_change", officer.pk)
        context = {"title": "Thêm cán bộ", "form": form, "button": "Thêm cán bộ", **self._place()}
        context["words"] = (
            "Người ấy đăng nhập bằng thư điện tử và một mật khẩu tạm; lần đầu phải đổi thành mật khẩu của mình."
        )
        return TemplateResponse(
            request, "admin/ask.html", {**self.admin_site.each_context(request), **context}
        )

    @act(
        "Cho thôi việc…",
        name="leave",
        address="thoi-viec",
        harmful=True,
        offered=lambda officer: officer.valid_to is None or officer.valid_to >= today(),
    )
    def leaver(self, request: HttpRequest, officer: Officer) -> HttpResponse:
        """Asks for the last day and for the colleague who goes on with the work."""
        usual = {"last_day": today() - timedelta(days=1)}
        form = (
            LeaveForm(officer, request.POST)
            if request.method == "POST"
            else LeaveForm(officer, initial=usual)
        )
        if request.method == "POST" and form.is_valid():
            try:
                services.leave(officer=officer, **form.cleaned_data)
            except StepRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                self.log_change(request, officer, f"Cho thôi việc, ngày cuối {officer.valid_to:%d/%m/%Y}")
                messages.success(request, f"{officer} làm việc đến hết {officer.valid_to:%d/%m/%Y}.")
                return redirect("admin:agencies_officer_change", officer.pk)
        context = {
            "title": f"Cho {officer} thôi việc",
            "original": officer,
            "form": form,
            "button": "Cho thôi việc",
            "harmful": True,
            "words": "Sau ngày này người ấy mất mọi quyền, kể cả đang đăng nhập; ủy nhiệm đã giao, đã nhận cũng hết.",
            "told": services.open_work(officer),
            "back": reverse("admin:agencies_officer_change", args=[officer.pk]),
            **self._place(),
        }
        return TemplateResponse(
            request, "admin/ask.html", {**self.admin_site.each_context(request), **context}
        )

    @act(
        "Cho làm việc lại",
        name="return",
        address="lam-viec-lai",
        confirm="Người này có lại các quyền theo nhiệm vụ đã giao. Việc đã giao lại cho người khác thì vẫn ở người ấy.",
        offered=lambda officer: officer.valid_to is not None,
    )
    def returner(self, request: HttpRequest, officer: Officer) -> None:
        services.come_back(officer=officer)
        self.log_change(request, officer, "Cho làm việc lại")
        messages.success(request, f"{officer} đã có quyền trở lại.")

    def _place(self) -> dict[str, Any]:
        return {"opts": self.opts}

    @bulk_act(
        "Cho thôi từ hôm nay",
        confirm="Những người này mất mọi quyền ngay, kể cả đang đăng nhập. Việc đang giữ trả về tổ.",
        harmful=True,
    )
    def end_service(self, request: HttpRequest, chosen: QuerySet[Officer]) -> None:
        last_day, count = today() - timedelta(days=1), 0
        for officer in chosen:
            try:
                services.leave(officer=officer, last_day=last_day)
                count += 1
            except StepRefused as refusal:
                messages.error(request, f"{officer}: {refusal}")
        self.message_user(request, f"Đã thu hồi quyền của {count} cán bộ.", messages.SUCCESS)

    @bulk_act("Cho làm việc lại", confirm="Những người này có lại các quyền theo nhiệm vụ đã giao.")
    def resume_service(self, request: HttpRequest, chosen: QuerySet[Officer]) -> None:
        for officer in chosen:
            services.come_back(officer=officer)
        self.message_user(request, f"{len(chosen)} cán bộ đã có quyền trở lại.", messages.SUCCESS)


@admin.register(Delegation)
class DelegationAdmin(ModelAdmin):
    part, place, address = Part.AGENCIES, 30, "uy-nhiem"
    about = "Một cán bộ làm thay người khác trong một thời gian; tự hết hạn."
    empty_words = "Thêm khi có người đi vắng."
    list_display = ["giver", "taker", "duty", "starts_at", "ends_at"]
    list_filter = ["duty"]
    list_select_related = ["giver__user", "taker__user"]
    autocomplete_fields = ["giver", "taker"]
