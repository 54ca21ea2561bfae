"""Which procedures to bring on line first: the six criteria of ST-18.1 and HG-5.2, each with its sum in words.

The regulations say that one criterion is enough; how much each weighs is ours, said on the screen and here alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.web.show import number
from procedures.definition import Definition
from procedures.level import Level, level_of
from procedures.models import Procedure
from procedures.online.figures import Figures

_ELSEWHERE = ("department", "agency", "police", "place")
_READY = ("profile", "vault", "population", "enterprise", "last_dossier")
MANY_PAPERS, LARGE_MB = 5, 10.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One criterion of one procedure: whether it is met, its points and the sum in words."""

    id: str
    words: str
    met: bool
    points: float
    most: int
    told: str


CRITERIA: dict[str, tuple[str, int]] = {
    "a": ("Nhiều hồ sơ, giao dịch thường xuyên", 30),
    "b": ("Giấy tờ, dữ liệu đầu vào đã số hóa, sẵn sàng chia sẻ", 20),
    "c": ("Nhiều thành phần hồ sơ, dung lượng lớn", 15),
    "d": ("Thuộc thẩm quyền nhiều cơ quan", 15),
    "đ": ("Liên quan nhiều phòng, đơn vị trong cơ quan", 10),
    "e": ("Theo chỉ đạo của Chính phủ, Thủ tướng Chính phủ", 10),
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of the list."""

    procedure: Procedure
    figures: Figures
    level: Level
    marks: tuple[Mark, ...]

    @property
    def points(self) -> float:
        return round(sum(mark.points for mark in self.marks), 1)

    @property
    def met(self) -> list[str]:
        return [mark.id for mark in self.marks if mark.met]


def ranked(
    procedures: Mapping[int, tuple[Procedure, Definition]],
    counted: Mapping[int, Figures],
    directed: Mapping[int, str],
) -> list[Ranked]:
    """Every procedure with its sum, the most urgent first; equal ones by code."""
    counts = sorted((counted.get(key, Figures()).received for key in procedures), reverse=True)
    lines = []
    for key, (procedure, definition) in procedures.items():
        used = counted.get(key, Figures())
        marks = (
            _many(used.received, counts),
            _digitised(definition),
            _papers(definition, used),
            _agencies(definition),
            _divisions(definition),
            _directed(directed.get(key, "")),
        )
        lines.append(Ranked(procedure, used, level_of(definition), marks))
    return sorted(lines, key=lambda line: (-line.points, line.procedure.code))


def _mark(key: str, met: bool, share: float, told: str) -> Mark:
    words, most = CRITERIA[key]
    return Mark(key, words, met, round(most * max(0.0, min(1.0, share)), 1), most, told)


def _many(received: int, counts: list[int]) -> Mark:
    if not received:
        return _mark("a", False, 0, "Không có hồ sơ nào trong 12 tháng.")
    place, among = counts.index(received) + 1, len(counts)
    told = f"{number(received)} hồ sơ trong 12 tháng, nhiều thứ {place} trong {among} thủ tục."
    return _mark("a", place * 3 <= among + 2, 1 - (place - 1) / among, told)


def _digitised(definition: Definition) -> Mark:
    papers = definition.papers
    ready = sum(bool(paper.result_code) or paper.copy_kind == "electronic" for paper in papers)
    filled = sum(bool(q.prefill) and q.prefill.partition(".")[0] in _READY for q in definition.by_id.values())
    share = ready / len(papers) if papers else float(filled > 0)
    told = f"{ready} trong {len(papers)} giấy tờ lấy được từ kho hoặc kết quả đã có; {filled} câu điền sẵn."
    return _mark("b", share >= 0.5 or filled >= 5, max(share, min(1, filled / 10)), told)


def _papers(definition: Definition, used: Figures) -> Mark:
    count = len(definition.papers)
    size = f"{used.megabytes:.1f}".replace(".", ",")
    told = f"{count} loại giấy tờ; trung bình {size} MB một hồ sơ."
    share = max(count / 8, used.megabytes / (2 * LARGE_MB))
    return _mark("c", count >= MANY_PAPERS or used.megabytes >= LARGE_MB, share, told)


def _agencies(definition: Definition) -> Mark:
    others = {
        selector
        for step in definition.steps
        for selector in (step.among or (step.agency,))
        if selector.partition(":")[0] in _ELSEWHERE
    }
    return _mark("d", bool(others), len(others) / 3, f"{len(others)} cơ quan khác tham gia các bước.")


def _divisions(definition: Definition) -> Mark:
    inside = {step.agency for step in definition.steps if step.agency.startswith("unit:")}
    return _mark("đ", len(inside) > 1, len(inside) / 3, f"{len(inside)} phòng chuyên môn tham gia các bước.")


def _directed(ground: str) -> Mark:
    return _mark("e", bool(ground), float(bool(ground)), ground or "Chưa ghi văn bản chỉ đạo nào.")
