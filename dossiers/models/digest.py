"""A SHA-256 as the database keeps it: 32 bytes, half of what its letters take."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Field = models.Field[str, str]
else:
    _Field = models.Field


class DigestField(_Field):
    """64 hex letters in Python, bytea in PostgreSQL; "" where there is none yet."""

    def db_type(self, connection: Any) -> str:
        return "bytea"

    def get_prep_value(self, value: Any) -> bytes | None:
        return None if value is None else bytes.fromhex(value)

    @staticmethod
    def from_db_value(value: Any, *_: Any) -> str | None:
        return None if value is None else bytes(value).hex()
