"""Django settings. What differs between machines comes from the environment (portal/env.py)."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from portal.env import BASE_DIR, LOCAL_DIR, env, file_keys, secret_key

DEBUG = env("DEBUG")
PRODUCTION = env("PRODUCTION")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = env("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env("CSRF_TRUSTED_ORIGINS")
SITE_URL = env("SITE_URL").rstrip("/")
PROFILE = env("PROFILE")
PACKAGE_KEY = env("PACKAGE_KEY")
DEMO = env("DEMO") and not PRODUCTION
METRICS_TOKEN = env("METRICS_TOKEN")
SECURITY_CONTACT = env("SECURITY_CONTACT")
GO_LIVE_STRICT = env("GO_LIVE_STRICT")
PROXY_HOPS = env("PROXY_HOPS")

INSTALLED_APPS = [
    "portal.web",
    "portal.audit",
    "portal.calendars",
    "portal.catalogues",
    "portal.integrations",
    "portal.accounts",
    "portal.agencies",
    "portal.documents",
    "portal.notifications",
    "portal.vault",
    "portal.copies",
    "portal.privacy",
    "portal.visits",
    "portal.upkeep",
    "procedures",
    "payments",
    "dossiers",
    "feedback",
    "archive",
    "portal.reporting",
    "portal.web.admin.config.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_fsm",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "portal.web.health.HealthMiddleware",
    "portal.web.measures.MeasureMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.web.middleware.RequestIdMiddleware",
    "portal.web.middleware.ClientAddressMiddleware",
    "portal.web.machines.MachineMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.web.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.web.middleware.LanguageMiddleware",
    "portal.web.middleware.ReadableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.agencies.sessions.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.FirstPasswordMiddleware",
    "portal.accounts.locks.LockMiddleware",
    "portal.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FORM_RENDERER = "portal.web.inputs.Renderer"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "csp.context_processors.nonce",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "portal.web.jinja.environment",
            "context_processors": [
                *CONTEXT_PROCESSORS,
                "portal.web.context.screen",
                "portal.agencies.context.frame",
                "portal.upkeep.context.upkeep",
                "portal.web.admin.context.administration",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]

_database = {**env.db_url("DATABASE_URL"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": {**_database, "ENGINE": "portal.web.database"}}
if env("PREPARED_STATEMENTS"):  # a statement is planned once for each connection, not for each request
    DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=3)

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "portal.web.cache.TolerantRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "motcua",
    },
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
# Letters and bound papers are drawn by a worker of their own, so that two hundred of them hold up no message.
CELERY_TASK_DEFAULT_QUEUE = "celery"
# What somebody waits for before the screen stands behind no morning's messages: the worker takes from both in turn;
# `later` is what nobody waits for (`portal.celery.in_no_hurry`).
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"celery": {}, "awaited": {}, "drawing": {}, "later": {}}
_BY_QUEUE = {
    "drawing": "dossiers.draw_slip dossiers.draw_result dossiers.draw_post dossiers.build_item_pdf"
    " payments.draw_receipt dossiers.draw_missing_slips dossiers.build_lost_pdfs documents.check_signatures",
    "awaited": "dossiers.run_desk_job dossiers.sign_result dossiers.sign_sitting dossiers.sign_scan"
    " dossiers.sign_correction",
    "later": "dossiers.keep_declaration",
}
CELERY_TASK_ROUTES = {name: {"queue": queue} for queue, names in _BY_QUEUE.items() for name in names.split()}
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "visibility_timeout": 600,
}
SCAN_DIR = env("SCAN_DIR")

CELERY_BEAT_SCHEDULE = {
    "pulse": {"task": "web.pulse", "schedule": 60},
    "ask-payment-gateways": {"task": "payments.ask_gateways", "schedule": 60},
    "ask-about-payouts": {"task": "payments.ask_payouts", "schedule": 60},
    "ask-for-vouchers": {"task": "payments.ask_vouchers", "schedule": 60},
    "read-waiting-files": {"task": "payments.read_files", "schedule": 120},
    "compare-lately": {"task": "payments.compare_lately", "schedule": crontab(hour=5, minute=40)},
    "issue-missing-receipts": {"task": "payments.issue_receipts", "schedule": 300},
    "tell-settled-charges": {"task": "payments.tell_settled", "schedule": 300},
    "announce-maintenance": {"task": "upkeep.announce_waiting", "schedule": 300},
    "deliver-lost-messages": {"task": "notifications.deliver_lost", "schedule": 60},
    "scan-waiting-uploads": {"task": "documents.scan_waiting", "schedule": 60},
    "drop-orphaned-uploads": {"task": "documents.drop_orphans", "schedule": crontab(minute=17)},
    "warn-receipt-clock": {"task": "dossiers.warn_receipt_clock", "schedule": 300},
    "warn-due-soon": {"task": "dossiers.warn_due_soon", "schedule": 300},
    "mark-overdue": {"task": "dossiers.warn_overdue", "schedule": 300},
    "warn-shares-of-time": {"task": "dossiers.warn_shares", "schedule": 1800},
    "draft-apologies": {"task": "dossiers.draft_apologies", "schedule": 600},
    "redate-after-calendar-change": {"task": "dossiers.redate_open", "schedule": 120},
    "lapse-supplements": {"task": "dossiers.lapse_supplements", "schedule": crontab(minute=5)},
    "build-lost-pdfs": {"task": "dossiers.build_lost_pdfs", "schedule": 120},
    "count-popular-procedures": {"task": "dossiers.count_popular", "schedule": crontab(minute=37)},
    "run-rearrangements": {"task": "agencies.run_rearrangements", "schedule": 300},
    "hand-over-work-of-those-who-left": {"task": "dossiers.hand_over_left", "schedule": 300},
    "follow-agencies-that-ended": {"task": "dossiers.follow_agencies", "schedule": crontab(minute=7)},
    "draw-missing-slips": {"task": "dossiers.draw_missing_slips", "schedule": 120},
    "prove-no-dossier-hangs": {"task": "dossiers.prove_holders", "schedule": crontab(hour=2, minute=10)},
    "turn-over-procedure-versions": {"task": "procedures.turn_over", "schedule": crontab(minute=1)},
    "post-services": {"task": "procedures.post_services", "schedule": crontab(minute="4-59/15")},
    "tell-drafts-of-a-new-version": {"task": "dossiers.tell_drafts", "schedule": crontab(hour=7, minute=30)},
    "import-waiting-catalogues": {"task": "procedures.import_waiting", "schedule": 120},
    "send-morning-lists": {"task": "dossiers.send_digests", "schedule": crontab(hour=7, minute=15)},
    "prove-that-people-were-told": {"task": "dossiers.prove_told", "schedule": crontab(hour=2, minute=40)},
    "draw-lost-conversions": {"task": "copies.draw_waiting", "schedule": 120},
    "mark-lost-shares": {"task": "vault.mark_lost", "schedule": 120},
    "warn-of-papers-that-expire": {"task": "vault.warn_expiring", "schedule": crontab(hour=7, minute=40)},
    "drop-old-vault-exports": {"task": "vault.drop_exports", "schedule": crontab(hour=3, minute=25)},
    "warn-of-data-requests": {"task": "privacy.warn", "schedule": 1800},
    "tell-of-late-data-requests": {"task": "privacy.tell_late", "schedule": 1800},
    "drop-old-data-copies": {"task": "privacy.drop_copies", "schedule": crontab(hour=3, minute=35)},
    "rotate-file-keys": {"task": "documents.rotate_files", "schedule": crontab(minute=41)},
    "warn-of-ends": {"task": "dossiers.warn_of_certificates", "schedule": crontab(hour=7, minute=25)},
    "start-waiting-orders": {"task": "documents.start_waiting_orders", "schedule": 120},
    "seal-closed-dossiers": {"task": "archive.seal_closed", "schedule": crontab(hour=1, minute=10)},
    "go-on-with-destructions": {"task": "archive.go_on", "schedule": crontab(minute=27)},
    "check-archive-sample": {"task": "archive.check_sample", "schedule": crontab(hour=3, minute=30)},
    "check-whole-archive": {"task": "archive.check_all", "schedule": crontab(hour=4, minute=0)},
    "send-waiting-post-orders": {"task": "dossiers.send_post", "schedule": 120},
    "ask-post-for-money": {"task": "dossiers.ask_post_for_money", "schedule": crontab(hour=6, minute=10)},
    "take-scans": {"task": "dossiers.take_scans", "schedule": 15},
    "remind-of-appointments": {"task": "visits.remind", "schedule": crontab(hour=16, minute=5)},
    "publish-chain-head": {"task": "dossiers.publish_chain_head", "schedule": crontab(hour=0, minute=20)},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.agencies.sessions.KnownUserBackend"]
PASSWORD_HASHERS = ["portal.accounts.hashers.BoundedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.accounts.validators.LongEnough", "OPTIONS": {"min_length": 8}},
    {"NAME": "portal.accounts.validators.NotCommon"},
    {
        "NAME": "portal.accounts.validators.NotOneself",
        "OPTIONS": {"user_attributes": ("email", "phone", "full_name")},
    },
]
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/vao/"
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = [
    "email*",
    "password1*",
]  # read by allauth's checks; our own screen asks (accounts.forms)
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.NewPasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "reset_password": "10/m/ip,3/10m/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "portal.accounts.mfa_forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.mfa_forms.ReauthenticateForm",
    "activate_totp": "portal.accounts.mfa_forms.ActivateTOTPForm",
}
MFA_ADAPTER = "portal.accounts.adapter.MfaAdapter"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "Một cửa"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.formats"]

STATIC_URL = "/tep-tinh/"
STATIC_ROOT = BASE_DIR / "build" / "collected"
FONTS_DIR = BASE_DIR / "build" / "fonts"
STATICFILES_DIRS = [BASE_DIR / "static", *([("fonts", FONTS_DIR)] if FONTS_DIR.is_dir() else [])]
FILE_KEYS = env("FILE_KEYS")  # oldest first; those of the file come after them
FILE_KEYS_FILE = file_keys()


def _kept_in(folder: Path | str, address: str, mode: int) -> dict[str, object]:
    """A place of files: an S3 store where one is named, else a folder; closed at rest once there are keys."""
    place: dict[str, object] = {
        "BACKEND": "portal.documents.storage.WholeFileStorage",
        "OPTIONS": {"location": folder, "file_permissions_mode": mode},
    }
    if env(address):
        from portal.documents import cold  # heavy: the client of S3

        place = cold.place(env.url(address))
    if not FILE_KEYS and not FILE_KEYS_FILE:
        return place
    return {"BACKEND": "portal.documents.storage.ClosedStorage", "OPTIONS": {"inner": place}}


STORAGES: dict[str, dict[str, object]] = {
    "default": _kept_in(LOCAL_DIR / "files", "STORAGE_URL", 0o600),
    "archive": _kept_in(env("ARCHIVE_DIR") or LOCAL_DIR / "archive", "ARCHIVE_URL", 0o400),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CLAMD_URL = env("CLAMD_URL")
UPLOAD_DIR = LOCAL_DIR / "uploads"
UPLOAD_MAX_BYTES = 20 * 1024 * 1024
UPLOAD_DAY_BYTES = 1024 * 1024 * 1024
UPLOAD_DAY_FILES = 500
FILE_UPLOAD_HANDLERS = ["portal.documents.handlers.CarefulUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = None

vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"  # for browsers too old for frame-ancestors, which lets our own frames show papers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "portal.agencies.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.web.errors.csrf_failure"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

TSA_URL, TSA_LOGIN = env("TSA_URL"), env("TSA_LOGIN")
TRUSTED_ROOTS = env("TRUSTED_ROOTS") or str(LOCAL_DIR / "trust" / "roots")
CITIZEN_SIGNING, CITIZEN_SIGNING_TOKENS = env("CITIZEN_SIGNING"), env("CITIZEN_SIGNING_TOKENS")
VNPAY_URL, VNPAY_API_URL = env("VNPAY_URL"), env("VNPAY_API_URL")
VNPAY_TMN_CODE, VNPAY_SECRET = env("VNPAY_TMN_CODE"), env("VNPAY_SECRET")
PAYMENT_PLATFORM_URL = env("PAYMENT_PLATFORM_URL")
PAYMENT_PLATFORM_PARTNER, PAYMENT_PLATFORM_SECRET = (
    env("PAYMENT_PLATFORM_PARTNER"),
    env("PAYMENT_PLATFORM_SECRET"),
)
BANK_NOTICE_SECRET = env("BANK_NOTICE_SECRET")
VAPID_KEY, PUSH_HOSTS = env("VAPID_KEY"), env("PUSH_HOSTS")
POST_URL, POST_TOKEN, POST_SECRET = env("POST_URL"), env("POST_TOKEN"), env("POST_SECRET")
BOUNCE_SECRET, BOUNCE_ADDRESS = env("BOUNCE_SECRET"), env("BOUNCE_ADDRESS")
POPULATION_URL, ENTERPRISE_URL = env("POPULATION_URL"), env("ENTERPRISE_URL")
REGISTERS_TOKEN = env("REGISTERS_TOKEN")
NATIONAL_STORE_URL, NATIONAL_STORE_TOKEN = env("NATIONAL_STORE_URL"), env("NATIONAL_STORE_TOKEN")
NATIONAL_PORTAL_URL, NATIONAL_PORTAL_TOKEN = env("NATIONAL_PORTAL_URL"), env("NATIONAL_PORTAL_TOKEN")
SMS_URL, SMS_TOKEN, SMS_SECRET, SMS_MARKS = (
    env("SMS_URL"),
    env("SMS_TOKEN"),
    env("SMS_SECRET"),
    env("SMS_MARKS"),
)
ZALO_URL, ZALO_TOKEN, ZALO_TEMPLATES = env("ZALO_URL"), env("ZALO_TOKEN"), env("ZALO_TEMPLATES")
ZALO_APP_ID, ZALO_SECRET = env("ZALO_APP_ID"), env("ZALO_SECRET")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal.web.logs.RequestIdFilter"}},
    "formatters": {
        "text": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"},
        "json": {"()": "portal.web.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": env("LOG_FORMAT"),
        }
    },
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "pikepdf")}
    | {"pyhanko": {"level": "ERROR"}, "pyhanko_certvalidator": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
