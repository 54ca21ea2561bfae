"""The level of an online service from the facts of a version: toàn trình, một phần, or information only.

QN-10.1-2 (NĐ 42/2022 Đ11): all of it on the net, the result on line or by post; anything less is in part. What each
fact means is ours to say where TT 01/2023 Đ13 has not been seen (domain.md §16)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from procedures.definition import Definition

Value = Literal["full", "partial", "none"]
WORDS: dict[str, str] = {
    "full": "Dịch vụ công trực tuyến toàn trình",
    "partial": "Dịch vụ công trực tuyến một phần",
    "none": "Cung cấp thông tin trực tuyến",
}
_RANK = {"none": 0, "partial": 1, "full": 2}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing looked at. `holds` False: the level falls to `falls_to`; `sometimes`: only in some cases."""

    id: str
    words: str
    holds: bool
    why: str = ""
    falls_to: Value = "partial"
    sometimes: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """The highest level that the facts bear, with every criterion looked at."""

    value: Value
    claimed: Value
    criteria: tuple[Criterion, ...]

    @property
    def words(self) -> str:
        return WORDS[self.value]

    @property
    def too_high(self) -> bool:
        """More is claimed than the facts bear."""
        return _RANK[self.claimed] > _RANK[self.value]

    @property
    def too_low(self) -> bool:
        """The facts would bear more than is offered, and nothing is named that keeps people from the net."""
        grounded = any(not one.sometimes for one in self.lacking)
        return _RANK[self.claimed] < _RANK[self.value] and not grounded

    @property
    def lacking(self) -> list[Criterion]:
        return [one for one in self.criteria if not one.holds]

    @property
    def offered(self) -> Value:
        """What may be told to citizens: never more than holds."""
        return self.value if self.too_high else self.claimed


def level_of(definition: Definition) -> Level:
    """Looks at form, papers, presence, field checks and the return of the result."""
    criteria = tuple(_criteria(definition))
    value: Value = "full"
    for one in criteria:
        if not one.holds and not one.sometimes and _RANK[one.falls_to] < _RANK[value]:
            value = one.falls_to
    claimed: Value = definition.online  # type: ignore[assignment]
    return Level(value, claimed, criteria)


def _criteria(definition: Definition) -> Iterator[Criterion]:
    asked = [
        question
        for page in definition.form.pages
        for question in page.questions
        if not question.officer_only and question.kind not in ("computed", "statement")
    ]
    yield Criterion(
        "form",
        "Biểu mẫu điện tử điền được trên mạng",
        bool(asked),
        "Tờ khai chưa hỏi người nộp câu nào.",
        "none",
    )
    yield from _papers(definition)
    for need in definition.in_person:
        said = {"presence": "Phải có mặt", "field_check": "Phải kiểm tra tại hiện trường"}[need.kind]
        ground = f" ({need.source})" if need.source else ""
        yield Criterion(need.id, "Làm được mà không phải gặp mặt", False, f"{said}: {need.why}{ground}.")
    if not definition.in_person:
        yield Criterion("presence", "Không phải có mặt, không kiểm tra tại hiện trường", True)
    paid = bool(definition.fees)
    yield Criterion("payment", "Phí, lệ phí nộp được trên mạng" if paid else "Không thu phí, lệ phí", True)
    yield Criterion("result", "Kết quả trả trên mạng hoặc qua bưu chính", True)


def _papers(definition: Definition) -> Iterator[Criterion]:
    brought = [paper for paper in definition.papers if paper.bring_original]
    words = "Không phải mang bản gốc đến quầy"
    if not brought:
        yield Criterion("papers", words, True)
    for paper in brought:
        sometimes = paper.when is not None or bool(paper.cases) or not paper.required
        why = f"Giấy tờ “{paper.name}” phải mang bản gốc để đối chiếu" + (
            ", trong một số trường hợp." if sometimes else "."
        )
        yield Criterion(f"papers[{paper.id}]", words, False, why, sometimes=sometimes)
