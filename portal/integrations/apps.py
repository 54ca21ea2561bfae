from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "portal.integrations"
    label = "integrations"
    verbose_name = "Kết nối"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.integrations.watching import may_look
        from portal.web.admin import Part, add_screen

        add_screen(
            Part.SYSTEM, "Hệ thống ngoài", "outside_systems", may=may_look, place=40,
            about="Dân cư, doanh nghiệp, tin nhắn, thanh toán: lần cuối trả lời, lần cuối hỏng, gọi lại.",
        )  # fmt: skip
