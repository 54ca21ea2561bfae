"""Numbers and amounts in Vietnamese words, as papers write them."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_MILLIARD = 10**9


def amount_in_words(amount_vnd: int) -> str:
    """Một triệu một trăm mười lăm nghìn đồng"""
    words = f"{number_in_words(amount_vnd)} đồng"
    return words[0].upper() + words[1:]


def number_in_words(value: int) -> str:
    """Một nghìn không trăm linh năm, in small letters; mốt, tư, lăm and linh where speech has them."""
    if value < 0:
        return f"âm {number_in_words(-value)}"
    return _below(value, spoken=False) if value else _DIGITS[0]


def _below(value: int, *, spoken: bool) -> str:
    """`spoken`: something was said before, so empty hundreds are said too (“không trăm”)."""
    if value >= _MILLIARD:
        rest = value % _MILLIARD
        head = f"{_below(value // _MILLIARD, spoken=spoken)} tỷ"
        return f"{head} {_below(rest, spoken=True)}" if rest else head
    parts: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = value // size % 1000
        if group:
            parts.append(f"{_group(group, full=spoken or bool(parts))} {name}".strip())
    return " ".join(parts)


def _group(group: int, *, full: bool) -> str:
    """Three digits; `full` says the hundreds even where they are none."""
    hundreds, rest = divmod(group, 100)
    tens, unit = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 1:
        words.append("mười")
    elif tens:
        words.append(f"{_DIGITS[tens]} mươi")
    elif unit and words:
        words.append("linh")
    if unit:
        words.append(_unit(tens, unit))
    return " ".join(words)


def _unit(tens: int, unit: int) -> str:
    if unit == 1 and tens > 1:
        return "mốt"
    if unit == 4 and tens > 1:
        return "tư"
    if unit == 5 and tens:
        return "lăm"
    return _DIGITS[unit]
