"""The short code that a payer's bank carries back to us, made to survive typing, spaces and capitals."""

import re
import secrets

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXY"  # 29, a prime; none that looks like another (0 O, 1 I L, 2 Z, U V)
_LENGTH = 8


def new_reference() -> str:
    """`MC`, eight random letters (5 · 10¹¹ codes), one check letter."""
    body = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"MC{body}{_check(body)}"


def find_reference(purpose: str) -> str:
    """The code inside a bank's purpose text, or "": banks add words, drop spaces, change case."""
    bare = re.sub(r"[^A-Z0-9]", "", purpose.upper())
    for match in re.finditer(rf"(?=MC([{_LETTERS}]{{{_LENGTH + 1}}}))", bare):
        if _check(match[1][:_LENGTH]) == match[1][_LENGTH]:
            return f"MC{match[1]}"
    return ""


def _check(body: str) -> str:
    """A sum weighted by place, modulo a prime: every wrong letter and every swap of two changes it."""
    total = sum((at + 1) * _LETTERS.index(letter) for at, letter in enumerate(body))
    return _LETTERS[total % len(_LETTERS)]
