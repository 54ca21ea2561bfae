"""What is read out of one row of the national catalogue."""

from dataclasses import dataclass, field

KINDS = {
    "time": "Thời hạn",
    "fee": "Phí, lệ phí",
    "paper": "Giấy tờ",
    "result": "Kết quả",
    "law": "Căn cứ pháp lý",
    "level": "Cấp giải quyết",
    "agency": "Cơ quan",
    "text": "Tên, mô tả",
    "form": "Tờ khai",
    "steps": "Các bước",
}
"""The kinds of doubts, as the report counts and filters them."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the administrator has to look at: where, why, and the words of the catalogue as they stand."""

    path: str
    kind: str
    why: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the table of channels: the texts of its four columns."""

    channel: str  # online, postal, in_person
    time: str
    fee: str
    fee_note: str
    description: str
    torn: bool = False

    @property
    def words(self) -> str:
        """The line again, for the administrator to compare."""
        parts = (self.time, self.fee, self.fee_note and f"({self.fee_note})", self.description)
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Span:
    """A time limit in the units of a definition."""

    value: int
    unit: str

    @property
    def words(self) -> str:
        if self.unit == "same_day":
            return "trong ngày"
        return f"{self.value} {_UNITS.get(self.unit, self.unit)}"


_UNITS = {"working_hour": "giờ làm việc", "working_day": "ngày làm việc", "calendar_day": "ngày"}


@dataclass(slots=True)
class Time:
    """The limit of one line, the limits of its cases by name, and why they may be wrong."""

    limit: Span | None = None
    cases: list[tuple[str, Span]] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in đồng with what it is paid for (“/tờ khai”) and the words before it."""

    vnd: int
    per: str = "case"  # case, copy, page, person
    label: str = ""


@dataclass(slots=True)
class Fee:
    """The fees of one line: amounts (several = by case), exemptions (who, per cent), reductions (per cent, from, to),
    the circulars named, whether the council decides."""

    free: bool = False
    amounts: list[Money] = field(default_factory=list)
    exempt: list[tuple[str, int]] = field(default_factory=list)
    reduced: list[tuple[int, str, str]] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    kind: str = "phi"
    council: bool = False
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    hint: str
    copy_kind: str
    count: int
    required: bool
    section: str = ""
    bring_original: bool = False
    why: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """A legal act: its number in full (“Nghị định 123/2015/NĐ-CP”) and its title."""

    number: str
    title: str
