"""What people ask of their own data, and when it has to be done (Luật 91/2025/QH15, NĐ 356/2025)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import Party
from portal.documents.models import StoredFile, new_ulid


class Kind(models.TextChoices):
    SEE = "see", "Xem, nhận bản sao dữ liệu"
    CORRECT = "correct", "Sửa dữ liệu sai"
    RESTRICT = "restrict", "Hạn chế việc dùng dữ liệu"
    OBJECT = "object", "Phản đối việc dùng dữ liệu"
    DELETE = "delete", "Xoá dữ liệu"
    COMPLAIN = "complain", "Khiếu nại về việc dùng dữ liệu"


class RequestState(models.TextChoices):
    RECEIVED = "received", "Chờ trả lời"
    ANSWERED = "answered", "Đã trả lời, đang thực hiện"
    DONE = "done", "Đã thực hiện"
    REFUSED = "refused", "Không thực hiện được"


OPEN = (RequestState.RECEIVED, RequestState.ANSWERED)


class DataRequest(models.Model):
    """One request: answered within two working days, carried out within 15 days (20 when others must stop too)."""

    key = models.CharField(max_length=26, unique=True, default=new_ulid)
    party = models.ForeignKey(Party, models.PROTECT, related_name="data_requests")
    kind = models.CharField("xin", max_length=10, choices=Kind)
    text = models.TextField("nội dung", max_length=2000)
    state = models.CharField("tình trạng", max_length=10, choices=RequestState, default=RequestState.RECEIVED)
    received_at = models.DateTimeField("nhận lúc", default=timezone.now)
    answer_due = models.DateTimeField("trả lời trước")
    done_due = models.DateTimeField("thực hiện trước")
    extended = models.BooleanField("đã gia hạn", default=False)
    third_parties = models.BooleanField("bên khác cũng phải dừng", default=False)
    answer = models.TextField("trả lời", max_length=4000, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    warned_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField("báo lãnh đạo quá hạn lúc", null=True)

    class Meta:
        verbose_name = "yêu cầu về dữ liệu"
        verbose_name_plural = "yêu cầu về dữ liệu"
        indexes = [
            models.Index(fields=["party", "-id"], name="data_requests_of_party"),
            models.Index(
                fields=["done_due"],
                condition=Q(state__in=["received", "answered"]),
                name="data_requests_open",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def due_at(self) -> object:
        """The next term that is running."""
        return self.answer_due if self.state == RequestState.RECEIVED else self.done_due


class DataCopy(models.Model):
    """Everything the portal holds about one person, as one file in an open format; kept for a week."""

    key = models.CharField(max_length=26, unique=True, default=new_ulid)
    party = models.ForeignKey(Party, models.CASCADE, related_name="data_copies")
    asked_at = models.DateTimeField(default=timezone.now)
    failed = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "bản sao dữ liệu"
        verbose_name_plural = "bản sao dữ liệu"
