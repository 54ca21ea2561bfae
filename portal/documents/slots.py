"""What differs from letter to letter of one kind: the places of a base, and what stands in each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.documents import fonts

LETTERS = frozenset({"receipt"})
_ASCII = "".join(chr(code) for code in range(0x20, 0x7F))
ALPHABET = frozenset(_ASCII) | fonts.vietnamese_letters() | frozenset("–…“”’")
SAMPLE = "".join(sorted(ALPHABET)) + " fi fl ff ffi ffl"  # the last ones as single shapes

# Words that stand in the base for a value, and that nobody writes.
_WORDS = {
    "owner_name": "QXWA",
    "submitter_name": "QXWB",
    "address": "QXWC",
    "email": "QXWD",
    "phone": "QXWE",
    "id_number": "QXWF",
    "entry_no": "QXWG",
}
# Moments and days that no letter bears.
_MOMENTS = {"received_at": "1901-01-01T01:01:00+07:00", "due_at": "1902-02-02T02:02:00+07:00"}
_DAYS = {"issued_on": "1903-03-03"}
_CODE = re.compile(r"\d")


@dataclass(frozen=True)
class Slots:
    """The facts of one letter, divided: `base` is what the page is laid out from, `values` go in afterwards.

    `values`: what stands in the base → what is to stand there. `codes`: the texts of the two QR codes.
    """

    base: dict[str, Any]
    values: dict[str, str]
    codes: tuple[str, ...]
    title: tuple[str, str] = field(default=("", ""))

    @property
    def key(self) -> str:
        """The same for all letters that one base serves."""
        return repr(sorted(self.base.items()))


def divide(facts: Mapping[str, Any], show: Mapping[str, Any]) -> Slots | None:
    """The facts of a letter for a base; None when one of them has letters that no base has.

    `show` names how a kind of value is shown: moment, day, phone, number.
    """
    base, values = dict(facts), {}
    for name, word in _WORDS.items():
        if facts[name]:
            base[name] = word
            values[word] = show.get(name, str)(facts[name])
    for name, stand_in in [*_MOMENTS.items(), *_DAYS.items()]:
        if facts[name]:
            base[name] = stand_in
            values[show[name](stand_in)] = show[name](facts[name])
    code = str(facts["code"])
    masked = _CODE.sub("9", code)
    base |= {"code": masked, "qr_text": "x" if facts["qr_text"] else ""}
    base["lookup_url"] = str(facts["lookup_url"]).replace(code, masked) if code else facts["lookup_url"]
    if code:
        values[masked] = code
    if any(_unfit(value) for value in values.values()):
        return None
    codes = tuple(str(facts[name]) for name in ("qr_text", "lookup_url") if facts[name])
    return Slots(base, values, codes)


def _unfit(value: str) -> bool:
    return not ALPHABET.issuperset(value) or value != " ".join(value.split()) or not value
