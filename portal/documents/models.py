"""Files: kept once by their hash, in quarantine until they are checked (promise P9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from ulid import ULID

from portal.agencies.models import Agency, Officer


def new_ulid() -> str:
    return str(ULID())


class FileState(models.TextChoices):
    QUARANTINED = "quarantined", "Đang kiểm tra"
    CLEAN = "clean", "Đã kiểm tra"
    REJECTED = "rejected", "Không nhận"


class StoredFile(models.Model):
    """One content. Names and owners live on the rows that point here."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField("số byte")
    content_type = models.CharField("kiểu", max_length=80)
    pages = models.PositiveIntegerField("số trang", default=1)
    state = models.CharField("trạng thái", max_length=12, choices=FileState, default=FileState.QUARANTINED)
    reason = models.CharField("lý do không nhận", max_length=300, blank=True)
    created_at = models.DateTimeField("mang đến lần cuối", default=timezone.now)
    checked_at = models.DateTimeField(null=True)
    closed_with = models.CharField("khoá mã hoá", max_length=16, blank=True)

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"
        indexes = [
            models.Index(
                fields=["created_at"], condition=models.Q(state="quarantined"), name="files_in_quarantine"
            ),
            models.Index(fields=["closed_with", "id"], name="files_by_key"),
        ]

    @property
    def path(self) -> str:
        """Where the storage keeps it."""
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class UploadState(models.TextChoices):
    RECEIVING = "receiving", "Đang tải lên"
    STORED = "stored", "Đã nhận"
    FAILED = "failed", "Hỏng"


class Upload(models.Model):
    """A file on its way in: resumable by chunks; becomes a StoredFile when the last byte has come."""

    key = models.CharField(max_length=26, unique=True, default=new_ulid)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purpose = models.CharField("dùng cho", max_length=120)
    name = models.CharField("tên tệp", max_length=255)
    size = models.PositiveBigIntegerField("số byte khai")
    received = models.PositiveBigIntegerField("số byte đã nhận", default=0)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVING)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "lượt tải lên"
        verbose_name_plural = "lượt tải lên"


class KeyKind(models.TextChoices):
    PKCS12 = "pkcs12", "Tệp chứng thư (PKCS#12)"
    PKCS11 = "pkcs11", "Thiết bị ký (PKCS#11)"
    REMOTE = "remote", "Ký số từ xa"


class SigningKey(models.Model):
    """What an officer signs with, or what stands for an agency's stamp. Its secrets are closed (signing.box)."""

    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="signing_keys")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="signing_keys")
    kind = models.CharField("loại", max_length=8, choices=KeyKind)
    subject = models.CharField("cấp cho", max_length=200)
    issuer = models.CharField("nơi cấp", max_length=200)
    fingerprint = models.CharField(max_length=64)
    chain = models.BinaryField()
    where = models.CharField("dịch vụ hoặc mô-đun", max_length=300, blank=True)
    known_as = models.CharField("tên khoá ở đó", max_length=200, blank=True)
    content = models.BinaryField(default=b"")
    pin = models.BinaryField(default=b"")
    picture = models.BinaryField("ảnh chữ ký hoặc con dấu", default=b"")
    valid_from = models.DateTimeField("có hiệu lực từ")
    valid_to = models.DateTimeField("hết hạn")
    added_at = models.DateTimeField("nạp lúc", default=timezone.now)
    withdrawn_at = models.DateTimeField("thôi dùng lúc", null=True)
    withdrawn_for = models.CharField("thôi dùng vì", max_length=300, blank=True)
    warned_at = models.DateTimeField("đã nhắc hết hạn lúc", null=True)

    class Meta:
        verbose_name = "chứng thư số"
        verbose_name_plural = "chứng thư số"
        constraints = [
            models.CheckConstraint(
                condition=Q(officer=None, agency__isnull=False) | Q(officer__isnull=False, agency=None),
                name="a_key_has_one_holder",
            ),
            models.UniqueConstraint(
                fields=["officer"], condition=Q(withdrawn_at=None), name="one_key_of_an_officer"
            ),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(withdrawn_at=None), name="one_key_of_an_agency"
            ),
        ]

    @property
    def asks_pin(self) -> bool:
        """Whether the signer types a PIN each time they sit down to sign."""
        return not self.pin


class Extent(models.TextChoices):
    WHOLE = "whole", "cả văn bản"
    FILLED = "filled", "cả văn bản; sau đó chỉ thêm số, ngày, chữ ký, dấu thời gian"
    CHANGED = "changed", "văn bản đã bị sửa sau khi ký"


class FileSignature(models.Model):
    """One signature found in a stored PDF, as it was when it was checked."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="signatures")
    number = models.PositiveSmallIntegerField("thứ tự")
    field = models.CharField(max_length=100)
    signer = models.CharField("người ký", max_length=200)
    organisation = models.CharField("tổ chức", max_length=200, blank=True)
    issuer = models.CharField("nơi cấp chứng thư", max_length=200, blank=True)
    fingerprint = models.CharField("dấu chứng thư", max_length=64, blank=True)
    signed_at = models.DateTimeField("ký lúc", null=True)
    stamped = models.BooleanField("có dấu thời gian", default=False)
    intact = models.BooleanField("nguyên vẹn")
    trusted = models.BooleanField("nơi cấp được tin cậy")
    extent = models.CharField("phần được ký", max_length=8, choices=Extent)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "chữ ký trong tệp"
        verbose_name_plural = "chữ ký trong tệp"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="a_signature_once")]

    @property
    def good(self) -> bool:
        return self.intact and self.trusted and self.extent != Extent.CHANGED


class OrderState(models.TextChoices):
    WAITING = "waiting", "Chờ ký"
    SIGNING = "signing", "Đang ký"
    SIGNED = "signed", "Đã ký"
    FAILED = "failed", "Chưa ký được"
    LAPSED = "lapsed", "Chờ người ký xác nhận lại"


class SigningOrder(models.Model):
    """Somebody has told the portal to sign something; a worker does it, what `work` names goes on from there."""

    subject = models.CharField("việc", max_length=60, db_index=True)
    work = models.CharField(max_length=60)
    told = models.JSONField(default=dict)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    sitting = models.CharField("lượt ký", max_length=26, default=new_ulid, db_index=True)
    pin = models.BinaryField(default=b"")
    source = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    signed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    state = models.CharField("trạng thái", max_length=8, choices=OrderState, default=OrderState.WAITING)
    reason = models.CharField("vì sao chưa ký được", max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    created_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lệnh ký"
        verbose_name_plural = "lệnh ký"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state__in=["waiting", "signing"]),
                name="signed_once_at_a_time",
            )
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state__in=["waiting", "signing"]), name="orders_to_sign"
            )
        ]


class PaperState(models.TextChoices):
    DRAWN = "drawn", "Chờ ký"
    SIGNING = "signing", "Đang ký"
    SIGNED = "signed", "Đã ký"
    FAILED = "failed", "Chưa ký được"


class PersonalPaper(models.Model):
    """A paper of ours that somebody who is no officer signs, with a certificate that bears their own number.

    said: hash of what it says, so that what was signed holds for those words alone; what they come back to holds again.
    """

    subject = models.CharField("việc", max_length=60)
    said = models.CharField(max_length=64)
    numbers = models.JSONField("số của người ký", default=list)
    paper = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    state = models.CharField("trạng thái", max_length=8, choices=PaperState, default=PaperState.DRAWN)
    service = models.CharField("dịch vụ ký", max_length=100, blank=True)
    pin = models.BinaryField(default=b"")
    brought = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    signed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    signer = models.CharField("người ký", max_length=200, blank=True)
    signed_at = models.DateTimeField("ký lúc", null=True)
    reason = models.CharField("vì sao chưa ký được", max_length=500, blank=True)
    tries = models.PositiveSmallIntegerField("số lần thử", default=0)
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "giấy người dân ký số"
        verbose_name_plural = "giấy người dân ký số"
        constraints = [
            models.UniqueConstraint(fields=["subject", "said"], name="one_paper_for_the_same_words"),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(signed__isnull=False), name="a_signed_paper_is_there"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(state="signing"), name="papers_being_signed")
        ]


class ScanState(models.TextChoices):
    SCANNED = "scanned", "Chờ kiểm tra"
    CHECKED = "checked", "Đã kiểm tra, chờ ký"
    SIGNED = "signed", "Đã ký"
    STORED = "stored", "Đã lưu"
    REJECTED = "rejected", "Phải quét lại"


class DigitisedPaper(models.Model):
    """A paper that a desk made electronic: scanned → checked against the paper → signed → stored (TT 01/2023).

    subject names the paper (paper:<reference>:<id>); a scan that was turned down stays beside the one that follows.
    """

    subject = models.CharField("giấy tờ", max_length=140)
    title = models.CharField("tên giấy tờ", max_length=300)
    about = models.CharField("hồ sơ", max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    state = models.CharField("tình trạng", max_length=8, choices=ScanState, default=ScanState.SCANNED)
    scanned_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    scanned_at = models.DateTimeField("quét lúc", default=timezone.now)
    due_at = models.DateTimeField("hạn kiểm tra")
    checked_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    checked_at = models.DateTimeField("kiểm tra lúc", null=True)
    reason = models.CharField("vì sao quét lại", max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    signed = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField("lưu lúc", null=True)

    class Meta:
        verbose_name = "giấy tờ số hoá"
        verbose_name_plural = "giấy tờ số hoá"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=~Q(state="rejected"), name="one_living_scan_of_a_paper"
            ),
            models.CheckConstraint(
                condition=Q(state="scanned") | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="nothing_signed_or_stored_unchecked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_at"], condition=Q(state__in=["scanned", "checked", "signed"]),
                name="scans_under_way",
            ),
            models.Index(fields=["about"], name="scans_of_a_dossier"),
        ]  # fmt: skip


class Checker(models.TextChoices):
    ANOTHER = "another", "Luôn là người khác"
    ANYBODY = "anybody", "Cả người đã quét"


class DigitisingRule(models.Model):
    """Who checks the scans of a desk; without one another person does wherever the desk has more than one."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="+", verbose_name="bộ phận")
    checker = models.CharField("ai kiểm tra bản quét", max_length=7, choices=Checker)

    class Meta:
        verbose_name = "cách kiểm tra bản quét"
        verbose_name_plural = "cách kiểm tra bản quét"

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_checker_display()}"
