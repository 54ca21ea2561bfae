"""What can be asked for. A published version never changes (promise P5; triggers hold it against SQL too)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMField, FSMModelMixin, transition

from portal.accounts.models import User
from portal.calendars.now import now
from portal.documents.models import StoredFile
from portal.web.text import fold


class ProcedureField(models.Model):
    """Lĩnh vực."""

    code = models.CharField("mã", max_length=30, unique=True)
    name = models.CharField("tên", max_length=200)
    slug = models.SlugField("đường dẫn", max_length=80, unique=True)

    class Meta:
        verbose_name = "lĩnh vực"
        verbose_name_plural = "lĩnh vực"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Procedure(models.Model):
    """A procedure of the national catalogue; what it asks for lives in its versions."""

    code = models.CharField("mã thủ tục", max_length=20, unique=True)
    name = models.CharField("tên", max_length=1000)
    plain_name = models.CharField("tên thường gọi", max_length=200, blank=True)
    field = models.ForeignKey(
        ProcedureField, models.PROTECT, related_name="procedures", verbose_name="lĩnh vực"
    )
    audience = models.CharField(
        "đối tượng",
        max_length=12,
        default="citizen",
        choices=[("citizen", "Người dân"), ("business", "Doanh nghiệp"), ("both", "Cả hai")],
    )
    keywords = models.TextField(
        "từ thường dùng", blank=True, help_text="Cách người dân gọi, mỗi dòng một cách"
    )
    search_fold = models.TextField(editable=False)
    retired_on = models.DateField("bãi bỏ từ", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="thủ tục thay thế",
    )

    class Meta:
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_words()
        super().save(*args, **kwargs)

    def fold_words(self) -> None:
        """Keeps what lists are searched by; `bulk_create` does not go through `save`."""
        self.search_fold = fold(f"{self.code} {self.name} {self.plain_name} {self.keywords}")


class VersionState(models.TextChoices):
    DRAFT = "draft", "Nháp"
    CHECKED = "checked", "Đã kiểm tra"
    TRIED = "tried", "Đã thử"
    PUBLISHED = "published", "Đã công bố"
    SUPERSEDED = "superseded", "Đã được thay thế"
    WITHDRAWN = "withdrawn", "Thôi dùng"


EDITABLE = (VersionState.DRAFT, VersionState.CHECKED, VersionState.TRIED)
"""Still being worked on; at most one such version of a procedure."""
STANDING = (VersionState.PUBLISHED, VersionState.SUPERSEDED, VersionState.WITHDRAWN)
"""Was published: which of them applies on a day is decided by the dates alone."""


class ProcedureVersion(FSMModelMixin, models.Model):
    """Form, papers, fees, steps, limits and law as one document with effective dates.

    Moves change the state and nothing else; the verbs are in `procedures.life` and `procedures.drafts`."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions", verbose_name="thủ tục")
    number = models.PositiveIntegerField("phiên bản")
    state = FSMField(
        "trạng thái", max_length=10, choices=VersionState, default=VersionState.DRAFT, protected=True
    )
    revision = models.PositiveIntegerField("lần sửa", default=1, editable=False)
    definition = models.JSONField("nội dung")
    sha256 = models.CharField(max_length=64, editable=False)
    effective_from = models.DateField("hiệu lực từ", null=True, blank=True)
    effective_to = models.DateField("đến hết", null=True, blank=True)
    decision = models.CharField("quyết định công bố", max_length=200, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    decision_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="văn bản công bố"
    )
    published_at = models.DateTimeField("công bố lúc", null=True, editable=False)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="người công bố"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "phiên bản thủ tục"
        verbose_name_plural = "phiên bản thủ tục"
        ordering = ["procedure_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["procedure"], condition=Q(state__in=EDITABLE), name="one_draft_per_procedure"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EDITABLE) | Q(effective_from__isnull=False),
                name="published_version_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure.code} v{self.number}"

    @property
    def editable(self) -> bool:
        """Still a draft in the wide sense: it may be changed, checked, tried and thrown away."""
        return self.state in EDITABLE

    @transition(field=state, source=EDITABLE, target=VersionState.DRAFT)
    def edit(self) -> None:
        """What was checked and tried no longer holds."""

    @transition(field=state, source=VersionState.DRAFT, target=VersionState.CHECKED)
    def check_over(self) -> None:
        """Nothing keeps it from being published any more."""

    @transition(field=state, source=VersionState.CHECKED, target=VersionState.TRIED)
    def try_out(self) -> None:
        """Every test dossier came out as expected."""

    @transition(field=state, source=VersionState.TRIED, target=VersionState.PUBLISHED)
    def publish(self) -> None:
        """Announced; applies from its first day on."""

    @transition(field=state, source=VersionState.PUBLISHED, target=VersionState.SUPERSEDED)
    def supersede(self) -> None:
        """Its last day has passed and a later version applies."""

    @transition(field=state, source=VersionState.PUBLISHED, target=VersionState.WITHDRAWN)
    def withdraw(self) -> None:
        """No longer offered, and nothing follows it; or taken back before its first day."""


class EventKind(models.TextChoices):
    CREATE = "create", "Tạo bản nháp"
    EDIT = "edit", "Sửa"
    CHECK = "check", "Kiểm tra"
    TRY = "try", "Thử"
    PUBLISH = "publish", "Công bố"
    SUPERSEDE = "supersede", "Được thay thế"
    WITHDRAW = "withdraw", "Thôi dùng"
    CANCEL = "cancel", "Hủy công bố"
    DISCARD = "discard", "Bỏ bản nháp"
    RETIRE = "retire", "Bãi bỏ thủ tục"


class VersionEvent(models.Model):
    """One line of a version's history: who did what, why, and what changed. Never altered (trigger).

    `changes` is a list of {"path", "before", "after"}; a draft that was thrown away leaves its whole content in
    its last line, where `version` is empty."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="events")
    version = models.ForeignKey(ProcedureVersion, models.SET_NULL, null=True, related_name="events")
    number = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=EventKind)
    act = models.CharField("việc", max_length=300)
    why = models.TextField("lý do", blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)
    revision = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=VersionState, blank=True)
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = "việc với phiên bản"
        verbose_name_plural = "lịch sử phiên bản"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number}: {self.act}"

    @property
    def summary(self) -> str:
        """The changed places in short: “papers[a].name, fees (2 chỗ nữa)”."""
        paths = [change["path"] for change in self.changes]
        more = f" ({len(paths) - 4} chỗ nữa)" if len(paths) > 4 else ""
        return ", ".join(paths[:4]) + more


class SamplePicture(models.Model):
    """What a paper looks like: shown to whoever is asked for that paper, named by its content."""

    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name="ảnh")
    name = models.CharField("tên tệp", max_length=255)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="người tải lên")
    added_at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "ảnh mẫu giấy tờ"
        verbose_name_plural = "ảnh mẫu giấy tờ"

    def __str__(self) -> str:
        return self.name


class Confirmation(models.Model):
    """Somebody vouches for a point of the control before going live, for exactly this content (ST-17)."""

    version = models.ForeignKey(ProcedureVersion, models.CASCADE, related_name="confirmations")
    point = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "xác nhận trước khi đưa lên mạng"
        verbose_name_plural = "xác nhận trước khi đưa lên mạng"
        constraints = [
            models.UniqueConstraint(fields=["version", "point", "sha256"], name="one_voucher_per_point")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.point}"


class Synonym(models.Model):
    """Everyday words that mean a term of the law ("sổ đỏ" → "giấy chứng nhận quyền sử dụng đất")."""

    said = models.CharField("người dân nói", max_length=120)
    said_fold = models.CharField(max_length=120, unique=True, editable=False)
    means = models.CharField("nghĩa là", max_length=200)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "từ đồng nghĩa"
        verbose_name_plural = "từ đồng nghĩa"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.said_fold = fold(self.said)
        super().save(*args, **kwargs)


class SearchMiss(models.Model):
    """A search that found nothing; administrators read them to add words."""

    query_fold = models.CharField(max_length=200, unique=True)
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "tìm không thấy"
        verbose_name_plural = "tìm không thấy"


from procedures.announcing.records import AnnouncedProcedure, Announcement  # noqa: E402, F401
from procedures.exchange.records import TrustedKey  # noqa: E402, F401
from procedures.national.records import (  # noqa: E402, F401
    CatalogueImport,
    CatalogueRow,
    CatalogueSource,
)
from procedures.online.records import (  # noqa: E402, F401
    Directive,
    NationalPosting,
    ReviewLine,
    ReviewRound,
    Solution,
    WorkflowDuty,
)
from procedures.revising.records import FeeRevision, FeeRevisionLine  # noqa: E402, F401
from procedures.simulating.records import Simulation  # noqa: E402, F401  (Django looks for models here)
