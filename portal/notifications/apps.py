from django.apps import AppConfig
from django.conf import settings


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = "Tin nhắn"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from portal.integrations.watching import System, watch
        from portal.notifications.signing_in import tell
        from portal.notifications.wordings.screens import may_look
        from portal.web.admin import Part, add_screen

        watch(System("sms", "Cổng tin nhắn SMS", lambda: bool(settings.SMS_URL)))
        watch(System("zalo", "Zalo", lambda: bool(settings.ZALO_URL)))
        user_logged_in.connect(tell, dispatch_uid="notifications.dead_address")
        add_screen(
            Part.MESSAGES, "Tin bắt buộc đã báo", "admin:messages_statutory", may=may_look, place=20,
            about="Tin mà luật buộc phải báo: bao nhiêu đã gửi, đến nơi, còn chờ, không gửi được.",
        )  # fmt: skip
        add_screen(
            Part.MESSAGES, "Tin chưa đến", "admin:messages_undelivered", may=may_look, place=25,
            about="Tin không đưa đến được bằng thư, Zalo hay SMS: vì sao, đã đi cách nào khác, gửi lại.",
        )  # fmt: skip
