"""Layered drawing of a graph: ranks by the longest path, few crossings, short straight lines. Pure arithmetic.

A rank is a column (or a row) of the picture. A line that passes over a rank gets a place of its own there, so
that it never runs through a box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 12


@dataclass(slots=True)
class Cell:
    """A box, or the place where a long line passes (`size` is then nearly nothing). `at` is its middle across."""

    id: str
    rank: int
    size: float
    before: list["Cell"] = field(default_factory=list)
    behind: list["Cell"] = field(default_factory=list)
    at: float = 0.0


@dataclass(slots=True)
class Layout:
    """Cells by rank in their order across, and for each line the cells it runs through."""

    ranks: list[list[Cell]]
    lines: list[list[Cell]]

    def cell(self, key: str) -> Cell:
        return next(cell for rank in self.ranks for cell in rank if cell.id == key)


def lay_out(after: Mapping[str, Sequence[str]], sizes: Mapping[str, float], gap: float) -> Layout:
    """`after`: node → the nodes it waits for, in an order in which each comes after those; without circles."""
    rank: dict[str, int] = {}
    for key, earlier in after.items():
        rank[key] = 1 + max((rank[one] for one in earlier), default=-1)
    cells = {key: Cell(key, rank[key], sizes[key]) for key in after}
    ranks: list[list[Cell]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for cell in cells.values():
        ranks[cell.rank].append(cell)
    lines = [_line(cells[one], cells[key], ranks) for key, earlier in after.items() for one in earlier]
    for line in lines:
        for one, other in pairwise(line):
            one.behind.append(other)
            other.before.append(one)
    _order(ranks)
    _place(ranks, gap)
    return Layout(ranks, lines)


def crossings(ranks: list[list[Cell]]) -> int:
    """How many pairs of lines cross between neighbouring ranks."""
    total = 0
    for rank, following in pairwise(ranks):
        where = {id(cell): place for place, cell in enumerate(rank)}
        ends = [[where[id(other)] for other in cell.before] for cell in following]
        for index, upper in enumerate(ends):
            for lower in ends[index + 1 :]:
                total += sum(a > b for a in upper for b in lower)
    return total


def _line(start: Cell, end: Cell, ranks: list[list[Cell]]) -> list[Cell]:
    """The cells of one line: its two boxes and a passing place in every rank between."""
    path = [start]
    for rank in range(start.rank + 1, end.rank):
        passing = Cell("", rank, 8.0)
        ranks[rank].append(passing)
        path.append(passing)
    return [*path, end]


def _order(ranks: list[list[Cell]]) -> None:
    """Sweeps forth and back, each rank ordered by the mean place of its neighbours; the best order is kept."""
    best, fewest = [list(rank) for rank in ranks], crossings(ranks)
    for sweep in range(SWEEPS):
        if fewest == 0:
            break
        forth = sweep % 2 == 0
        for rank in ranks if forth else reversed(ranks):
            _by_neighbours(rank, ranks, forth)
        if (now := crossings(ranks)) < fewest:
            best, fewest = [list(rank) for rank in ranks], now
    for rank, kept in zip(ranks, best, strict=True):
        rank[:] = kept


def _by_neighbours(rank: list[Cell], ranks: list[list[Cell]], forth: bool) -> None:
    number = rank[0].rank + (-1 if forth else 1)
    if not 0 <= number < len(ranks):
        return
    where = {id(cell): place for place, cell in enumerate(ranks[number])}
    own = {id(cell): place for place, cell in enumerate(rank)}

    def mean(cell: Cell) -> float:
        near = cell.before if forth else cell.behind
        return sum(where[id(other)] for other in near) / len(near) if near else own[id(cell)]

    rank.sort(key=mean)


def _place(ranks: list[list[Cell]], gap: float) -> None:
    """Each cell as near to the mean of its neighbours as the cells beside it allow."""
    for rank in ranks:
        _apart(rank, [0.0] * len(rank), gap)
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for rank in ranks if forth else reversed(ranks):
            wanted = []
            for cell in rank:
                near = (cell.before if forth else cell.behind) or cell.behind or cell.before
                wanted.append(sum(one.at for one in near) / len(near) if near else cell.at)
            _apart(rank, wanted, gap)
    least = min((cell.at - cell.size / 2 for rank in ranks for cell in rank), default=0.0)
    for rank in ranks:
        for cell in rank:
            cell.at -= least


def _apart(rank: list[Cell], wanted: list[float], gap: float) -> None:
    """The places nearest to the wanted ones (least squares) that keep the order and the gaps: neighbours that
    would overlap are merged into a block that stands at the mean of its wishes."""
    offset, offsets = 0.0, []
    for index, cell in enumerate(rank):
        if index:
            offset += (rank[index - 1].size + cell.size) / 2 + gap
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []
    for wish, shift in zip(wanted, offsets, strict=True):
        mean, count = wish - shift, 1
        while blocks and blocks[-1][0] > mean:
            other, more = blocks.pop()
            mean = (mean * count + other * more) / (count + more)
            count += more
        blocks.append((mean, count))
    places = [mean for mean, count in blocks for _ in range(count)]
    for cell, place, shift in zip(rank, places, offsets, strict=True):
        cell.at = place + shift
