from django.apps import AppConfig
from django.conf import settings


class PaymentsConfig(AppConfig):
    name = "payments"
    label = "payments"
    verbose_name = "Thu phí"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The gateways stand among the outside systems that the administration watches."""
        from portal.integrations.watching import System, watch

        watch(System("vnpay", "VNPay", lambda: bool(settings.VNPAY_API_URL)))
        watch(System("platform", "Nền tảng thanh toán quốc gia", lambda: bool(settings.PAYMENT_PLATFORM_URL)))
