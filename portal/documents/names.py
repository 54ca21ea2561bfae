"""File names: what people gave, made safe to show and to send back."""

import re
import unicodedata
from pathlib import PurePosixPath

from portal.documents.jobs.kinds import ALLOWED
from portal.web.text import clean

_LONGEST = 120
_UNWANTED = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')


def clean_name(name: str) -> str:
    """The last part of the name, NFC, without control, direction or reserved characters, at most 120 long."""
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(char for char in last if unicodedata.category(char) not in ("Cf", "Cc", "Co", "Cs"))
    kept = clean(_UNWANTED.sub("", visible)).strip(". ")
    stem, suffix = PurePosixPath(kept).stem, PurePosixPath(kept).suffix[:10]
    return (stem[: _LONGEST - len(suffix)] + suffix) or "tep"


def name_for(name: str, content_type: str) -> str:
    """The name with the ending that its true type has ("anh.pdf" that is a JPEG → "anh.jpg")."""
    ending = ALLOWED.get(content_type, "")
    kept = clean_name(name)
    suffix = PurePosixPath(kept).suffix.lower()
    same = {".jpeg": ".jpg", ".tiff": ".tif", ".heif": ".heic"}
    if not ending or same.get(suffix, suffix) == ending:
        return kept
    return PurePosixPath(kept).stem + ending
