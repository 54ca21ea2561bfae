"""How wide Vietnamese words are on screen, and how they break into lines: SVG does not break them itself.

Widths are those of a sans serif a little wider than the portal's own, so that no fallback font overflows."""

import unicodedata

_NARROW = dict.fromkeys("iljI.,:;'|!() “”‘’-", 0.3) | dict.fromkeys('ftr/“”"', 0.38)
_WIDE = dict.fromkeys("mwMW", 0.88) | dict.fromkeys("ĐGOQDCNUHAV%–—", 0.76)


def width(text: str, size: float) -> float:
    """About how many pixels a line of text takes at a font size; marks above and below take none."""
    return size * sum(_width(char) for char in unicodedata.normalize("NFC", text))


def _width(char: str) -> float:
    base = unicodedata.normalize("NFD", char)[0]
    known = _NARROW.get(base) or _WIDE.get(base)
    if known is not None:
        return known
    return 0.63 if base.isupper() else 0.52


def wrapped(text: str, size: float, most: float) -> list[str]:
    """The text in lines not wider than `most`; a single word that is too long is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size) <= most:
            lines[-1] = joined
            continue
        while width(word, size) > most and len(word) > 1:
            head = next(n for n in range(len(word) - 1, 0, -1) if width(word[:n], size) <= most or n == 1)
            lines.append(word[:head])
            word = word[head:]
        lines.append(word)
    return lines
