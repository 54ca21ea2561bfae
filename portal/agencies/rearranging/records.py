"""A rearrangement: the decision, its day, one line for each thing that ends or is renamed, and what became of it."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.accounts.models import User
from portal.agencies.models import AdminUnit, Agency
from portal.calendars.now import now


class RearrangementState(models.TextChoices):
    DRAFT = "draft", "Đang lập"
    APPROVED = "approved", "Đã duyệt"
    DONE = "done", "Đã thực hiện"


class Rearrangement(models.Model):
    """One decision. Approved, it holds from its day on by the dates alone; before that day it can be undone."""

    name = models.CharField("tên đợt", max_length=200)
    decision = models.CharField("văn bản", max_length=200)
    effective_from = models.DateField("hiệu lực từ")
    new_tiers = models.PositiveSmallIntegerField("số cấp chính quyền từ ngày ấy", null=True, blank=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=RearrangementState, default=RearrangementState.DRAFT
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người lập")
    made_at = models.DateTimeField("lập lúc", default=now)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="người duyệt"
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undone_why = models.CharField("lý do hủy", max_length=1000, blank=True)
    alive_at = models.DateTimeField(null=True)
    moved = models.PositiveIntegerField("đã chuyển", default=0)
    finished_at = models.DateTimeField("xong lúc", null=True)
    report = models.JSONField("kết quả", default=list)

    class Meta:
        app_label = "agencies"
        verbose_name = "đợt sắp xếp"
        verbose_name_plural = "đợt sắp xếp"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Act(models.TextChoices):
    MERGE = "merge", "Nhập vào"
    SPLIT = "split", "Chia cho"
    RENAME = "rename", "Đổi tên"
    END = "end", "Kết thúc"


class RearrangementLine(models.Model):
    """One agency or one administrative unit that ends, is divided or gets a new name.

    A split agency names how its open work is shared: by the place of the matter, by field of work (code of the
    field → code of the agency), and to the main heir for the rest. `before` is what undoing puts back."""

    rearrangement = models.ForeignKey(Rearrangement, models.CASCADE, related_name="lines")
    act = models.CharField("việc", max_length=8, choices=Act)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="rearrangements")
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="rearrangements")
    heir = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    heir_unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    others = ArrayField(models.CharField(max_length=35), verbose_name="các nơi nhận khác (mã)", default=list)
    by_place = models.BooleanField("hồ sơ theo địa bàn", default=False)
    by_field = models.JSONField("hồ sơ theo lĩnh vực", default=dict)
    staff_follow = models.BooleanField("cán bộ đi theo", default=True)
    new_name = models.CharField("tên mới", max_length=200, blank=True)
    new_short_name = models.CharField("tên ngắn mới", max_length=80, blank=True)
    made = models.JSONField("lập mới", default=dict)
    before = models.JSONField(default=dict)

    class Meta:
        app_label = "agencies"
        verbose_name = "việc của đợt sắp xếp"
        verbose_name_plural = "việc của đợt sắp xếp"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=True) ^ Q(unit__isnull=True), name="line_is_of_an_agency_or_a_unit"
            ),
            models.UniqueConstraint(fields=["rearrangement", "agency"], name="one_line_per_agency"),
            models.UniqueConstraint(fields=["rearrangement", "unit"], name="one_line_per_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.subject}"

    @property
    def subject(self) -> Agency | AdminUnit:
        found = self.agency or self.unit
        assert found is not None
        return found

    @property
    def old_name(self) -> str:
        """What it was called before its day: a line that was carried out names what it changed, not what came of it."""
        until = self.rearrangement.effective_from - timedelta(days=1)
        then = (
            FormerName.objects.filter(agency=self.agency_id, until=until).first() if self.agency_id else None
        )
        return then.name if then else str(self.subject)

    @property
    def other_names(self) -> list[str]:
        """The other heirs of a split by name, in their order; a code that nothing bears stays a code."""
        if not self.others:
            return []
        if self.agency_id:
            called = dict(Agency.objects.filter(code__in=self.others).values_list("code", "name"))
        else:
            level = self.subject.level if isinstance(self.subject, AdminUnit) else ""
            units = AdminUnit.objects.filter(code__in=self.others, level=level).order_by("valid_from", "pk")
            called = {unit.code: str(unit) for unit in units}
        return [called.get(code, code) for code in self.others]


class FormerName(models.Model):
    """What an agency was called until a day; the papers of that time bear this name."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="former_names", verbose_name="cơ quan")
    name = models.CharField("tên cũ", max_length=200)
    short_name = models.CharField("tên ngắn cũ", max_length=80)
    until = models.DateField("đến hết ngày")

    class Meta:
        app_label = "agencies"
        verbose_name = "tên cũ của cơ quan"
        verbose_name_plural = "tên cũ của cơ quan"
        ordering = ["until"]
        constraints = [models.UniqueConstraint(fields=["agency", "until"], name="one_former_name_per_day")]

    def __str__(self) -> str:
        return self.name
