from django.apps import AppConfig
from django.conf import settings


class PaymentsConfig(AppConfig):
    name = "payments"
    label = "payments"
    verbose_name = "Thu phí"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The gateways stand among the outside systems that the administration watches; accounts and what is still owed
        follow their agency when it is merged or split."""
        from payments import integrity, listings
        from payments.following import Money
        from portal.agencies.rearranging.hooks import on_rearranging
        from portal.catalogues.offering import offer
        from portal.integrations.watching import System, watch
        from portal.upkeep.integrity import look_at

        on_rearranging(Money())
        look_at("payments", integrity.look)
        offer("tai-khoan", "Tài khoản thu tại kho bạc, ngân hàng", listings.accounts)
        watch(System("vnpay", "VNPay", lambda: bool(settings.VNPAY_API_URL)))
        watch(System("platform", "Nền tảng thanh toán quốc gia", lambda: bool(settings.PAYMENT_PLATFORM_URL)))
