"""Shared catalogues (danh mục dùng chung, QN-7.5): what definitions and money speak of by a code, with dates."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.web.text import fold


class Kind(models.TextChoices):
    """The catalogues that are kept here, by the word in their address."""

    RESULT = "ket-qua", "Kết quả giải quyết thủ tục"
    REVENUE = "khoan-thu", "Khoản thu ngân sách nhà nước"
    BANK = "ngan-hang", "Ngân hàng, trung gian thanh toán"
    PAPER = "giay-to", "Loại giấy tờ"


KEPT_HERE = tuple(Kind)


class Entry(models.Model):
    """One row of a catalogue for a span of days; a new name from a day on is a new row of the same code."""

    kind = models.CharField("danh mục", max_length=12, choices=Kind)
    code = models.CharField(
        "mã", max_length=40, validators=[RegexValidator(r"^[\w.\-]+$", "Mã chỉ gồm chữ, số, dấu chấm, gạch.")]
    )
    name = models.CharField("tên", max_length=500)
    also = models.TextField(
        "cách gọi khác", blank=True, help_text="Mỗi dòng một; việc nhập danh mục quốc gia nhận ra theo đây"
    )
    valid_from = models.DateField("dùng từ", null=True, blank=True)
    valid_to = models.DateField("đến hết", null=True, blank=True)
    instead = models.CharField("mã thay thế", max_length=40, blank=True, help_text="Khi mã này thôi dùng")
    source = models.CharField("nguồn", max_length=200, blank=True)
    checked = models.BooleanField("đã đối chiếu với văn bản", default=False)
    fold = models.TextField(editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "mục của danh mục"
        verbose_name_plural = "danh mục dùng chung"
        ordering = ["kind", "code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=Q(valid_to=None), name="one_open_row_per_code"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="catalogue_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold_words()
        super().save(*args, **kwargs)

    def fold_words(self) -> None:
        """Keeps what lists are searched by; `bulk_create` does not go through `save`."""
        self.fold = fold(f"{self.code} {self.name} {self.also}")

    def clean(self) -> None:
        """The spans of one code do not overlap, and a code is not replaced by itself."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "Ngày cuối phải từ ngày đầu trở đi."})
        if self.instead and self.instead == self.code:
            raise ValidationError({"instead": "Mã không thể thay cho chính nó."})
        others = Entry.objects.filter(kind=self.kind, code=self.code).exclude(pk=self.pk)
        if self.valid_to:
            others = others.filter(Q(valid_from=None) | Q(valid_from__lte=self.valid_to))
        if self.valid_from:
            others = others.filter(Q(valid_to=None) | Q(valid_to__gte=self.valid_from))
        if others.exists():
            raise ValidationError({"code": "Mã này đã có trong danh mục vào những ngày ấy."})
