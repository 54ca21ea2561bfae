"""The fees of a definition from the lines of the table: by case, by channel, by dates."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from procedures.national import fees
from procedures.national.parts import Parts
from procedures.national.shapes import Cell, Fee, Money
from procedures.national.words import cut, key_of

_NAMES = {"phi": "Phí", "le_phi": "Lệ phí"}
_ORDER = ("in_person", "online", "postal")
_RELIEF = {"Thông tư 64/2025/TT-BTC", "Thông tư 40/2026/TT-BTC"}  # say only by how much others are lowered
_COUNTS = {"page": ("so_trang", "Số trang"), "copy": ("so_ban", "Số bản"), "person": ("so_nguoi", "Số người")}


def charges(parts: Parts) -> list[dict[str, Any]]:
    """The fee rules; none where nothing is paid or nobody could tell how much."""
    read = [(cell, fees.read(cell)) for cell in parts.cells]
    words = cut(
        "\n".join(
            dict.fromkeys(
                f"{cell.fee} ({cell.fee_note})" if cell.fee_note else cell.fee for cell in parts.cells
            )
        ),
        3000,
    )
    if not read:
        parts.doubt("fees", "fee", "Không đọc được bảng phí, lệ phí.", words)
        return []
    for why in dict.fromkeys(why for _, one in read for why in one.why):
        parts.doubt("fees", "fee", why, words)
    by_channel: dict[str, list[Fee]] = {}
    for cell, one in read:
        by_channel.setdefault(cell.channel, []).append(_merged_note(cell, one))
    main_channel = next(
        (channel for channel in _ORDER if any(f.amounts or f.pages for f in by_channel.get(channel, []))), ""
    )
    if not main_channel:
        return []
    main = _union(by_channel[main_channel])
    made = _rules(main, parts, words)
    _other_channels(
        made,
        main,
        {key: _union(some) for key, some in by_channel.items() if key != main_channel},
        parts,
        words,
    )
    if len(made) > 1 and not any("when" in rule for rule in made):
        parts.doubt("fees", "fee", "Có nhiều khoản thu; kiểm tra thu tất cả hay theo trường hợp.", words)
    return made


def _merged_note(cell: Cell, one: Fee) -> Fee:
    """An amount without words of its own is called by a short note ("Phí sát hạch lái tàu")."""
    if len(one.amounts) == 1 and not one.amounts[0].label and cell.fee_note:
        note = cut(cell.fee_note.split(":")[0].strip(" -+*()"), 120)
        if 8 < len(note) < 120 and not any(char.isdigit() for char in note):
            amount = one.amounts[0]
            one.amounts = [Money(amount.vnd, amount.per, note)]
    return one


def _union(some: list[Fee]) -> Fee:
    """Several lines of one channel: every amount once."""
    first = next((one for one in some if one.amounts or one.pages), some[0])
    amounts: dict[tuple[int, str], Money] = {}
    for one in some:
        for money in one.amounts:
            amounts.setdefault((money.vnd, money.per), money)
    exempt = list(dict.fromkeys(pair for one in some for pair in one.exempt))
    return replace(first, amounts=list(amounts.values()), exempt=exempt, why=[])


def _rules(main: Fee, parts: Parts, words: str) -> list[dict[str, Any]]:
    if main.pages:
        return [_by_page(main, parts)]
    labels = [one.label or f"Mức {one.vnd:,} đồng".replace(",", ".") for one in main.amounts]
    conditions: Mapping[str, dict[str, Any]] = {}
    if len(main.amounts) > 1 and len(set(labels)) == len(labels):
        conditions = parts.choice("muc_thu", "Mức thu nào áp dụng cho hồ sơ này?", labels)
        parts.doubt("fees", "fee", f"Có {len(labels)} mức thu; kiểm tra trường hợp của từng mức.", words)
    taken: set[str] = set()
    return [
        _rule(one, main, label, conditions, taken, parts)
        for one, label in zip(main.amounts, labels, strict=True)
    ]


def _rule(
    money: Money,
    main: Fee,
    label: str,
    conditions: Mapping[str, dict[str, Any]],
    taken: set[str],
    parts: Parts,
) -> dict[str, Any]:
    name = money.label or _NAMES[main.kind]
    made: dict[str, Any] = {
        "id": key_of(name, taken, "phi"),
        "name": cut(name, 200),
        "kind": "le_phi"
        if name.lower().startswith("lệ phí")
        else "phi"
        if name.lower().startswith("phí")
        else main.kind,
        "timing": "at_receipt",
        "amount": _amount(money, parts),
    }
    if label in conditions:
        made["when"] = conditions[label]
    if main.reduced:
        made["reduced"] = [_reduction(*one, main.sources) for one in main.reduced[:1]]
    if main.sources and main.sources[0] not in _RELIEF:
        made["source"] = main.sources[0]
    if main.exempt:
        ids: set[str] = set()
        made["exempt"] = [
            {"id": key_of(who, ids, "dien"), "label": who, "percent": percent} for who, percent in main.exempt
        ]
    return made


def _amount(money: Money, parts: Parts) -> dict[str, Any]:
    if money.per not in _COUNTS:
        return {"per": "case", "vnd": money.vnd}
    return {"per": money.per, "vnd": money.vnd, "question": parts.number(*_COUNTS[money.per])}


def _reduction(percent: int, starts: str, ends: str, sources: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": "giam",
        "label": "Miễn trong thời gian quy định" if percent == 100 else f"Giảm {percent}%",
        "percent": percent,
    }
    made |= {"from": starts} if starts else {}
    made |= {"to": ends} if ends else {}
    return made | ({"source": sources[-1]} if sources else {})


def _by_page(main: Fee, parts: Parts) -> dict[str, Any]:
    pages = main.pages
    amount: dict[str, Any] = {
        "per": "page",
        "question": parts.number("so_trang", "Số trang của bản chính"),
        "copies": parts.number("so_ban", "Số bản"),
        "steps": [{"to": pages["to"], "vnd": pages["first"]}, {"vnd": pages["then"]}],
    }
    if pages.get("cap"):
        amount["cap_vnd"] = pages["cap"]
    return {
        "id": "phi",
        "name": _NAMES[main.kind],
        "kind": main.kind,
        "timing": "at_return",
        "amount": amount,
    }


def _other_channels(
    made: list[dict[str, Any]], main: Fee, others: Mapping[str, Fee], parts: Parts, words: str
) -> None:
    """One amount everywhere but another online: `by_channel`; anything more tangled is left to the administrator."""
    amounts = [(one.vnd, one.per) for one in main.amounts]
    for channel, other in others.items():
        theirs = [(one.vnd, one.per) for one in other.amounts]
        if (theirs == amounts and other.reduced == main.reduced) or other.pages == main.pages != {}:
            continue
        single = len(amounts) == 1 and main.amounts[0].per == "case"
        if single and other.free and not theirs:
            made[0].setdefault("by_channel", {})[channel] = {"per": "case", "vnd": 0}
        elif single and len(theirs) == 1 and theirs[0][1] == "case" and other.reduced == main.reduced:
            made[0].setdefault("by_channel", {})[channel] = {"per": "case", "vnd": theirs[0][0]}
        else:
            parts.doubt(
                "fees",
                "fee",
                "Phí khác nhau giữa các hình thức nộp; đã lấy một hình thức, kiểm tra lại.",
                words,
            )
