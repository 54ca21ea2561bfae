"""Files as the check of integrity sees them: how many, and whether a sample still has the content of its name."""

import hashlib
from typing import Any

from portal.documents import store
from portal.documents.models import FileState, StoredFile

SAMPLE = 100


def look(past: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Every file is named by the hash of its content; the newest are read and hashed anew."""
    clean = StoredFile.objects.filter(state=FileState.CLEAN)
    wrong = [
        f"Tệp {one.sha256[:16]}… {why}." for one in clean.order_by("-id")[:SAMPLE] if (why := _damage(one))
    ]
    return {"files": StoredFile.objects.count()}, wrong


def _damage(file: StoredFile) -> str:
    try:
        content = store.read(file)
    except OSError:
        return "không còn trong kho"
    return "" if hashlib.sha256(content).hexdigest() == file.sha256 else "đã đổi nội dung"
