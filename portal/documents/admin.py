"""Certificates in the administration: taken in, watched until they end, withdrawn when lost (QN-7.12)."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from portal.agencies.models import Agency
from portal.agencies.queries import in_service
from portal.agencies.scope import officer_of, own_agencies
from portal.calendars.now import now
from portal.documents.certificate_forms import CertificateForm
from portal.documents.models import DigitisingRule, SigningKey
from portal.documents.signing import keys
from portal.documents.signing.refusals import CannotSign, TryLater
from portal.web.admin import ModelAdmin, Part, act
from portal.web.admin.acts import Button
from portal.web.admin.limits import limit_changed, limit_seen
from portal.web.admin.site import on_first_page
from portal.web.show import day

SOON = timedelta(days=30)


def _own(request: HttpRequest) -> Q | None:
    own = own_agencies(request)
    return None if own is None else Q(agency__in=own) | Q(officer__agency__in=own)


limit_seen("documents.signingkey", _own)
limit_changed("documents.signingkey", _own)


def may_keep(request: HttpRequest) -> bool:
    """Those who answer for staff and agencies, each for their own."""
    return request.user.has_perm("agencies.change_officer")


def warn(request: HttpRequest) -> None:
    """Certificates that end soon, on the administration's first page."""
    if request.method != "GET" or not may_keep(request):
        return
    own = _own(request)
    rows = list(keys.expiring(SOON).filter(own if own is not None else Q())[:6])
    if rows:
        told = "; ".join(f"{one.subject} ({day(one.valid_to)})" for one in rows[:5])
        messages.warning(request, f"Chứng thư số sắp hết hạn: {told}{'; …' if len(rows) > 5 else ''}.")


on_first_page(warn)


class InUse(admin.SimpleListFilter):
    """In use, ending soon, withdrawn."""

    title, parameter_name = "tình trạng", "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("dung", "Đang dùng"), ("sap", "Sắp hết hạn"), ("thoi", "Thôi dùng")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "sap":
            return queryset.filter(withdrawn_at=None, valid_to__lt=now() + SOON)
        if self.value() in ("dung", "thoi"):
            return queryset.filter(withdrawn_at__isnull=self.value() == "dung")
        return queryset


@admin.register(SigningKey)
class SigningKeyAdmin(ModelAdmin):
    """Whose signature and stamp the portal holds. Nothing here shows a key, a PIN or a password."""

    part, place, address = Part.AGENCIES, 40, "chung-thu-so"
    about = "Chứng thư ký số của cán bộ và con dấu của cơ quan: nạp, theo dõi hạn dùng, ngừng khi mất."
    empty_words = "Chưa có chứng thư nào. Cơ quan chưa có chứng thư con dấu thì kết quả không ký số."
    list_display = ["subject", "told_holder", "kind", "issuer", "valid_to", "told_state"]
    list_filter = [InUse, "kind"]
    list_select_related = ["officer__user", "officer__agency", "agency"]
    search_fields = ["subject", "issuer", "officer__user__full_name", "agency__name"]
    ordering = ["withdrawn_at", "valid_to"]
    fields = ["told_holder", "subject", "issuer", "kind", "where", "known_as", "valid_from", "valid_to",
              "fingerprint", "added_at", "withdrawn_at", "withdrawn_for"]  # fmt: skip
    readonly_fields = ["told_holder", "subject", "issuer", "kind", "where", "known_as", "valid_from", "valid_to",
                       "fingerprint", "added_at", "withdrawn_at", "withdrawn_for"]  # fmt: skip
    acts = ["lost"]

    @admin.display(description="của ai")
    def told_holder(self, key: SigningKey) -> str:
        if key.officer is not None:
            return f"{key.officer.user.full_name}, {key.officer.agency.short_name}"
        return f"Con dấu {key.agency}"

    @admin.display(description="tình trạng")
    def told_state(self, key: SigningKey) -> str:
        if key.withdrawn_at is not None:
            return f"thôi dùng {day(key.withdrawn_at)}"
        if key.valid_to <= now():
            return "đã hết hạn"
        return "sắp hết hạn" if key.valid_to < now() + SOON else "đang dùng"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_keep(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_keep(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        own = _own(request)
        return may_keep(request) and (
            obj is None or own is None or SigningKey.objects.filter(own, pk=obj.pk).exists()
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By taking a certificate in, on a page of its own."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A certificate stays, because papers bear it."""
        return False

    def list_buttons(self, request: HttpRequest) -> list[Button]:
        return [Button("Nạp chứng thư…", reverse("admin:documents_signingkey_take_in"))]

    def change_view(self, request: HttpRequest, object_id: str, *rest: Any, **more: Any) -> Any:
        """To read; nothing here is typed over."""
        more["extra_context"] = {"show_save": False, "show_save_and_continue": False}
        return super().change_view(request, object_id, *rest, **more)

    def get_urls(self) -> list[URLPattern]:
        inside = self.admin_site.admin_view
        own = path("nap/", inside(self.take_in), name="documents_signingkey_take_in")
        return [own, *super().get_urls()]

    def take_in(self, request: HttpRequest) -> HttpResponse:
        """A certificate comes in; the holder's one before is withdrawn."""
        if not may_keep(request):
            raise PermissionDenied
        own = own_agencies(request)
        officers, agencies = in_service().select_related("user", "agency"), Agency.objects.order_by("name")
        if own is not None:
            officers, agencies = officers.filter(agency__in=own), agencies.filter(pk__in=own)
        told: dict[str, Any] = {"officers": officers, "agencies": agencies}
        form = CertificateForm(request.POST or None, request.FILES or None, **told)
        if request.method == "POST" and form.is_valid():
            try:
                key = form.save()
            except (CannotSign, TryLater) as refusal:
                form.add_error(None, str(refusal))
            else:
                self.log_addition(request, key, "Nạp chứng thư số")
                messages.success(
                    request, f"Đã nạp chứng thư của {key.subject}, dùng đến {day(key.valid_to)}."
                )
                return redirect("admin:documents_signingkey_changelist")
        context = {
            **self.admin_site.each_context(request), "form": form, "opts": self.opts,
            "title": "Nạp chứng thư số", "button": "Nạp chứng thư",
            "words": "Chứng thư đang dùng của cùng người hoặc cơ quan sẽ thôi dùng. Khoá và mật khẩu được cất kín.",
        }  # fmt: skip
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/ask.html", context, status=status)

    @act(
        "Báo mất, ngừng dùng…", name="lost", address="ngung-dung", harmful=True,
        offered=lambda key: key.withdrawn_at is None,
        confirm=lambda key: f"Khoá của {key.subject} bị xoá khỏi hệ thống, không ký được nữa; giấy đã ký còn giá trị. "
        "Báo nơi cấp để thu hồi chứng thư.",
    )  # fmt: skip
    def lost(self, request: HttpRequest, obj: SigningKey) -> None:
        """Lost, stolen, or its holder has left: at once and for good."""
        officer = officer_of(request)
        who = officer.user.full_name if officer else str(request.user)
        keys.withdraw(
            SigningKey.objects.filter(pk=obj.pk, withdrawn_at=None), f"{who} báo mất hoặc ngừng dùng"
        )
        self.log_change(request, obj, "Ngừng dùng chứng thư")
        messages.success(request, f"Chứng thư của {obj.subject} không ký được nữa.")


@admin.register(DigitisingRule)
class DigitisingRuleAdmin(ModelAdmin):
    part, place, address = Part.LISTS, 72, "kiem-tra-ban-quet"
    about = (
        "Ai kiểm tra bản quét ở từng bộ phận. Không ghi gì: người khác kiểm tra, nếu quầy có từ hai cán bộ."
    )
    empty_words = "Chưa có bộ phận nào đặt riêng: người khác kiểm tra ở mọi quầy có từ hai cán bộ."
    list_display = ["agency", "checker"]
    list_select_related = ["agency"]
    search_fields = ["agency__name"]
    autocomplete_fields = ["agency"]
