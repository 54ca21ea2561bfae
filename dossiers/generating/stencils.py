"""Bytes with holes: what thousands of rows have in common is written once, what differs is laid in by NumPy.

A stencil is either rows in PostgreSQL's binary COPY form or words to be hashed. Every hole has one width, so that
all rows of one stencil are a rectangle of bytes.
"""

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np
from django.db import models
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Encode = Callable[[Any], bytes]
HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL = b"\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(2000, 1, 1).toordinal()
_NULL = struct.pack("!i", -1)
_WORD = 8


@dataclass(frozen=True, slots=True)
class Hole:
    """A place that is filled for each row: `width` bytes under a name."""

    name: str
    width: int = 8


class Stencil:
    """Solid bytes and holes, in order."""

    def __init__(self) -> None:
        self.solid = bytearray()
        self.holes: list[tuple[str, int, int]] = []

    def add(self, *pieces: str | bytes | Hole) -> "Stencil":
        for piece in pieces:
            if isinstance(piece, Hole):
                self.holes.append((piece.name, len(self.solid), len(self.solid) + piece.width))
                self.solid += bytes(piece.width)
            else:
                self.solid += piece.encode() if isinstance(piece, str) else piece
        return self

    def row(self, model: type[models.Model], values: Mapping[str, Any]) -> "Stencil":
        """One row of the model's table by column; what is not named gets its field's own default (`_columns`).

        A value is what the field holds, a hole, or a tuple of texts and holes.
        """
        columns = _columns(model)
        self.add(struct.pack("!h", len(columns)))
        assert values.keys() <= {column for column, *_ in columns}
        for column, encode, default in columns:
            if column not in values:
                self.solid += default
                continue
            value = values[column]
            if value is None:
                self.solid += _NULL
            elif type(value) is Hole:
                self.add(struct.pack("!i", value.width), value)
            elif type(value) is tuple:
                self.add(struct.pack("!i", sum(_width(piece) for piece in value)), *value)
            else:
                self.solid += _sized(encode(value))
        return self

    def filled(self, count: int, values: Mapping[str, Bytes]) -> Bytes:
        """A rectangle of `count` rows; each value is an array of shape (count, width of its hole)."""
        rows = np.empty((count, len(self.solid)), dtype=np.uint8)
        rows[:] = np.frombuffer(bytes(self.solid), dtype=np.uint8)
        for name, start, stop in self.holes:
            if stop - start == _WORD:  # most holes: one word a row instead of eight bytes
                row = (len(self.solid),)
                np.ndarray(count, np.uint64, rows, start, row)[:] = values[name].view(np.uint64)[:, 0]
            else:
                rows[:, start:stop] = values[name]
        return rows


def statement(model: type[models.Model], *, frozen: bool) -> str:
    """COPY for the columns in the order in which a stencil writes them."""
    names = ", ".join(f'"{column}"' for column, *_ in _columns(model))
    return f"COPY {model._meta.db_table} ({names}) FROM STDIN (FORMAT binary, FREEZE {frozen})"


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, Encode, bytes]]:
    """Of each column: its name, what makes bytes of a value, the default as a whole cell.

    Columns for which the database has a default are left to it: all rows here have that one.
    """
    found = []
    for field in model._meta.concrete_fields:
        if field.has_db_default():
            continue
        encode = _encoder(field)
        default = field.get_default()
        cell = _NULL if default is None or field.primary_key else _sized(encode(default))
        found.append((str(field.column), encode, cell))
    return found


def _encoder(field: "models.Field[Any, Any]") -> Encode:
    kind = "BigIntegerField" if isinstance(field, models.ForeignKey) else field.get_internal_type()
    return _ENCODERS[kind]


_ENCODERS: dict[str, Encode] = {
    "BigAutoField": struct.Struct("!q").pack,
    "BigIntegerField": struct.Struct("!q").pack,
    "IntegerField": struct.Struct("!i").pack,
    "PositiveIntegerField": struct.Struct("!i").pack,
    "PositiveSmallIntegerField": lambda value: value.to_bytes(2, "big", signed=True),
    "BooleanField": struct.Struct("!?").pack,
    "JSONField": lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(),
    "DateField": lambda value: struct.pack("!i", value.toordinal() - _EPOCH_DAY),
    "DateTimeField": lambda value: struct.pack("!q", (value - _EPOCH) // timedelta(microseconds=1)),
    "CharField": lambda value: str(value).encode(),
    "EmailField": lambda value: str(value).encode(),
    "TextField": lambda value: str(value).encode(),
    "DigestField": bytes.fromhex,
}


def _sized(value: bytes) -> bytes:
    return struct.pack("!i", len(value)) + value


def _width(piece: str | bytes | Hole) -> int:
    return (
        piece.width if isinstance(piece, Hole) else len(piece.encode() if isinstance(piece, str) else piece)
    )


def big(values: NDArray[np.int64]) -> Bytes:
    """64-bit numbers as PostgreSQL reads them."""
    return np.ascontiguousarray(values, dtype=">i8").view(np.uint8).reshape(-1, 8)


def small(values: NDArray[np.int64]) -> Bytes:
    """32-bit numbers, also days since 2000."""
    return np.ascontiguousarray(values, dtype=">i4").view(np.uint8).reshape(-1, 4)


def digits(values: NDArray[np.int64], width: int) -> Bytes:
    """Numbers as decimal digits with leading zeros."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (values[:, None] // powers % 10 + ord("0")).astype(np.uint8)


def letters(texts: list[str]) -> Bytes:
    """Texts of one length in bytes, a row each."""
    return np.frombuffer("".join(texts).encode(), dtype=np.uint8).reshape(len(texts), -1)
