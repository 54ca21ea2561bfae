from typing import Any

from django.apps import AppConfig
from django.core import checks


class DocumentsConfig(AppConfig):
    name = "portal.documents"
    label = "documents"
    verbose_name = "Tài liệu"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register(scanner_is_set, deploy=True)
        checks.register(files_are_closed, deploy=True)
        checks.register(letters_have_a_font)


def scanner_is_set(**_: Any) -> list[checks.CheckMessage]:
    """In production nothing leaves quarantine without a scanner."""
    from django.conf import settings

    if not settings.PRODUCTION or settings.CLAMD_URL:
        return []
    hint = "CLAMD_URL=tcp://clamav:3310 hoặc unix:///run/clamav/clamd.ctl"
    return [checks.Error("Chưa đặt máy quét vi-rút (CLAMD_URL).", hint=hint, id="documents.E001")]


def files_are_closed(**_: Any) -> list[checks.CheckMessage]:
    """In production what people handed in does not lie open on a disk; and the keys can be read."""
    from django.conf import settings

    from portal.documents import filekeys

    hint = (
        "FILE_KEYS_FILE=/run/secrets/file-keys (manage.py rotate_file_keys --add tạo khoá) hoặc FILE_KEYS=…"
    )
    try:
        known = filekeys.known()
    except (OSError, ValueError) as error:
        return [checks.Error(f"Không đọc được khoá tệp: {error}", hint=hint, id="documents.E003")]
    if known or not settings.PRODUCTION:
        return []
    return [checks.Error("Tệp chưa được mã hoá khi lưu (FILE_KEYS_FILE).", hint=hint, id="documents.E002")]


def letters_have_a_font(**_: Any) -> list[checks.CheckMessage]:
    """The letters' font is there and has every Vietnamese letter."""
    from portal.documents import fonts

    problem = fonts.problem()
    hint = "Cài gói fonts-croscore (apt)."
    return [checks.Warning(problem, hint=hint, id="documents.W001")] if problem else []
