"""`make bench`: every row, or ROW=name; FULL=1 for a million dossiers. One JSON line each, then a table."""

import importlib
import json
import os
import sys
import time
import traceback
from typing import Any

ROWS = (
    "deadlines", "validate", "receipt", "screens", "queue", "track", "search", "paging", "submit", "lifecycle",
    "batch", "redate", "footprint", "page", "publish", "import", "generate", "outbox",
    "sign", "verify", "archive", "settle", "reconcile",
)  # fmt: skip

ALONE = (
    "deadlines",
    "validate",
    "page",
    "import",
    "generate",
    "redate",
    "sign",
    "archive",
    "settle",
    "reconcile",
)  # rows that need no history before they begin
MODULES = {"import": "catalogue"}


def main() -> int:
    """0 when every row has run, whether or not its goal is reached; 1 when one crashed; 2 for an unknown row."""
    wanted = os.environ.get("ROW", "")
    full = os.environ.get("FULL", "") not in ("", "0")
    if wanted and wanted not in ROWS:
        _tell(f"Không có dòng đo {wanted!r}. Có: {', '.join(ROWS)}")
        return 2
    _prepare(full, with_databases=wanted not in ALONE)
    rows = [_row(name, full) for name in ([wanted] if wanted else ROWS)]
    _tell("")
    for row in rows:
        _tell(f"{_mark(row):11} {row['row']:10} {_short(row)}")
    return 1 if any("error" in row for row in rows) else 0


def _prepare(full: bool, *, with_databases: bool) -> None:
    """Django of this process stands on the long history; servers and raw statements name their own."""
    from tests.bench import ground

    if with_databases:
        _small, big = ground.databases(full)
        os.environ |= {"DATABASE_URL": big.url, "REDIS_URL": big.redis_url}
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    import django

    django.setup()


def _row(name: str, full: bool) -> dict[str, Any]:
    began = time.monotonic()
    try:
        row = importlib.import_module(f"tests.bench.{MODULES.get(name, name)}").run(full)
    except Exception as error:  # a broken row must not keep the others from running
        traceback.print_exc()
        row = {"row": name, "error": f"{type(error).__name__}: {error}", "pass": False}
    row["seconds"] = round(time.monotonic() - began, 1)
    _tell(json.dumps(row, ensure_ascii=False))
    return row


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _mark(row: dict[str, Any]) -> str:
    return "crashed" if "error" in row else "reached" if row["pass"] else "not reached"


def _short(row: dict[str, Any]) -> str:
    if "error" in row:
        return str(row["error"])
    value = json.dumps(row.get("value", row.get("ratio")), ensure_ascii=False)
    return f"{value}  goal {json.dumps(row['goal'], ensure_ascii=False)}"


if __name__ == "__main__":
    sys.exit(main())
