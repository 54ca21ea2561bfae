"""The definitions that ship with the portal, read once for all tests."""

import json
from functools import lru_cache
from pathlib import Path

import procedures
from procedures.definition import Definition, parse
from procedures.services import load_package

FOLDER = Path(procedures.__file__).parent / "packages"
PATHS = sorted(FOLDER.glob("*.json"))


@lru_cache
def document(code: str) -> dict:
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


def fresh_document(code: str) -> dict:
    """A copy that a test may change."""
    return json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))


@lru_cache
def shipped(code: str) -> Definition:
    return parse(document(code))


def every_shipped() -> list[Definition]:
    return [shipped(path.stem) for path in PATHS]


def load_all() -> None:
    for path in PATHS:
        load_package(path)
