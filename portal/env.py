"""What the environment may say. Every name is listed here, once, with its default for development."""

import base64
import contextlib
import os
import secrets
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
# While `make demo` runs, manage.py in the same checkout finds the demo's services by this file.
_demo = BASE_DIR / ".local" / "demo.env"
if _demo.exists() and not {"DATABASE_URL", "PRODUCTION"} & set(os.environ):
    environ.Env.read_env(_demo)
LOCAL_DIR = Path(environ.Env()("LOCAL_DIR", default=str(BASE_DIR / ".local")))

env = environ.Env(
    DEBUG=(bool, False),
    PRODUCTION=(bool, False),
    SECRET_KEY=(str, ""),
    ALLOWED_HOSTS=(list, ["localhost", "127.0.0.1", "[::1]", "testserver"]),
    CSRF_TRUSTED_ORIGINS=(list, []),
    SITE_URL=(str, "http://localhost:8000"),
    DATABASE_URL=(str, "postgresql:///motcua"),
    PREPARED_STATEMENTS=(bool, True),
    REDIS_URL=(str, "redis://localhost:6379"),
    STORAGE_URL=(str, ""),
    ARCHIVE_DIR=(str, ""),
    ARCHIVE_URL=(str, ""),
    FILE_KEYS=(list, []),
    FILE_KEYS_FILE=(str, ""),
    SCAN_DIR=(str, ""),
    EMAIL_URL=(str, "smtp://localhost:8025"),
    DEFAULT_FROM_EMAIL=(str, "Một cửa <khong-tra-loi@motcua.invalid>"),
    CLAMD_URL=(str, ""),
    DEMO=(bool, False),
    METRICS_TOKEN=(str, ""),
    SECURITY_CONTACT=(str, ""),
    GO_LIVE_STRICT=(bool, False),
    PROFILE=(str, "quang-ninh"),
    PACKAGE_KEY=(str, ""),
    LOG_FORMAT=(str, "text"),
    WEB_WORKERS=(int, 2),
    WEB_THREADS=(int, 4),
    FORWARDED_ALLOW_IPS=(str, "127.0.0.1"),
    PROXY_HOPS=(int, 0),
    TSA_URL=(str, ""),
    TSA_LOGIN=(str, ""),
    TRUSTED_ROOTS=(str, ""),
    CITIZEN_SIGNING=(dict, {}),
    CITIZEN_SIGNING_TOKENS=(dict, {}),
    VNPAY_URL=(str, ""),
    VNPAY_API_URL=(str, ""),
    VNPAY_TMN_CODE=(str, ""),
    VNPAY_SECRET=(str, ""),
    PAYMENT_PLATFORM_URL=(str, ""),
    PAYMENT_PLATFORM_PARTNER=(str, ""),
    PAYMENT_PLATFORM_SECRET=(str, ""),
    BANK_NOTICE_SECRET=(str, ""),
    VAPID_KEY=(str, ""),
    PUSH_HOSTS=(
        list,
        ["fcm.googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com"],
    ),
    POST_URL=(str, ""),
    POST_TOKEN=(str, ""),
    POST_SECRET=(str, ""),
    BOUNCE_SECRET=(str, ""),
    BOUNCE_ADDRESS=(str, ""),
    POPULATION_URL=(str, ""),
    ENTERPRISE_URL=(str, ""),
    REGISTERS_TOKEN=(str, ""),
    NATIONAL_STORE_URL=(str, ""),
    NATIONAL_STORE_TOKEN=(str, ""),
    NATIONAL_PORTAL_URL=(str, ""),
    NATIONAL_PORTAL_TOKEN=(str, ""),
    SMS_URL=(str, ""),
    SMS_TOKEN=(str, ""),
    SMS_SECRET=(str, ""),
    SMS_MARKS=(bool, False),
    ZALO_URL=(str, ""),
    ZALO_TOKEN=(str, ""),
    ZALO_TEMPLATES=(dict, {}),
    ZALO_APP_ID=(str, ""),
    ZALO_SECRET=(str, ""),
)


def secret_key() -> str:
    """The key from the environment; outside production one is made and kept in the local folder."""
    if env("SECRET_KEY"):
        return str(env("SECRET_KEY"))
    if env("PRODUCTION"):
        raise RuntimeError("Thiếu biến môi trường SECRET_KEY.")
    kept = LOCAL_DIR / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(secrets.token_urlsafe(64))
        kept.chmod(0o600)
    return kept.read_text()


def file_keys() -> str:
    """The file with the keys of stored files; outside production one is made and kept in the local folder.

    "" when the environment carries the keys itself, or when production was given none (check --deploy says so).
    """
    if env("FILE_KEYS_FILE") or env("FILE_KEYS") or env("PRODUCTION"):
        return str(env("FILE_KEYS_FILE"))
    kept = LOCAL_DIR / "file-keys"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        aside = kept.with_name(f"file-keys.{secrets.token_hex(8)}")
        aside.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
        aside.chmod(0o600)
        with contextlib.suppress(FileExistsError):  # another process was first
            os.link(aside, kept)
        aside.unlink()
    return str(kept)
