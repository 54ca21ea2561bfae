"""The measuring process itself: messages stay in memory, nothing is sent to a broker."""

from tests.site_settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
