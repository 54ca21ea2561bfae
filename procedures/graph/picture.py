"""From a definition to boxes and lines with numbers: what components/graph.html writes as SVG."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from procedures.definition import Definition, Step
from procedures.graph.layout import Cell, Layout, lay_out
from procedures.graph.wrapping import wrapped
from procedures.steps import in_order

Direction = Literal["across", "down"]
PAD, INSIDE = 6, 12
NAME, SMALL = 15.0, 13.0
NAME_LINE, SMALL_LINE = 20, 18


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a box: `role` k = name, s = soft, or a tone of the desk (late, open, done)."""

    text: str
    role: str = "s"


@dataclass(frozen=True, slots=True)
class Box:
    """One step. Its lines lie at (x + 12, y + each `dy`)."""

    id: str
    x: int
    y: int
    width: int
    height: int
    tone: str
    href: str
    lines: tuple[tuple[int, Line], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """`edges` are path data with the tone of the line; `arrows` the little triangles at their ends."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    edges: tuple[tuple[str, str], ...]
    arrows: tuple[tuple[str, str], ...]


def draw(
    definition: Definition,
    lines: Callable[[Step], list[Line]],
    *,
    direction: Direction = "across",
    width: int = 196,
    tones: Mapping[str, str] | None = None,
    href: Callable[[Step], str] = lambda step: "",
) -> Picture:
    """The picture of a version's steps. Steps that wait for each other in a circle cannot be placed and are left
    out; the list beside the picture names them."""
    tones = tones or {}
    ordered = in_order(definition)
    texts = {step.id: _broken(lines(step), width - 2 * INSIDE) for step in ordered}
    heights = {key: _height(rows) for key, rows in texts.items()}
    across = direction == "across"
    sizes = {key: float(height if across else width) for key, height in heights.items()}
    laid = lay_out({step.id: step.after for step in ordered}, sizes, 26 if across else 20)
    starts, thick = _ranks(laid, heights, width, across)
    boxes = tuple(
        _box(step, laid.cell(step.id), starts, width, heights[step.id], across, texts, tones, href)
        for step in ordered
    )
    edges, arrows = _lines(laid, starts, thick, boxes, across, tones)
    return Picture(
        width=max((box.x + box.width for box in boxes), default=0) + PAD,
        height=max((box.y + box.height for box in boxes), default=0) + PAD,
        boxes=boxes,
        edges=edges,
        arrows=arrows,
    )


def _broken(lines: list[Line], most: int) -> list[Line]:
    broken = []
    for line in lines:
        size = NAME if line.role == "k" else SMALL
        broken += [Line(text, line.role) for text in wrapped(line.text, size, most)]
    return broken


def _height(rows: list[Line]) -> int:
    return 2 * 9 + sum(NAME_LINE if row.role == "k" else SMALL_LINE for row in rows)


def _ranks(laid: Layout, heights: Mapping[str, int], width: int, across: bool) -> tuple[list[int], list[int]]:
    """Where each rank begins along the way, and how much it takes."""
    starts, thick, at = [], [], PAD
    for rank in laid.ranks:
        size = width if across else max((heights[cell.id] for cell in rank if cell.id), default=0)
        starts.append(at)
        thick.append(size)
        at += size + (36 if across else 34)
    return starts, thick


def _box(
    step: Step,
    cell: Cell,
    starts: list[int],
    width: int,
    height: int,
    across: bool,
    texts: Mapping[str, list[Line]],
    tones: Mapping[str, str],
    href: Callable[[Step], str],
) -> Box:
    along, over = starts[cell.rank], PAD + round(cell.at - cell.size / 2)
    placed, dy = [], 9
    for row in texts[step.id]:
        dy += NAME_LINE if row.role == "k" else SMALL_LINE
        placed.append((dy - 5, row))
    x, y = (along, over) if across else (over, along)
    return Box(step.id, x, y, width, height, tones.get(step.id, ""), href(step), tuple(placed))


def _lines(
    laid: Layout,
    starts: list[int],
    thick: list[int],
    boxes: tuple[Box, ...],
    across: bool,
    tones: Mapping[str, str],
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    by_id = {box.id: box for box in boxes}
    edges, arrows = [], []
    for line in laid.lines:
        tone = "done" if tones.get(line[0].id) in ("done", "skipped") else ""
        first = by_id[line[0].id]
        along = first.x + first.width if across else first.y + first.height
        over = round(line[0].at) + PAD
        path = f"M{_point(along, over, across)}"
        for cell in line[1:]:
            to, there = starts[cell.rank], round(cell.at) + PAD
            path += _bend(along, over, to - (0 if not cell.id else 2), there, across)
            along, over = to, there
            if not cell.id:
                along = to + thick[cell.rank]
                path += f"L{_point(along, over, across)}"
        edges.append((path, tone))
        arrows.append((_arrow(along, over, across), tone))
    return tuple(edges), tuple(arrows)


def _bend(along: int, over: int, to: int, there: int, across: bool) -> str:
    """A smooth line to the next rank; straight when nothing is to be bent."""
    if over == there:
        return f"L{_point(to, there, across)}"
    middle = (along + to) // 2
    ends = (_point(middle, over, across), _point(middle, there, across), _point(to, there, across))
    return f"C{' '.join(ends)}"


def _arrow(along: int, over: int, across: bool) -> str:
    corners = ((along, over), (along - 8, over - 4), (along - 8, over + 4))
    return "M" + "L".join(_point(*corner, across) for corner in corners) + "Z"


def _point(along: int, over: int, across: bool) -> str:
    return f"{along} {over}" if across else f"{over} {along}"
