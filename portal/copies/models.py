"""Paper made from electronic papers (NĐ 45/2020 Điều 18) and electronic copies made from paper (Điều 10)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import Party
from portal.agencies.models import Agency, Officer
from portal.documents.models import StoredFile


class BookKind(models.TextChoices):
    CONVERSION = "conversion", "Sổ chuyển đổi từ bản điện tử"
    CERTIFIED = "certified", "Sổ chứng thực bản sao điện tử"
    REGISTER = "register", "Sổ cấp bản sao điện tử từ sổ gốc"


class Book(models.Model):
    """The last number given out by an agency in one book of one year."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=BookKind)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "sổ bản sao"
        verbose_name_plural = "sổ bản sao"
        constraints = [models.UniqueConstraint(fields=["agency", "kind", "year"], name="one_book_a_year")]


class Conversion(models.Model):
    """One electronic paper put on paper by an officer; everything its sheets say stands here."""

    key = models.CharField("mã xác minh", max_length=32, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="conversions")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveIntegerField("số")
    source = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    subject = models.CharField("dấu nguồn", max_length=120)
    title = models.CharField("tên giấy tờ", max_length=300)
    paper_number = models.CharField("số, ký hiệu của bản điện tử", max_length=60, blank=True)
    issuer = models.CharField("nơi cấp bản điện tử", max_length=200, blank=True)
    issued_on = models.DateField("ngày cấp bản điện tử", null=True)
    owner = models.CharField("của ai", max_length=300, blank=True)
    about = models.CharField("hồ sơ", max_length=60, blank=True, db_index=True)
    purpose = models.CharField("để làm gì", max_length=200, blank=True)
    made_at = models.DateTimeField("chuyển đổi lúc", default=timezone.now)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "bản chuyển đổi"
        verbose_name_plural = "bản chuyển đổi"
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="one_conversion_a_number")
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="conversions_of_agency")]

    def __str__(self) -> str:
        return self.serial

    @property
    def serial(self) -> str:
        """As it stands on the paper and in the book."""
        return f"{self.number}/{self.year}/BCĐ"


class Printing(models.Model):
    """One print of a conversion; the first is the conversion itself, each later one is marked."""

    conversion = models.ForeignKey(Conversion, models.CASCADE, related_name="prints")
    number = models.PositiveSmallIntegerField("lần in")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lần in"
        verbose_name_plural = "các lần in"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversion", "number"], name="each_print_is_numbered")
        ]


class CopyKind(models.TextChoices):
    CERTIFIED = "certified", "Chứng thực bản sao điện tử từ bản chính"
    REGISTER = "register", "Bản sao điện tử cấp từ sổ gốc"


class ElectronicCopy(models.Model):
    """A paper that was scanned, compared with its original or register, signed by who may certify and stamped."""

    key = models.CharField("mã xác minh", max_length=32, unique=True)
    kind = models.CharField("loại", max_length=10, choices=CopyKind)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="electronic_copies")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    about = models.CharField("hồ sơ", max_length=60, db_index=True)
    title = models.CharField("tên giấy tờ", max_length=300)
    original_number = models.CharField("số của bản chính", max_length=60, blank=True)
    original_issuer = models.CharField("nơi cấp bản chính", max_length=200, blank=True)
    original_issued_on = models.DateField("ngày cấp bản chính", null=True)
    register = models.CharField("sổ gốc, quyển, số", max_length=200, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    compared_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    compared_at = models.DateTimeField("đối chiếu lúc", default=timezone.now)
    signer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    signed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("năm", null=True)
    number = models.PositiveIntegerField("số", null=True)
    issued_at = models.DateTimeField("cấp lúc", null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    returned_for = models.CharField("trả lại vì", max_length=500, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True)
    revoked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    revoked_for = models.CharField("thu hồi vì", max_length=1000, blank=True)

    class Meta:
        verbose_name = "bản sao điện tử"
        verbose_name_plural = "bản sao điện tử"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "year", "number"],
                condition=Q(number__isnull=False),
                name="one_copy_a_number",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None)
                | Q(file__isnull=False, number__isnull=False, signer__isnull=False),
                name="an_issued_copy_is_signed_and_numbered",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="copies_of_agency")]

    def __str__(self) -> str:
        return self.serial or self.title

    @property
    def serial(self) -> str:
        """As it stands on the copy and in the book, one volume a year; empty until it is numbered."""
        if not self.number:
            return ""
        if self.kind == CopyKind.CERTIFIED:
            return f"{self.number}, quyển số {self.year}-SCTĐT/BS"
        return f"{self.number}/{self.year}/SGĐT"
