"""Places, agencies, desks and the people who work there; and the profile of the province that runs the portal."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import User
from portal.calendars.models import Calendar
from portal.web.text import clean, fold


class UnitLevel(models.TextChoices):
    PROVINCE = "province", "Tỉnh, thành phố"
    DISTRICT = "district", "Huyện (đến 30/06/2025)"
    COMMUNE = "commune", "Xã, phường, đặc khu"


class AdminUnit(models.Model):
    """A province, district or commune with the dates between which it existed (design: domain.md §2.1)."""

    code = models.CharField("mã", max_length=8)
    name = models.CharField("tên", max_length=120)
    name_fold = models.CharField(max_length=140, editable=False, db_index=True)
    kind = models.CharField("loại hình", max_length=20)
    level = models.CharField("cấp", max_length=10, choices=UnitLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="cấp trên"
    )
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="nhập vào"
    )
    split_into = ArrayField(
        models.CharField(max_length=8), verbose_name="chia cho (mã)", default=list, blank=True
    )

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "code", "valid_from"], name="one_unit_per_code_and_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name = clean(self.name)
        self.name_fold = fold(f"{self.kind} {self.name}")
        super().save(*args, **kwargs)

    @property
    def in_text(self) -> str:
        """The name inside a sentence: "phường Hạ Long"."""
        return f"{self.kind[:1].lower()}{self.kind[1:]} {self.name}"

    def stands_on(self, day: date) -> bool:
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)


class AgencyKind(models.TextChoices):
    PROVINCE = "province", "Ủy ban nhân dân tỉnh"
    PROVINCE_CENTRE = "province_centre", "Trung tâm Phục vụ hành chính công tỉnh"
    DEPARTMENT = "department", "Sở, ban, ngành"
    VERTICAL = "vertical", "Cơ quan ngành dọc"
    DISTRICT = "district", "Ủy ban nhân dân huyện"
    COMMUNE = "commune", "Ủy ban nhân dân xã, phường, đặc khu"
    CENTRE = "centre", "Trung tâm Phục vụ hành chính công xã, phường, đặc khu"
    DIVISION = "division", "Phòng chuyên môn"


class Specialty(models.TextChoices):
    """What an agency is expert in; the steps of procedures name one of these, never an agency."""

    JUSTICE = "justice", "Tư pháp, hộ tịch"
    ECONOMY = "economy", "Kinh tế"
    CULTURE = "culture", "Văn hóa – xã hội"
    OFFICE = "office", "Văn phòng"
    POLICE = "police", "Công an"
    FIRE = "fire", "Phòng cháy, chữa cháy"
    CONSTRUCTION = "construction", "Xây dựng, hạ tầng, giao thông"
    TRANSPORT = "transport", "Vận tải, đường bộ"
    LAND = "land", "Đăng ký đất đai"
    ENVIRONMENT = "environment", "Nông nghiệp, môi trường, đất đai"
    FINANCE = "finance", "Tài chính"
    TAX = "tax", "Thuế"
    HOME_AFFAIRS = "home_affairs", "Nội vụ, lao động"
    HEALTH = "health", "Y tế, bảo trợ xã hội"
    EDUCATION = "education", "Giáo dục"
    SOCIAL_INSURANCE = "social_insurance", "Bảo hiểm xã hội"
    INDUSTRY = "industry", "Công thương"
    SCIENCE = "science", "Khoa học và công nghệ"
    AGRICULTURE = "agriculture", "Nông nghiệp"


class Agency(models.Model):
    """An agency or desk; its code is the identifier of QĐ 20/2020/QĐ-TTg and opens the codes of its dossiers."""

    code = models.CharField("mã định danh", max_length=35, unique=True)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=80)
    slug = models.SlugField("đường dẫn", max_length=80, unique=True)
    kind = models.CharField("loại", max_length=16, choices=AgencyKind)
    specialty = models.CharField("chuyên môn", max_length=40, blank=True, db_index=True, choices=Specialty)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="cấp trên"
    )
    admin_unit = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, blank=True, related_name="agencies", verbose_name="địa bàn"
    )
    calendar = models.ForeignKey(
        Calendar, models.PROTECT, null=True, blank=True, verbose_name="lịch làm việc riêng"
    )
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    place_name = models.CharField("địa danh trên văn bản", max_length=80, blank=True)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="cơ quan kế tục",
    )

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z][0-9]{2}(\.[A-Z0-9]+)*$"), name="agency_code_as_qd_20_2020"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def stands_on(self, day: date) -> bool:
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)


class Duty(models.TextChoices):
    """What a person is charged with (domain.md §2.2); rights follow duties, never persons."""

    DESK_OFFICER = "desk_officer", "Cán bộ một cửa"
    DESK_LEADER = "desk_leader", "Lãnh đạo bộ phận một cửa"
    DIVISION_LEADER = "division_leader", "Lãnh đạo phòng"
    CASE_OFFICER = "case_officer", "Người thụ lý"
    AGENCY_LEADER = "agency_leader", "Lãnh đạo cơ quan"
    CLERK = "clerk", "Văn thư"
    CONSULTEE = "consultee", "Cán bộ phối hợp"
    CASHIER = "cashier", "Kế toán, thu ngân"
    POSTAL_AGENT = "postal_agent", "Nhân viên bưu chính"
    AGENCY_ADMIN = "agency_admin", "Quản trị đơn vị"
    SYSTEM_ADMIN = "system_admin", "Quản trị hệ thống"
    PROCEDURE_CONTROLLER = "procedure_controller", "Kiểm soát thủ tục"
    PROVINCE_LEADER = "province_leader", "Lãnh đạo tỉnh"
    SECURITY_AUDITOR = "security_auditor", "Giám sát an toàn"


class Officer(models.Model):
    """A member of staff at one agency. Leaving sets valid_to and takes every right away at once."""

    user = models.OneToOneField(User, models.PROTECT, related_name="officer", verbose_name="tài khoản")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="officers", verbose_name="cơ quan")
    title = models.CharField("chức danh", max_length=120)
    duties = ArrayField(models.CharField(max_length=24, choices=Duty), verbose_name="nhiệm vụ", default=list)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)
    settings = models.JSONField("tùy chọn màn hình", default=dict, blank=True)
    work_goes_to = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="giao lại việc cho",
    )

    class Meta:
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"

    def __str__(self) -> str:
        return self.user.full_name

    def has(self, *duties: str) -> bool:
        return any(duty in self.duties for duty in duties)

    def serves_on(self, day: date) -> bool:
        """Between the first and the last day of service, both included (QN-12.1, DL-24.3)."""
        return (not self.valid_from or self.valid_from <= day) and (not self.valid_to or day <= self.valid_to)


class Delegation(models.Model):
    """One officer acts for another between two moments; it ends by itself."""

    giver = models.ForeignKey(
        Officer, models.CASCADE, related_name="delegations_given", verbose_name="người giao"
    )
    taker = models.ForeignKey(
        Officer, models.CASCADE, related_name="delegations_taken", verbose_name="người nhận"
    )
    duty = models.CharField("nhiệm vụ", max_length=24, choices=Duty)
    starts_at = models.DateTimeField("từ")
    ends_at = models.DateTimeField("đến")

    class Meta:
        verbose_name = "ủy nhiệm"
        verbose_name_plural = "ủy nhiệm"

    @property
    def last_day(self) -> datetime:
        """The last moment that counts: it ends at the midnight after that day."""
        return self.ends_at - timedelta(seconds=1)


class LookupKey(models.TextChoices):
    """By what a citizen may look a dossier up; the regulations differ (domain.md §15.6)."""

    CODE = "code", "Mã hồ sơ"
    QR = "qr", "Mã QR"
    ID = "id", "Số định danh"
    NAME = "name", "Họ tên"
    PHONE = "phone", "Tổng đài"
    SMS = "sms", "Tin nhắn SMS"
    ZALO = "zalo", "Zalo"
    APP = "app", "Ứng dụng"
    DESK = "desk", "Tại quầy"


class Profile(models.Model):
    """What a province's regulation decides: the parameters of domain.md §15.6. Exactly one row is active."""

    code = models.SlugField("mã", unique=True)
    is_active = models.BooleanField("đang dùng", default=False)
    province_name = models.CharField("tên tỉnh trên màn hình", max_length=80)
    province_code = models.CharField("mã tỉnh", max_length=8)
    regulation = models.CharField("quy chế", max_length=200)
    regulation_mark = models.CharField("ký hiệu quy chế", max_length=4)
    agency_root = models.CharField("mã định danh cấp một", max_length=4)
    tiers = models.PositiveSmallIntegerField("số cấp chính quyền", default=2)
    system_owner = models.CharField("cơ quan quản lý hệ thống", max_length=200, blank=True)
    public_host = models.CharField("địa chỉ cho người dân", max_length=120, blank=True)
    staff_host = models.CharField("địa chỉ cho cán bộ", max_length=120, blank=True)
    hotline = models.CharField("tổng đài", max_length=40, blank=True)
    support_email = models.EmailField("thư hỗ trợ", blank=True)
    citizen_front = models.CharField(
        "cổng người dân",
        max_length=10,
        default="local",
        choices=[("local", "Cổng tỉnh"), ("national", "Cổng quốc gia")],
    )
    receipt_minutes = models.PositiveIntegerField("hạn tiếp nhận (phút làm việc)", default=480)
    deadline_mode = models.CharField(
        "cách tính hạn",
        max_length=6,
        default="hours",
        choices=[("hours", "theo giờ"), ("civil", "theo ngày")],
    )
    cutoff = models.TimeField("giờ chốt trong ngày", default="15:00")
    code_agency = models.CharField(
        "mã hồ sơ theo cơ quan",
        max_length=10,
        default="receiving",
        choices=[("receiving", "tiếp nhận"), ("competent", "có thẩm quyền")],
    )
    code_assigned_at = models.CharField(
        "cấp mã hồ sơ lúc",
        max_length=10,
        default="acceptance",
        choices=[("submission", "nộp"), ("acceptance", "tiếp nhận")],
    )
    lookup_keys = ArrayField(
        models.CharField(max_length=12, choices=LookupKey), verbose_name="tra cứu bằng", default=list
    )
    vault_mode = models.CharField(
        "kho giấy tờ",
        max_length=8,
        default="consent",
        choices=[("auto", "tự lưu"), ("consent", "khi đồng ý"), ("manual", "người dân tự lưu")],
    )
    attachment_policy = models.CharField(
        "giấy tờ đính kèm",
        max_length=10,
        default="scan",
        choices=[
            ("scan", "ảnh chụp hoặc kho"),
            ("e_copy", "bản sao điện tử"),
            ("certified", "bản chứng thực điện tử"),
        ],
    )
    supplement_max = models.PositiveSmallIntegerField("số lần yêu cầu bổ sung sau tiếp nhận", default=1)
    supplement_by_leader = models.BooleanField(
        "lãnh đạo duyệt yêu cầu bổ sung sau tiếp nhận rồi mới gửi", default=False
    )
    apology_lead_days = models.PositiveSmallIntegerField("xin lỗi trước hạn (ngày làm việc)", default=1)
    feedback_answer_days = models.PositiveSmallIntegerField("hạn trả lời phản ánh", default=15)
    feedback_progress_every = models.PositiveSmallIntegerField("báo tiến độ mỗi (ngày làm việc)", default=5)
    feedback_publish_days = models.PositiveSmallIntegerField("công khai trong", default=2)
    feedback_offline_entry_hours = models.PositiveSmallIntegerField(
        "nhập phản ánh ngoài hệ thống trong (giờ)", default=8
    )
    feedback_refuse_days = models.PositiveSmallIntegerField("từ chối trong", default=2)
    feedback_more_info_days = models.PositiveSmallIntegerField("hỏi thêm trong", default=5)

    class Meta:
        verbose_name = "hồ sơ cấu hình tỉnh"
        verbose_name_plural = "hồ sơ cấu hình tỉnh"
        constraints = [
            models.UniqueConstraint(
                fields=["is_active"], condition=Q(is_active=True), name="one_active_profile"
            )
        ]

    def __str__(self) -> str:
        return self.province_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        cache.delete(self.cache_key())

    @staticmethod
    def cache_key() -> str:
        """Where the active profile is kept; one per database, as several may share one Redis."""
        return f"agencies.profile.{connection.settings_dict['NAME']}"


class LoadStamp(models.Model):
    """Which data a loader has put in, so that the next run sees at once that nothing changed."""

    name = models.CharField("phần", max_length=40, unique=True)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField("nạp lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần nạp dữ liệu"
        verbose_name_plural = "lần nạp dữ liệu"

    def __str__(self) -> str:
        return self.name


from portal.agencies.rearranging.records import (  # noqa: E402, F401  (Django looks for models here)
    FormerName,
    Rearrangement,
    RearrangementLine,
)
