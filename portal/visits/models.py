"""People who come to a desk: what for, their ticket, who calls them, times agreed on, what they signed there."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.models import Party
from portal.agencies.models import Agency, Officer
from portal.documents.models import StoredFile, new_ulid


class Service(models.Model):
    """What a desk calls tickets for: a letter and words on the kiosk."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="ticket_services", verbose_name="bộ phận")
    letter = models.CharField("chữ đầu của số", max_length=2)
    name = models.CharField("việc", max_length=120)
    minutes = models.PositiveSmallIntegerField("thường mất bao nhiêu phút", default=8)
    each_slot = models.PositiveSmallIntegerField("số người hẹn trước mỗi nửa giờ", default=2)
    active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "việc ở quầy"
        verbose_name_plural = "việc ở quầy"
        ordering = ["letter"]
        constraints = [models.UniqueConstraint(fields=["agency", "letter"], name="one_service_per_letter")]

    def __str__(self) -> str:
        return f"{self.letter} – {self.name}"


class Counter(models.Model):
    """A place where somebody sits and calls."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="counters", verbose_name="bộ phận")
    name = models.CharField("tên quầy", max_length=40)
    services = models.ManyToManyField(Service, verbose_name="gọi những việc", blank=True)
    officer = models.ForeignKey(Officer, models.SET_NULL, null=True, blank=True, related_name="+")
    open_since = models.DateTimeField("mở từ", null=True, blank=True)

    class Meta:
        verbose_name = "quầy"
        verbose_name_plural = "quầy"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="one_counter_per_name")]

    def __str__(self) -> str:
        return self.name


class TicketState(models.TextChoices):
    WAITING = "waiting", "Đang chờ"
    CALLED = "called", "Đang gọi"
    SERVED = "served", "Đã xong"
    ABSENT = "absent", "Gọi không có mặt"
    GIVEN_UP = "given_up", "Khách thôi chờ"


class Ticket(models.Model):
    """One number of one day. It bears no name: the phone page and the display are open to everybody."""

    key = models.CharField(max_length=26, unique=True, default=new_ulid)
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="tickets")
    service = models.ForeignKey(Service, models.PROTECT, related_name="tickets")
    day = models.DateField("ngày")
    number = models.PositiveIntegerField("số")
    first = models.BooleanField("được gọi trước", default=False)
    state = models.CharField("tình trạng", max_length=9, choices=TicketState, default=TicketState.WAITING)
    taken_at = models.DateTimeField("lấy lúc", default=timezone.now)
    turn_at = models.DateTimeField("xếp theo lúc", default=timezone.now)
    called_at = models.DateTimeField("gọi lúc", null=True)
    ended_at = models.DateTimeField("xong lúc", null=True)
    calls = models.PositiveSmallIntegerField("số lần gọi", default=0)
    counter = models.ForeignKey(Counter, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "số thứ tự"
        verbose_name_plural = "số thứ tự"
        constraints = [
            models.UniqueConstraint(fields=["service", "day", "number"], name="one_ticket_per_number"),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state="called"), name="one_ticket_at_a_counter"
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "day", "-first", "turn_at"],
                condition=Q(state="waiting"),
                name="tickets_waiting",
            ),
            models.Index(fields=["agency", "day", "-called_at"], name="tickets_called"),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """A042, as it is printed, shown and called."""
        return f"{self.service.letter}{self.number:03}"


class AppointmentState(models.TextChoices):
    BOOKED = "booked", "Đã hẹn"
    ARRIVED = "arrived", "Đã đến"
    CANCELLED = "cancelled", "Đã huỷ"


class Appointment(models.Model):
    """A time at the desk agreed beforehand; at the kiosk it becomes a ticket that is called first."""

    key = models.CharField(max_length=26, unique=True, default=new_ulid)
    party = models.ForeignKey(Party, models.CASCADE, related_name="appointments")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="appointments")
    service = models.ForeignKey(Service, models.PROTECT, related_name="appointments")
    at = models.DateTimeField("lúc")
    about = models.CharField("về việc", max_length=200, blank=True)
    state = models.CharField(
        "tình trạng", max_length=9, choices=AppointmentState, default=AppointmentState.BOOKED
    )
    made_at = models.DateTimeField("hẹn lúc", default=timezone.now)
    ticket = models.OneToOneField(Ticket, models.SET_NULL, null=True, related_name="appointment")
    reminded_at = models.DateTimeField("đã nhắc lúc", null=True)

    class Meta:
        verbose_name = "lịch hẹn"
        verbose_name_plural = "lịch hẹn"
        constraints = [
            models.UniqueConstraint(
                fields=["party", "at"], condition=Q(state="booked"), name="one_place_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["service", "at"], condition=Q(state="booked"), name="appointments_booked"),
            models.Index(fields=["party", "-at"], name="appointments_of_party"),
        ]


class Signing(models.TextChoices):
    CONSENT = "consent", "Đồng ý để cán bộ nộp giúp"
    RETURN = "return", "Nhận kết quả"
    POST = "post", "Bưu tá nhận bưu gửi"


class SignedHow(models.TextChoices):
    DRAWN = "drawn", "Ký trên màn hình"
    TYPED = "typed", "Gõ tên và xác nhận"
    PAPER = "paper", "Ký trên giấy"


class Signature(models.Model):
    """What somebody signed at a desk. subject names what for: the dossier's reference, the number of a list."""

    subject = models.CharField("cho", max_length=60, db_index=True)
    purpose = models.CharField("việc", max_length=8, choices=Signing)
    name = models.CharField("người ký", max_length=300)
    how = models.CharField("cách ký", max_length=6, choices=SignedHow)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "chữ ký ở quầy"
        verbose_name_plural = "chữ ký ở quầy"
        ordering = ["id"]


class ArrivalKind(models.TextChoices):
    NEW = "new", "Hồ sơ mới"
    SUPPLEMENT = "more", "Giấy tờ bổ sung"
    UNDELIVERED = "back", "Kết quả không phát được"
    OTHER = "other", "Giấy tờ khác"


class ArrivalState(models.TextChoices):
    ARRIVED = "arrived", "Đã đến, chưa mở"
    OPENED = "opened", "Đã mở"
    MATCHED = "matched", "Đã gắn với hồ sơ"
    TAKEN = "taken", "Đã nhận vào hồ sơ"
    SENT_BACK = "back", "Đã gửi trả"


class Arrival(models.Model):
    """What the post brought to a desk: each cover with its term until it is taken in or sent back; none hangs."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="arrivals", verbose_name="bộ phận")
    kind = models.CharField("loại", max_length=5, choices=ArrivalKind)
    state = models.CharField("tình trạng", max_length=7, choices=ArrivalState, default=ArrivalState.ARRIVED)
    tracking = models.CharField("mã bưu gửi", max_length=30, blank=True)
    sender = models.CharField("người gửi", max_length=200)
    phone = models.CharField("điện thoại người gửi", max_length=20, blank=True)
    contents = models.CharField("trong bì có", max_length=500, blank=True)
    subject = models.CharField("hồ sơ", max_length=60, blank=True, db_index=True)
    brought = models.CharField("bảng kê của bưu chính", max_length=30, blank=True, db_index=True)
    arrived_at = models.DateTimeField("đến lúc", default=timezone.now)
    due_at = models.DateTimeField("hạn")
    noted_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", db_index=False)
    opened_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField("mở lúc", null=True)
    ended_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField("xong lúc", null=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "bưu gửi đến"
        verbose_name_plural = "bưu gửi đến"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "tracking"],
                condition=Q(ended_at=None) & ~Q(tracking=""),
                name="one_open_arrival_per_tracking",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["taken", "back"], ended_at__isnull=False)
                | Q(state__in=["arrived", "opened", "matched"], ended_at=None),
                name="an_arrival_ends_taken_in_or_sent_back",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["matched", "taken"]) | ~Q(subject=""),
                name="a_matched_arrival_names_its_dossier",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "due_at"], condition=Q(ended_at=None), name="arrivals_open"),
            models.Index(fields=["agency", "-ended_at"], name="arrivals_ended"),
        ]
