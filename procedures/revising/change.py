"""One change of fees applied to one document: which fees it meets, what stands there before and after."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from portal.web.show import day, vnd
from portal.web.text import fold

Row = dict[str, Any]
How = Literal["set", "percent", "reduce"]
_ENDS = (("from", "từ"), ("to", "đến hết"))


@dataclass(frozen=True, slots=True)
class Change:
    """What the resolution says. value: đồng for "set", per cent of the old amount for "percent", per cent taken
    off for "reduce" (then with channels and perhaps a last day)."""

    how: How
    value: int
    source: str
    starts_on: date
    fee_name: str = ""
    kind: str = ""
    channels: tuple[str, ...] = ()
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One fee of one document as people compare it; `why_not` when the change does not fit it."""

    fee: str
    name: str
    before: str
    after: str
    why_not: str = ""


def revised(document: Mapping[str, Any], change: Change) -> tuple[Row, list[Changed]]:
    """A copy of the document with the change, and each fee that it means. Fees that ended before stay as they are."""
    copy = deepcopy(dict(document))
    told = []
    for fee in copy.get("fees") or []:
        if not isinstance(fee, dict) or not _meant(fee, change):
            continue
        before = amounts(fee)
        if reason := _why_not(fee, change):
            told.append(Changed(str(fee.get("id")), str(fee.get("name")), before, before, reason))
            continue
        _apply(fee, change)
        told.append(Changed(str(fee.get("id")), str(fee.get("name")), before, amounts(fee)))
    return copy, told


def _meant(fee: Row, change: Change) -> bool:
    ended = str(fee.get("to") or "9999") < change.starts_on.isoformat()
    named = fold(change.fee_name) in fold(str(fee.get("name") or ""))
    return not ended and named and (not change.kind or fee.get("kind") == change.kind)


def _why_not(fee: Row, change: Change) -> str:
    amount = fee.get("amount")
    if not isinstance(amount, dict):
        return "Mức thu chưa đọc được."
    if change.how == "set" and amount.get("steps"):
        return "Thu theo nhiều bậc: sửa riêng trong thủ tục này."
    if change.how == "set" and amount.get("vnd") == change.value and not fee.get("by_channel"):
        return "Đã đúng mức này."
    if change.how == "percent" and change.value == 100:
        return "100% là giữ nguyên."
    return ""


def _apply(fee: Row, change: Change) -> None:
    if change.how == "set":
        fee["amount"]["vnd"] = change.value
        fee.pop("by_channel", None)
    elif change.how == "percent":
        for amount in (fee["amount"], *(fee.get("by_channel") or {}).values()):
            _scale(amount, change.value)
    else:
        fee["reduced"] = [*(fee.get("reduced") or []), _reduction(fee, change)]
        return
    fee["source"] = change.source


def _scale(amount: Row, percent: int) -> None:
    """To whole đồng, halves up; also the cap, which is part of the price."""
    for part in (amount, *(amount.get("steps") or [])):
        for key in ("vnd", "cap_vnd"):
            if isinstance(part.get(key), int):
                part[key] = (part[key] * percent + 50) // 100


def _reduction(fee: Row, change: Change) -> Row:
    taken = {one.get("id") for one in fee.get("reduced") or []}
    key = next(key for n in range(1, 100) if (key := f"nghi_quyet_{n}") not in taken)
    label = "Nộp trực tuyến" if change.channels == ("online",) else f"Theo {change.source}"
    made: Row = {"id": key, "label": label, "percent": change.value, "source": change.source}
    made["from"] = change.starts_on.isoformat()
    if change.channels:
        made["channels"] = list(change.channels)
    if change.ends_on:
        made["to"] = change.ends_on.isoformat()
    return made


def amounts(fee: Row) -> str:
    """The amounts of a fee in a line: main, by channel, reductions."""
    told = [_amount(fee.get("amount"))]
    words = {"online": "trực tuyến", "in_person": "tại quầy", "postal": "bưu chính"}
    by_channel = fee.get("by_channel")
    for key, amount in by_channel.items() if isinstance(by_channel, dict) else ():
        told.append(f"{words.get(key, key)} {_amount(amount)}")
    told += [_reduced(one, fee.get("amount"), words) for one in fee.get("reduced") or []]
    return "; ".join(told)


def _reduced(one: Row, amount: Any, words: dict[str, str]) -> str:
    """“nộp trực tuyến giảm 50%, còn 4.000 đ, từ 01/12/2026 đến hết 31/12/2027”."""
    places = ", ".join(words.get(key, key) for key in one.get("channels") or [])
    told = f"{f'nộp {places} ' if places else ''}giảm {one.get('percent')}%"
    if isinstance(amount, dict) and isinstance(full := amount.get("vnd"), int) and not amount.get("steps"):
        told += f", còn {vnd(full - full * int(one.get('percent') or 0) // 100)}"
    days = [f"{word} {day(date.fromisoformat(one[key]))}" for key, word in _ENDS if one.get(key)]
    return f"{told}{', ' if days else ''}{' '.join(days)}"


def _amount(amount: Any) -> str:
    if not isinstance(amount, dict):
        return "–"
    tiers = amount.get("steps") or []
    words = ", ".join(vnd(one.get("vnd")) for one in tiers) if tiers else vnd(amount.get("vnd"))
    return words + (f", nhiều nhất {vnd(amount['cap_vnd'])}" if amount.get("cap_vnd") is not None else "")
