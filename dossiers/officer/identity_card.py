"""What the QR of an identity card says: number|old number|name|ddmmyyyy|sex|address|ddmmyyyy issued."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.numbers import id_number_problem
from portal.web.text import clean, digits, fold

WRONG_KEYBOARD = (
    "Bộ gõ tiếng Việt đang bật nên mã bị đổi chữ. Chuyển bàn phím sang EN rồi quét lại, hoặc nhập tay."
)
_SEXES = {"nam": "male", "nu": "female"}


@dataclass(frozen=True, slots=True)
class Card:
    """A card as read. birth_on and issued_on are days; sex is male, female or ""."""

    number: str
    name: str
    birth_on: date | None
    sex: str
    address: str = ""
    old_number: str = ""
    issued_on: date | None = None


class Unreadable(ValueError):
    """Text that is not a card, with the sentence for the field; `keyboard` when a typing program is to blame."""

    def __init__(self, problem: str, *, keyboard: bool = False) -> None:
        super().__init__(problem)
        self.keyboard = keyboard


def read_card(text: str) -> Card:
    """The card behind a scanned text. Raises Unreadable."""
    parts = [clean(part) for part in text.strip().split("|")]
    if len(parts) < 5:
        raise Unreadable("Mã quét không phải mã QR trên căn cước. Quét lại, hoặc nhập tay ở dưới.")
    number, old, name, born, sex = parts[:5]
    address = parts[5] if len(parts) > 5 else ""
    issued = parts[6] if len(parts) > 6 else ""
    if len(number) != 12 or not number.isascii() or not number.isdigit():
        count = len(digits(number))
        raise Unreadable(
            f"Số định danh phải có 12 chữ số, mã quét có {count}",
            keyboard=fold(sex) not in _SEXES or sex not in ("Nam", "Nữ"),
        )
    if problem := id_number_problem(number):
        raise Unreadable(problem)
    birth_on = _day(born)
    if birth_on is None or sex not in ("Nam", "Nữ") or not name or any(char.isdigit() for char in name):
        raise Unreadable("Mã quét bị sai chữ nên chưa đọc được.", keyboard=True)
    return Card(
        number=number,
        name=name,
        birth_on=birth_on,
        sex=_SEXES[fold(sex)],
        address=address,
        old_number=digits(old),
        issued_on=_day(issued),
    )


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d%m%Y").date() if len(text) == 8 else None  # noqa: DTZ007
    except ValueError:
        return None
