"""Dossiers and their journal as the check of integrity sees them (portal.upkeep.integrity)."""

from typing import Any

from dossiers import journal
from dossiers.models import Dossier, JournalEntry
from dossiers.services.warnings import hanging_dossiers

SAMPLE = 200


def look(past: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """How many there are, whether the row that was last is still what it was, whether what moved last is unbroken."""
    last = JournalEntry.objects.order_by("-id").first()
    figures = {
        "dossiers": Dossier.objects.count(),
        "journal_rows": JournalEntry.objects.count(),
        "journal_head": f"{last.pk}:{last.hash}" if last else "",
    }
    wrong = [f"Nhật ký của {one.reference} đứt ở dòng {row}." for one, row in _broken()]
    if hanging := hanging_dossiers().count():
        wrong.append(f"{hanging} hồ sơ đang mở không có người giữ hoặc không có mốc.")
    if head := str(past.get("journal_head", "")):
        number, _, mark = head.partition(":")
        if not JournalEntry.objects.filter(pk=number, hash=mark).exists():
            wrong.append(f"Dòng nhật ký {number} không còn mang dấu trước bảo trì.")
    return figures, wrong


def _broken() -> list[tuple[Dossier, int]]:
    newest = Dossier.objects.exclude(journal_number=0).order_by("-touched_at")[:SAMPLE]
    looked = [(one, journal.first_break(one)) for one in newest.defer("answers")]
    return [(one, row) for one, row in looked if row is not None]
