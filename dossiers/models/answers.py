"""What was answered, as PostgreSQL keeps it: JSON as it came, checked but not taken apart."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import models
from psycopg.types.json import Json

if TYPE_CHECKING:
    _Field = models.JSONField[Any, Any]
else:
    _Field = models.JSONField

_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class AnswersField(_Field):
    """A JSON object that is read and written whole and never asked for by key: `json`, not `jsonb`, which would be
    built anew at each write and told again as text at each read."""

    def db_type(self, connection: Any) -> str:
        return "json"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if hasattr(value, "as_sql"):
            return super().get_db_prep_value(value, connection, prepared)
        return Json(value, dumps=_dumps)

    @staticmethod
    def get_db_converters(connection: Any) -> list[Any]:
        """None: psycopg has read it already."""
        return []
