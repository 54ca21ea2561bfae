"""Calendars for administrators: weekly hours, days that differ, and a place to try a term."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.calendars import queries, services
from portal.calendars.explain import explain, fold
from portal.calendars.forms import DayForm, TermForm
from portal.calendars.models import Calendar, CalendarDay, WorkingWindow
from portal.calendars.now import now
from portal.calendars.working_time import CUTOFF, DAY_MINUTES, HANOI
from portal.web.admin import ModelAdmin, Part, TabularInline, act, bulk_act
from portal.web.admin.site import on_first_page


def today() -> date:
    """The date on a Vietnamese clock."""
    return now().astimezone(HANOI).date()


def warn(request: HttpRequest) -> None:
    """The loud banner while the holidays of a coming year are missing (ux.md A4); said once a page."""
    words = queries.warning(today())
    if words and request.method == "GET":
        messages.warning(request, words)


on_first_page(warn)


class WindowInline(TabularInline):
    model = WorkingWindow
    fields = ["weekday", "starts", "ends", "valid_from", "valid_to"]
    extra = 0


class DayInline(TabularInline):
    """This year's days and the coming ones; older ones are in the list of special days."""

    model = CalendarDay
    form = DayForm
    fields = ["date", "kind", "hours", "note", "source", "is_draft"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[CalendarDay]:
        return super().get_queryset(request).filter(date__gte=date(today().year, 1, 1))


@admin.register(Calendar)
class CalendarAdmin(ModelAdmin):
    part, place, address = Part.TIME, 10, "lich"
    menu_word = "Các lịch"
    about = "Giờ làm việc trong tuần và các ngày khác thường. Mọi hạn xử lý đếm theo lịch."
    list_display = ["name", "code", "parent", "revision", "changed_at", "try_link"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    fields = ["code", "name", "parent", "revision", "changed_at"]
    readonly_fields = ["revision", "changed_at"]
    inlines = [WindowInline, DayInline]
    acts = ["tester"]

    @admin.display(description="Thử hạn")
    def try_link(self, calendar: Calendar) -> SafeString:
        address = reverse("admin:calendars_calendar_try", args=[calendar.pk])
        return format_html('<a href="{}">Thử một thời hạn</a>', address)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        warn(request)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        warn(request)
        return super().changeform_view(request, *args, **kwargs)

    def save_related(
        self,
        request: HttpRequest,
        form: "ModelForm[Calendar]",
        formsets: Sequence[Any],
        change: bool,
    ) -> None:
        """Everything is stored by now: tell every process, and the administrator what it means."""
        super().save_related(request, form, formsets, change)
        services.touch(form.instance)
        for words in remarks(form.instance, formsets):
            messages.warning(request, words)

    def delete_model(self, request: HttpRequest, obj: Calendar) -> None:
        services.touch(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Calendar]) -> None:
        for calendar in queryset:
            services.touch(calendar)
        super().delete_queryset(request, queryset)

    @act("Thử một thời hạn", name="try", address="thu-han", permissions=("view",))
    def tester(self, request: HttpRequest, calendar: Calendar) -> HttpResponse:
        """“Nhận lúc X, hạn N → hạn Y”, with the reckoning day by day."""
        at = now().astimezone(HANOI)
        usual = {"day": at.date(), "at": at.time().replace(second=0), "value": 3, "unit": "working_day",
                 "mode": "hours", "cutoff": CUTOFF}  # fmt: skip
        form = TermForm(request.GET) if request.GET else TermForm(usual)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Thử một thời hạn theo {calendar.name}",
            "opts": self.opts,
            "calendar": calendar,
            "form": form,
            **answer(calendar, form),
        }
        return TemplateResponse(request, "admin/calendars/try_term.html", context)


@admin.register(CalendarDay)
class CalendarDayAdmin(ModelAdmin):
    """Every special day, old ones too."""

    part, place, address = Part.TIME, 20, "ngay-dac-biet"
    menu_word = "Ngày nghỉ, ngày làm bù"
    about = "Ngày dự kiến chưa tính vào hạn; áp dụng khi có thông báo chính thức."
    form = DayForm
    fields = ["calendar", "date", "kind", "hours", "note", "source", "is_draft"]
    list_display = ["date", "calendar", "kind", "note", "source", "standing"]
    list_select_related = ["calendar"]
    list_filter = ["is_draft", "kind", "calendar"]
    date_hierarchy = "date"
    ordering = ["-date"]
    actions = ["put_in_force"]

    @admin.display(description="Tình trạng", ordering="is_draft")
    def standing(self, day: CalendarDay) -> str:
        return "Dự kiến" if day.is_draft else "Đang áp dụng"

    @bulk_act(
        "Áp dụng các ngày dự kiến",
        confirm="Từ lúc này các ngày sau tính vào mọi hạn; hồ sơ đang mở được tính lại.",
    )
    def put_in_force(self, request: HttpRequest, queryset: QuerySet[CalendarDay]) -> None:
        """Drafts become real, as after the Government's notice."""
        touched = list(Calendar.objects.filter(days__in=queryset.filter(is_draft=True)).distinct())
        count = queryset.filter(is_draft=True).update(is_draft=False)
        for calendar in touched:
            services.touch(calendar)
        messages.success(request, f"Đã áp dụng {count} ngày.")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        warn(request)
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: CalendarDay, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        services.touch(obj.calendar)
        if obj.date <= today() and form.has_changed() and not obj.is_draft:
            messages.warning(request, past([obj.date]))

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        super().delete_model(request, obj)
        services.touch(obj.calendar)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[CalendarDay]) -> None:
        calendars = list(Calendar.objects.filter(days__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        for calendar in calendars:
            services.touch(calendar)


def answer(calendar: Calendar, form: TermForm) -> dict[str, Any]:
    """Due moment and table for the tester, or the sentence why there is none."""
    if not form.is_valid():
        return {"due": None, "days": "", "refusal": ""}
    counted = queries.working_time(calendar)
    try:
        start = form.start()
        due = counted.due(start, form.limit(), form.mode_chosen(), form.cleaned_data["cutoff"])
        lines = fold(explain(counted, start, due))
    except ValueError as problem:
        return {"due": None, "days": "", "refusal": str(problem)}
    days = render_to_string("calendars/admin/days.html", {"lines": lines, "due": due}, using="jinja2")
    return {"due": due.astimezone(HANOI), "days": mark_safe(days), "refusal": "", "start": start}  # noqa: S308


def remarks(calendar: Calendar, formsets: Sequence[Any]) -> list[str]:
    """What an administrator should know after a save: past days changed, weekdays that are not eight
    hours.
    """
    said = []
    changed = [
        form.instance.date
        for formset in formsets
        for form in formset.forms
        if isinstance(form.instance, CalendarDay) and form.has_changed() and form.instance.date
    ]
    if old := [day for day in changed if day <= today()]:
        said.append(past(old))
    counted, monday = (
        queries.working_time(calendar),
        today() - timedelta(days=today().weekday()) + timedelta(weeks=4),
    )
    totals = {counted.week_minutes(monday + timedelta(days=i)) for i in range(5)}
    if totals != {DAY_MINUTES}:
        said.append(
            "Có ngày từ thứ Hai đến thứ Sáu không đủ 8 giờ. Một ngày làm việc của thời hạn vẫn là 8 giờ."
        )
    return said


def past(days: Sequence[date]) -> str:
    """A past day changed: what has been promised by it is counted anew."""
    listed = ", ".join(f"{day:%d/%m/%Y}" for day in sorted(set(days)))
    return f"Bạn vừa đổi ngày đã qua: {listed}. Hạn của hồ sơ đang mở tính qua ngày này sẽ khác lúc đã hẹn."
