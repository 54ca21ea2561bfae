"""Reads one object of a document key by key and collects every fault instead of stopping at the first."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any, TypeVar

from portal.web.text import clean
from procedures.definition.shapes import Document
from procedures.expressions import Expression, ExpressionError, Name, read

T = TypeVar("T")
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
Names = dict[str, Name]


class Problems:
    """The faults found so far, in the order of the document."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def add(self, path: str, text: str) -> None:
        self.found.append((path or "(gốc)", text))


class Reader:
    """One object at one path. A key that nobody reads is a fault too: most often it is misspelt."""

    def __init__(self, document: Any, path: str, problems: Problems) -> None:
        self.problems, self.path = problems, path
        self.seen: set[str] = set()
        if not isinstance(document, dict):
            problems.add(path, "Phải là một đối tượng { }.")
            document = {}
            self.broken = True
        else:
            self.broken = False
        self.document: Document = document

    def fault(self, key: str, text: str) -> None:
        self.problems.add(f"{self.path}.{key}".strip("."), text)

    def raw(self, key: str) -> Any:
        self.seen.add(key)
        return self.document.get(key)

    def text(self, key: str, *, required: bool = False, most: int = 2000) -> str:
        value = self.raw(key)
        if value is None or value == "":
            if required and not self.broken:
                self.fault(key, "Chưa có nội dung.")
            return ""
        if not isinstance(value, str):
            self.fault(key, "Phải là chữ.")
            return ""
        if len(value) > most:
            self.fault(key, f"Dài quá {most} ký tự.")
        return clean(value)

    def id(self, key: str = "id") -> str:
        value = self.text(key, required=True)
        if value and not _ID.match(value):
            self.fault(
                key,
                f"“{value}” phải gồm chữ thường không dấu, số, gạch dưới, bắt đầu bằng chữ, đến 60 ký tự.",
            )
        return value

    def one_of(self, key: str, allowed: Collection[str], default: str = "") -> str:
        value = self.text(key, required=not default) or default
        if value and value not in allowed:
            self.fault(key, f"“{value}” phải là một trong: {', '.join(sorted(allowed))}.")
        return value

    def maybe_of(self, key: str, allowed: Collection[str]) -> str:
        """One of the allowed words, or nothing."""
        return self.one_of(key, allowed) if self.raw(key) else ""

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, "Phải là true hoặc false.")
            return default
        return value

    def whole(
        self, key: str, *, default: int | None = None, least: int = 0, most: int = 10**12
    ) -> int | None:
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.fault(key, f"Phải là số nguyên từ {least} đến {most}.")
            return default
        return value

    def number(self, key: str) -> float | None:
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 10**15:
            self.fault(key, "Phải là số.")
            return None
        return value

    def day(self, key: str) -> date | None:
        value = self.text(key)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.fault(key, "Phải là ngày dạng 2026-11-21.")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(key, "Phải là danh sách chữ.")
            return ()
        return tuple(clean(item) for item in value)

    def expression(self, key: str, names: Names, expected: str = "bool") -> Expression | None:
        tree = self.raw(key)
        if tree is None:
            return None
        try:
            return read(tree, names, expected)
        except ExpressionError as error:
            self.fault(key, str(error))
            return None

    def child(self, key: str, make: "Callable[[Reader], T]", *, required: bool = True) -> T | None:
        value = self.raw(key)
        if value is None:
            if required and not self.broken:
                self.fault(key, "Chưa có phần này.")
            return None
        return _whole(Reader(value, f"{self.path}.{key}".strip("."), self.problems), make)

    def children(self, key: str, make: "Callable[[Reader], T]", *, least: int = 0) -> tuple[T, ...]:
        readers = list(self.readers(key))
        if len(readers) < least and not self.broken and isinstance(self.document.get(key, []), list):
            self.fault(key, f"Phải có ít nhất {least} mục.")
        return tuple(_whole(reader, make) for reader in readers)

    def readers(self, key: str) -> "Iterator[Reader]":
        value = self.raw(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(key, "Phải là một danh sách [ ].")
            return
        for index, item in enumerate(value):
            name = item.get("id") if isinstance(item, dict) and isinstance(item.get("id"), str) else index
            yield Reader(item, f"{self.path}.{key}[{name}]".strip("."), self.problems)

    def mapping(self, key: str, make: "Callable[[Reader], T]", allowed: Collection[str]) -> dict[str, T]:
        value = self.raw(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault(key, "Phải là một đối tượng { }.")
            return {}
        for name in value:
            if name not in allowed:
                self.fault(key, f"“{name}” phải là một trong: {', '.join(sorted(allowed)) or '(chưa khai)'}.")
        path = f"{self.path}.{key}".strip(".")
        return {n: _whole(Reader(v, f"{path}.{n}", self.problems), make) for n, v in value.items()}

    def done(self) -> None:
        """Names every key that was not read."""
        for key in self.document:
            if key not in self.seen:
                self.fault(str(key), "Không có mục tên này; kiểm tra chính tả.")


def _whole(reader: Reader, make: Callable[[Reader], T]) -> T:
    made = make(reader)
    reader.done()
    return made


def unique(problems: Problems, path: str, ids: list[str]) -> None:
    """Two parts with the same id would overwrite each other."""
    for key in sorted({key for key in ids if key and ids.count(key) > 1}):
        problems.add(path, f"Mã “{key}” dùng hai lần.")
