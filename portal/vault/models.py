"""A person's own store of papers (kho dữ liệu điện tử của tổ chức, cá nhân; NĐ 45/2020 Điều 16, QN-15, DL-22)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import Party
from portal.documents.models import StoredFile, new_ulid


class Shelf(models.TextChoices):
    """What a kept paper is. Classes 1 to 3 of the regulations (identity, dossiers, progress) are not copied here:
    they are the account and the dossiers themselves, and the store's page leads there."""

    RESULT = "result", "Kết quả giải quyết thủ tục"
    CERTIFIED = "certified", "Bản sao chứng thực điện tử"
    DIGITISED = "digitised", "Giấy tờ được số hoá ở quầy"
    NATIONAL = "national", "Lấy từ kho quốc gia"
    OWN = "own", "Giấy tờ bạn tự tải lên"


class ItemState(models.TextChoices):
    OFFERED = "offered", "Chờ bạn quyết định"
    KEPT = "kept", "Trong kho"
    DECLINED = "declined", "Bạn không lưu"
    RECALLED = "recalled", "Cơ quan đã thu hồi"
    REMOVED = "removed", "Bạn đã xoá"


class VaultItem(models.Model):
    """One paper of one person or organisation, with where it came from and how long it is good."""

    key = models.CharField(max_length=26, unique=True, default=new_ulid)
    party = models.ForeignKey(Party, models.CASCADE, related_name="vault_items")
    shelf = models.CharField("nhóm", max_length=10, choices=Shelf)
    state = models.CharField("tình trạng", max_length=10, choices=ItemState, default=ItemState.KEPT)
    title = models.CharField("tên giấy tờ", max_length=300)
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    issuer = models.CharField("nơi cấp", max_length=200, blank=True)
    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    expires_on = models.DateField("dùng được đến hết ngày", null=True, blank=True)
    result_code = models.CharField("mã kết quả quốc gia", max_length=40, blank=True)
    values = models.JSONField("nội dung đọc được bằng máy", default=dict, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    source = models.CharField("dấu nguồn", max_length=120)
    about = models.CharField("từ hồ sơ", max_length=60, blank=True)
    arrived_at = models.DateTimeField("vào kho lúc", default=timezone.now)
    ended_at = models.DateTimeField("ra khỏi kho lúc", null=True)
    warned_at = models.DateTimeField("đã nhắc hết hạn lúc", null=True)

    class Meta:
        verbose_name = "giấy tờ trong kho"
        verbose_name_plural = "giấy tờ trong kho"
        constraints = [models.UniqueConstraint(fields=["party", "source"], name="one_item_per_source")]
        indexes = [
            models.Index(fields=["party", "-id"], name="items_of_party"),
            models.Index(
                fields=["expires_on"],
                condition=Q(state="kept", warned_at=None) & ~Q(expires_on=None),
                name="items_to_expire",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Act(models.TextChoices):
    REUSED = "reused", "Dùng cho hồ sơ"
    SEEN = "seen", "Cán bộ xem khi giải quyết hồ sơ"
    SHARED = "shared", "Tạo đường dẫn chia sẻ"
    OPENED = "opened", "Đường dẫn chia sẻ được mở"
    SHARE_ENDED = "share_ended", "Ngừng chia sẻ"


class VaultUse(models.Model):
    """What was done with a kept paper, for its owner to read; index 766 group 4 counts the reuse."""

    item = models.ForeignKey(VaultItem, models.CASCADE, related_name="uses")
    act = models.CharField("việc", max_length=12, choices=Act)
    about = models.CharField("cho", max_length=120, blank=True)
    by = models.CharField("người", max_length=200, blank=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "lượt dùng"
        verbose_name_plural = "lượt dùng"
        indexes = [models.Index(fields=["item", "-id"], name="uses_of_item")]


class VaultShare(models.Model):
    """A link to one paper for one purpose, with an end. The copy it shows bears the purpose on every page."""

    key = models.CharField(max_length=40, unique=True)
    item = models.ForeignKey(VaultItem, models.CASCADE, related_name="shares")
    purpose = models.CharField("chỉ dùng cho", max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField("tạo lúc", default=timezone.now)
    expires_at = models.DateTimeField("hết hạn lúc")
    ended_at = models.DateTimeField("ngừng lúc", null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    opened = models.PositiveIntegerField("số lần mở", default=0)

    class Meta:
        verbose_name = "đường dẫn chia sẻ"
        verbose_name_plural = "đường dẫn chia sẻ"


class ExportState(models.TextChoices):
    ASKED = "asked", "Đang gom"
    READY = "ready", "Đã xong"
    FAILED = "failed", "Chưa làm được"


class VaultExport(models.Model):
    """Everything in the store as one ZIP, gathered by a worker, kept for a week."""

    key = models.CharField(max_length=26, unique=True, default=new_ulid)
    party = models.ForeignKey(Party, models.CASCADE, related_name="vault_exports")
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    done = models.PositiveIntegerField("đã gom", default=0)
    total = models.PositiveIntegerField("tất cả", default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "lần xuất kho"
        verbose_name_plural = "lần xuất kho"


class Right(models.TextChoices):
    READ = "read", "Xem và tải"
    FILE = "file", "Nộp hồ sơ, dùng giấy tờ"
    OWNER = "owner", "Quản lý thành viên"


class Member(models.Model):
    """A person who acts for an organisation, with a right, from joining to leaving; the row stays as a record."""

    organisation = models.ForeignKey(Party, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    right = models.CharField("quyền", max_length=5, choices=Right)
    joined_at = models.DateTimeField("vào lúc", default=timezone.now)
    invited_by = models.CharField("người mời", max_length=200, blank=True)
    ended_at = models.DateTimeField("thôi lúc", null=True)
    ended_by = models.CharField("ai cho thôi", max_length=200, blank=True)

    class Meta:
        verbose_name = "thành viên tổ chức"
        verbose_name_plural = "thành viên tổ chức"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], condition=Q(ended_at=None), name="a_member_once"
            )
        ]


class Invitation(models.Model):
    """A code with which one person may join an organisation, until it ends; only its hash is kept."""

    organisation = models.ForeignKey(Party, models.CASCADE, related_name="invitations")
    code_sha = models.CharField(max_length=64, unique=True)
    right = models.CharField("quyền", max_length=5, choices=Right)
    note = models.CharField("mời ai", max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField("lập lúc", default=timezone.now)
    expires_at = models.DateTimeField("hết hạn lúc")
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField("dùng hoặc thu lại lúc", null=True)

    class Meta:
        verbose_name = "lời mời vào tổ chức"
        verbose_name_plural = "lời mời vào tổ chức"
