"""Statements whose text is built once: a queryset with places for values, run again and again with other values.

Building the SQL of a joined queryset costs more than PostgreSQL takes to answer it. A `Ready` builds it at the
first use and afterwards only puts the values in; the rows become the same models as ever.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg.sql import quote

M = TypeVar("M", bound=Model)
_populators: Any = get_related_populators  # its signature differs between the versions of Django


class Ready(Generic[M]):
    """One statement. Its values are named and typed: `Ready(lambda pk: Dossier.objects.filter(pk=pk), pk=int)`.

    The queryset must have the same shape for every value: no None where a value stands, no list, no prefetch.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], **values: type) -> None:
        self._build, self._values = build, values
        self._made: _Made | None = None

    def all(self, **values: Any) -> list[M]:
        """The rows as models."""
        with connection.cursor() as cursor:
            self.ask(cursor, **values)
            return self.told(cursor)

    def ask(self, cursor: Any, **values: Any) -> None:
        """Only sends the statement, for `portal.web.database.together`; `told` reads the rows."""
        made = self._made or self._make()
        cursor.execute(made.sql, [one(values) for one in made.holes])

    def told(self, cursor: Any) -> list[M]:
        """The rows of what was asked by this cursor."""
        made = self._made or self._make()
        return [made.model(row) for row in cursor.fetchall()]

    def first(self, **values: Any) -> M | None:
        """The first row, None when there is none."""
        return next(iter(self.all(**values)), None)

    def _make(self) -> "_Made":
        samples = {name: _SAMPLES[kind](place) for place, (name, kind) in enumerate(self._values.items())}
        self._made = made = _Made(self._build(**samples), samples)
        return made


_Hole = Callable[[dict[str, Any]], Any]
_SAMPLES: dict[type, Callable[[int], Any]] = {
    int: lambda place: 1_999_999_001 + place,
    str: lambda place: f"\N{SYMBOL FOR NULL}{place}",
    datetime: lambda place: datetime(1901, 1, 1, 0, 0, place, tzinfo=UTC),
    date: lambda place: date(1901, 1, 1 + place),
}


class _Made:
    """The text, where the values go, and how a row becomes a model (as Django's own ModelIterable does it)."""

    def __init__(self, found: QuerySet[Any], samples: dict[str, Any]) -> None:
        compiler: Any = found.query.get_compiler(DEFAULT_DB_ALIAS)
        text, params = compiler.as_sql()
        self.sql, self.holes = _filled(text, params, samples)
        select, known = compiler.select, compiler.klass_info
        fields = known["select_fields"]
        self._from, self._to = fields[0], fields[-1] + 1
        self._names = [column.target.attname for column, *_ in select[self._from : self._to]]
        self._related = _populators(known, select, DEFAULT_DB_ALIAS)
        self._extra = list((compiler.annotation_col_map or {}).items())
        self._class = known["model"]
        self._convert = [
            (place, convert, expression)
            for place, (converters, expression) in compiler.get_converters(c for c, *_ in select).items()
            for convert in converters
        ]

    def model(self, row: Any) -> Any:
        if self._convert:
            row = list(row)
            for place, convert, expression in self._convert:
                row[place] = convert(row[place], expression, connection)
        made = self._class.from_db(DEFAULT_DB_ALIAS, self._names, row[self._from : self._to])
        for related in self._related:
            related.populate(row, made)
        for name, place in self._extra:
            setattr(made, name, row[place])
        return made


def _filled(text: str, params: Any, samples: dict[str, Any]) -> tuple[str, list["_Hole"]]:
    """The text with what never changes written into it (a partial index is only used by a plan for all values
    when its condition stands there in words), and what goes into the places left."""
    waiting, holes = iter(params), []

    def put(found: "re.Match[str]") -> str:
        if found[0] == "%%":
            return "%%"
        value = next(waiting)
        hole = _hole(value, samples)
        if hole is None and isinstance(value, str | int):
            return quote(int(value) if type(value) is not bool and isinstance(value, int) else value).replace(
                "%", "%%"
            )
        holes.append(hole or (lambda values: value))
        return "%s"

    return re.sub("%%|%s", put, text), holes


def _hole(value: Any, samples: dict[str, Any]) -> "_Hole | None":
    """What to put there: a named value, in the type that the driver had for its sample; None: ever the same."""
    for name, sample in samples.items():
        if type(sample) in type(value).__mro__ and value == sample:
            kind = type(value) if isinstance(value, int) else None
            return lambda values: kind(values[name]) if kind else values[name]
    return None
