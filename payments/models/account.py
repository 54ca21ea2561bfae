"""Where money belongs: the account of an agency for phí or for lệ phí (Luật Phí và lệ phí; domain.md §8.1)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from portal.agencies.models import Agency


class BudgetAccount(models.Model):
    """A bank or treasury account that an agency's phí or lệ phí goes to, with the days it is in use."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name="cơ quan")
    kind = models.CharField(
        "loại khoản",
        max_length=6,
        choices=[("phi", "Phí"), ("le_phi", "Lệ phí"), ("thue", "Thuế, nghĩa vụ khác")],
    )
    bank = models.CharField(
        "mã ngân hàng (BIN)", max_length=6, validators=[RegexValidator(r"^\d{6}$", "Gồm đúng 6 chữ số.")]
    )
    bank_name = models.CharField("ngân hàng", max_length=120)
    number = models.CharField(
        "số tài khoản",
        max_length=19,
        validators=[RegexValidator(r"^[A-Za-z0-9]{1,19}$", "Chỉ gồm chữ và số, nhiều nhất 19.")],
    )
    holder = models.CharField("chủ tài khoản", max_length=200)
    valid_from = models.DateField("dùng từ", null=True, blank=True)
    valid_to = models.DateField("đến hết", null=True, blank=True)

    class Meta:
        verbose_name = "tài khoản thu"
        verbose_name_plural = "tài khoản thu"
        ordering = ["agency_id", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"], condition=Q(valid_to=None), name="one_account_in_use_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.agency} · {self.bank_name} {self.number}"
