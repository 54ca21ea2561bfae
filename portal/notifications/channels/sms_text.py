"""What fits into a text message: coding, parts, and the words without their marks where money is short."""

from dataclasses import dataclass

from portal.web.text import fold

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = set("^{}\\[~]|€")
_ONE, _MANY = {"gsm7": 160, "ucs2": 70}, {"gsm7": 153, "ucs2": 67}


@dataclass(frozen=True, slots=True)
class Measure:
    """Coding, its units, and how many messages the operator counts."""

    coding: str
    units: int
    parts: int


def measure(text: str) -> Measure:
    """GSM 03.38 (160, or 153 in each of several) where every character is in it, else UCS-2 (70, or 67)."""
    plain = all(char in _GSM or char in _DOUBLE for char in text)
    coding = "gsm7" if plain else "ucs2"
    units = sum(2 if char in _DOUBLE else 1 for char in text) if plain else len(text.encode("utf-16-be")) // 2
    parts = 1 if units <= _ONE[coding] else -(-units // _MANY[coding])
    return Measure(coding, units, parts)


def unaccented(text: str) -> str:
    """The same words without marks, capitals kept: readable on every telephone, and half the price."""
    return "".join(_bare(char) for char in text)


def _bare(char: str) -> str:
    if char in _GSM or char in _DOUBLE:
        return char
    if char in "“”«»":
        return '"'
    if char in "‘’":
        return "'"
    if char in "–—":
        return "-"
    folded = fold(char)
    told = folded.upper() if char.isupper() else folded
    return told if told and all(one in _GSM for one in told) else " "


def short(subject: str, address: str, *, marks: bool) -> str:
    """The subject and where to read on, in at most two messages."""
    text = f"{subject}. {address}" if address else subject
    text = text if marks else unaccented(text)
    while measure(text).parts > 2 and len(subject) > 20:
        subject = subject[: len(subject) - 5].rstrip()
        text = f"{subject}... {address}".strip()
        text = text if marks else unaccented(text)
    return text
