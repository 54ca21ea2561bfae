"""Argon2 with bounded memory: many sign-ins at once must not eat the machine (performance.md, row login)."""

import threading
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher

_AT_ONCE = threading.BoundedSemaphore(2)


class BoundedArgon2(Argon2PasswordHasher):
    """OWASP's parameters (19 MiB, 2 passes, 1 lane); at most two hashes at a time in one process."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with _AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> Any:
        with _AT_ONCE:
            return super().verify(password, encoded)
