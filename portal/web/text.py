"""Vietnamese text: one written form (NFC), one folded form for finding, one key for sorting names."""

import re
import unicodedata

_MARKS = re.compile(r"[̀-ͯ]")
_SPACES = re.compile(r"\s+")
_STROKES = str.maketrans({"đ": "d", "Đ": "d", "ƀ": "b", "Ƀ": "b"})
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"̀": 1, "̉": 2, "̃": 3, "́": 4, "̣": 5}
_CONTROLS = [*range(0x09), *range(0x0E, 0x1C), 0x7F]  # no database keeps NUL, nobody types the others
_HALVES = range(0xD800, 0xE000)  # halves of characters, which JSON can carry and nothing can store
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, *_CONTROLS, *_HALVES])


def clean(text: str) -> str:
    """Text as it is stored: NFC, no invisible characters, single spaces, no spaces at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE)).strip()


def fold(text: str) -> str:
    """The key that finds: no marks, no đ, lower case, single spaces ("Nguyễn Thị Đẹp" → "nguyen thi dep")."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.translate(_INVISIBLE)))
    return _SPACES.sub(" ", bare.translate(_STROKES).lower()).strip()


def digits(text: str) -> str:
    """Only the digits, full-width ones included ("001 099-012.345" → "001099012345")."""
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


def name_sort_key(name: str) -> str:
    """Sorts people as a Vietnamese list does: given name, then middle names, then family name."""
    words = clean(name).lower().split(" ")
    return " ".join(_word_key(word) for word in reversed(words))


def _word_key(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tones.append(str(_TONES[char]))
        elif _MARKS.match(char) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        else:
            letters.append(char)
    order = "".join(chr(ord("A") + _LETTERS.index(c)) if c in _LETTERS else c for c in letters)
    return order + "!" + "".join(tones)


def mask_number(number: str) -> str:
    """An identity number as lists show it: the first three and the last digits ("001•••••2345")."""
    if len(number) < 8:
        return "•" * len(number)
    return number[:3] + "•" * (len(number) - 7) + number[-4:]


def mask_name(name: str) -> str:
    """A name as the public sees it: initials only ("Nguyễn Thị Đẹp" → "N. T. Đ.")."""
    return " ".join(f"{word[0]}." for word in clean(name).split(" ") if word)
