"""The step graph of one dossier: what happened to each step, and its picture with the present one marked."""

from dataclasses import dataclass
from datetime import datetime

from dossiers.models import Dossier, Task, TaskOutcome
from portal.agencies.models import Duty
from portal.web.show import stamp
from procedures import steps
from procedures.definition import Step
from procedures.graph import Line, Picture, draw, share_words
from procedures.queries import definition

_STATES = {
    "done": "Xong",
    "open": "Đang làm",
    "late": "Quá hạn",
    "ahead": "Chưa đến lượt",
    "skipped": "Bỏ qua",
}


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
    agency: str = ""

    @property
    def words(self) -> str:
        return _STATES[self.state]


def nodes_of(dossier: Dossier, tasks: list[Task], at: datetime) -> list[Node]:
    """Every step of the version in the order of the graph, with its newest task."""
    told = definition(dossier.version)
    skipped = steps.skipped(told, dossier.answers)
    by_step: dict[str, list[Task]] = {}
    for task in tasks:
        by_step.setdefault(task.step_id, []).append(task)
    return [_node(step, by_step.get(step.id, []), step.id in skipped, at) for step in told.steps]


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
        agency=last.agency.short_name if last and last.officer else "",
    )


def picture_of(dossier: Dossier, nodes: list[Node]) -> Picture:
    """Every step as a box; the lines that have been walked are drawn dark, the present step with a thick edge."""
    by_id = {node.step.id: node for node in nodes}
    return draw(
        definition(dossier.version),
        lambda step: _lines(by_id[step.id]),
        tones={node.step.id: node.state for node in nodes},
        href=lambda step: f"#b-{step.id}",
    )


def _lines(node: Node) -> list[Line]:
    moment = ""
    if node.state == "done":
        moment = f" {stamp(node.ended_at)}"
    elif node.state in ("open", "late"):
        moment = f", hạn {stamp(node.due_at)}"
    rounds = f", lần {node.rounds}" if node.rounds > 1 else ""
    told = [Line(node.step.name, "k"), Line(node.holder), Line(node.agency)]
    share = f", {share_words(node.step.minutes)}" if node.state == "ahead" else ""
    told.append(Line(f"{node.words}{moment}{rounds}{share}", node.state))
    return [line for line in told if line.text]
