"""What the public post carries (BCCI): papers from a home to the desk, results from the desk to a home."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from dossiers.models.dossier import Dossier
from portal.agencies.models import Agency, Officer


class PostKind(models.TextChoices):
    DELIVER = "deliver", "Trả kết quả tận nhà"
    COLLECT = "collect", "Nhận giấy tờ tại nhà"


class PostState(models.TextChoices):
    """Where a piece is. Waiting: for the post's number; ready: labelled, at the desk; then with the post."""

    WAITING = "waiting", "Đang đặt bưu chính"
    READY = "ready", "Chờ bàn giao"
    CALLED = "called", "Bưu tá sẽ đến nhận"
    ON_WAY = "on_way", "Bưu chính đang giữ"
    DELIVERED = "delivered", "Đã giao"
    RETURNED = "returned", "Chưa giao được, trả về quầy"
    CANCELLED = "cancelled", "Đã bỏ"


POST_OPEN = (PostState.WAITING, PostState.READY, PostState.CALLED, PostState.ON_WAY)


class PostHandover(models.Model):
    """A list of pieces that the desk gave and the postman took, both by name, at one moment; never changed."""

    number = models.CharField("số bảng kê", max_length=30, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="quầy")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name="người giao")
    postman = models.CharField("người nhận", max_length=120)
    postman_code = models.CharField("mã bưu tá", max_length=30)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "bảng kê giao bưu chính"
        verbose_name_plural = "bảng kê giao bưu chính"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number


class PostOrder(models.Model):
    """One piece. `key` makes the post take the order once however often it is sent; amounts are whole đồng."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="post_orders")
    kind = models.CharField("việc", max_length=8, choices=PostKind)
    state = models.CharField("tình trạng", max_length=10, choices=PostState, default=PostState.WAITING)
    desk = models.ForeignKey(Agency, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField("người nhận, gửi", max_length=300)
    phone = models.CharField("điện thoại", max_length=15)
    address = models.CharField("địa chỉ", max_length=400)
    fee_vnd = models.PositiveIntegerField("cước")
    owed_vnd = models.PositiveBigIntegerField("thu hộ", default=0)
    charge_id = models.BigIntegerField("khoản thu hộ", null=True)
    key = models.CharField(max_length=80, unique=True)
    tracking = models.CharField("mã bưu gửi", max_length=30, unique=True, null=True)
    asked_at = models.DateTimeField("đặt lúc", default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    error = models.CharField("lỗi", max_length=300, blank=True)
    handover = models.ForeignKey(PostHandover, models.PROTECT, null=True, related_name="orders")
    expected_at = models.DateTimeField("dự kiến giao", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)
    receiver = models.CharField("người ký nhận", max_length=200, blank=True)
    why_failed = models.CharField("vì sao chưa giao", max_length=200, blank=True)
    collected_vnd = models.PositiveBigIntegerField("bưu tá đã thu", null=True)
    remitted_vnd = models.PositiveBigIntegerField("bưu chính đã nộp", null=True)
    remitted_on = models.DateField("nộp ngày", null=True)

    class Meta:
        verbose_name = "bưu gửi"
        verbose_name_plural = "bưu gửi"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "kind"],
                condition=Q(state__in=["waiting", "ready", "called", "on_way"]),
                name="one_open_post_order_per_dossier_and_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "id"], name="post_of_desk"),
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="post_orders_to_send"),
        ]

    def __str__(self) -> str:
        return self.tracking or self.key


class PostEvent(models.Model):
    """What the post told about a piece, as it came; the same event twice is one row."""

    order = models.ForeignKey(PostOrder, models.CASCADE, related_name="events")
    number = models.CharField(max_length=60)
    code = models.CharField(max_length=20)
    words = models.CharField("diễn biến", max_length=200)
    place = models.CharField("nơi", max_length=120, blank=True)
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "diễn biến bưu gửi"
        verbose_name_plural = "diễn biến bưu gửi"
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="one_row_per_post_event")]
