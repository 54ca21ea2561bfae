"""The font of the letters: Tinos, which has the measures of Times New Roman and every Vietnamese letter."""

import functools
import itertools
import unicodedata
from pathlib import Path

from fontTools.ttLib import TTFont

_FOLDERS = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
_FACES = ["Tinos-Regular.ttf", "Tinos-Bold.ttf", "Tinos-Italic.ttf", "Tinos-BoldItalic.ttf"]
_VOWELS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
_TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]


def vietnamese_letters() -> set[str]:
    """Every letter of Vietnamese that is more than ASCII, in its composed form."""
    composed = {unicodedata.normalize("NFC", v + t) for v, t in itertools.product(_VOWELS, _TONES)}
    return {letter for letter in composed | set("đĐ₫") if not letter.isascii()}


def path_of(name: str) -> Path | None:
    """Where this file of the font lies on the machine."""
    return next((found for folder in _FOLDERS for found in folder.rglob(name)), None)


@functools.cache
def problem() -> str:
    """Why letters would come out garbled, or "" when the font is there with all its letters."""
    for name in _FACES:
        path = path_of(name)
        if path is None:
            return f"Không tìm thấy phông chữ của giấy tờ ({name})."
        with TTFont(path, lazy=True) as font:
            has = font.getBestCmap()
        if missing := sorted(letter for letter in vietnamese_letters() if ord(letter) not in has):
            return f"Phông {name} thiếu chữ {''.join(missing)}."
    return ""
