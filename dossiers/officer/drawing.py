"""The step graph of one dossier: nodes with what happened to each, and where to draw them."""

from dataclasses import dataclass
from datetime import datetime

from dossiers.models import Dossier, Task, TaskOutcome
from portal.agencies.models import Duty
from procedures import steps
from procedures.definition import Step
from procedures.queries import definition

WIDTH, HEIGHT, GAP_X, GAP_Y, PAD = 240, 58, 40, 26, 12
_STATES = {"done": "Xong", "open": "Đang làm", "late": "Quá hạn", "ahead": "Chưa đến", "skipped": "Bỏ qua"}


@dataclass(slots=True)
class Node:
    """One step. state: done, open, late, ahead, skipped; column and row are its place in the picture."""

    step: Step
    state: str
    holder: str
    due_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    rounds: int
    note: str
    column: int = 0
    row: int = 0

    @property
    def words(self) -> str:
        return _STATES[self.state]

    @property
    def x(self) -> int:
        return PAD + self.column * (WIDTH + GAP_X)

    @property
    def y(self) -> int:
        return PAD + self.row * (HEIGHT + GAP_Y)


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    edges: list[str]


def nodes_of(dossier: Dossier, tasks: list[Task], at: datetime) -> list[Node]:
    """Every step of the version in the order of the graph, with its newest task."""
    told = definition(dossier.version)
    skipped = steps.skipped(told, dossier.answers)
    by_step: dict[str, list[Task]] = {}
    for task in tasks:
        by_step.setdefault(task.step_id, []).append(task)
    nodes = [_node(step, by_step.get(step.id, []), step.id in skipped, at) for step in told.steps]
    _placed(nodes)
    return nodes


def _node(step: Step, tasks: list[Task], skipped: bool, at: datetime) -> Node:
    last = tasks[-1] if tasks else None
    if last is None:
        state = "skipped" if skipped else "ahead"
    elif last.ended_at is None:
        state = "late" if last.due_at < at else "open"
    else:
        state = "done" if last.outcome == TaskOutcome.DONE else "ahead"
    holder = ""
    if last is not None:
        holder = last.officer.user.full_name if last.officer else f"{last.agency.short_name}, chưa giao"
    return Node(
        step=step,
        state=state,
        holder=holder or Duty(step.duty).label,
        due_at=last.due_at if last else None,
        started_at=last.started_at if last else None,
        ended_at=last.ended_at if last else None,
        rounds=len(tasks),
        note=last.note if last else "",
    )


def _placed(nodes: list[Node]) -> None:
    """A step stands one column after the last of those it waits for."""
    by_id = {node.step.id: node for node in nodes}
    for _ in nodes:
        for node in nodes:
            before = [by_id[key].column + 1 for key in node.step.after if key in by_id]
            node.column = max(before, default=0)
    filled: dict[int, int] = {}
    for node in nodes:
        node.row = filled.get(node.column, 0)
        filled[node.column] = node.row + 1


def drawn(nodes: list[Node]) -> Picture:
    """The size of the picture and the lines between the nodes."""
    by_id = {node.step.id: node for node in nodes}
    edges = []
    for node in nodes:
        for key in node.step.after:
            if (before := by_id.get(key)) is None:
                continue
            x1, y1 = before.x + WIDTH, before.y + HEIGHT // 2
            x2, y2 = node.x, node.y + HEIGHT // 2
            middle = (x1 + x2) // 2
            edges.append(f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}")
    columns = max((node.column for node in nodes), default=0) + 1
    rows = max((node.row for node in nodes), default=0) + 1
    return Picture(
        width=2 * PAD + columns * WIDTH + (columns - 1) * GAP_X,
        height=2 * PAD + rows * HEIGHT + (rows - 1) * GAP_Y,
        edges=edges,
    )
