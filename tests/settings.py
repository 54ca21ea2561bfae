"""Settings of the test run: the real thing, without manifest file names and with fast passwords.

Where two processes share a run, each has a Redis number and a folder of its own beside its own database.
"""

import os

if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    os.environ["REDIS_URL"] = f"{os.environ['REDIS_URL'].partition('?')[0]}?db={int(worker) + 1}"
    os.environ["LOCAL_DIR"] = os.path.join(os.environ["LOCAL_DIR"], f"part{worker}")
    os.makedirs(os.environ["LOCAL_DIR"], exist_ok=True)

from portal.settings import *  # noqa: F403
from portal.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
WHITENOISE_AUTOREFRESH = True
