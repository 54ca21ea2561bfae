"""The step graph: whether it may be published, and which steps may begin now."""

from collections.abc import Mapping, Set
from typing import Any

from procedures.definition.shapes import Definition, Step
from procedures.eform.walking import effective
from procedures.expressions import Given, given

Answers = Mapping[str, Any]
DAY_MINUTES = 480
HOUR_MINUTES = 60
_ORDER = {"work": 0, "consult": 1, "approve": 2, "issue": 3}


def skipped(definition: Definition, answers: Answers, facts: Given | None = None) -> set[str]:
    """The steps whose condition is false; they count as done."""
    if not any(step.when for step in definition.steps):
        return set()
    facts = facts or given()
    counting = effective(definition, answers, facts)
    return {step.id for step in definition.steps if step.when and not step.when.holds(counting, facts)}


def ready(
    definition: Definition,
    done: Set[str],
    answers: Answers,
    channel: str = "online",
    facts: Given | None = None,
) -> list[Step]:
    """The steps that may begin now: not done, not skipped, everything before them done or skipped.

    Steps already begun are among them; the caller leaves those out."""
    past = set(done) | skipped(definition, answers, facts or given(channel))
    return [step for step in definition.steps if step.id not in past and set(step.after) <= past]


def all_done(
    definition: Definition,
    done: Set[str],
    answers: Answers,
    channel: str = "online",
    facts: Given | None = None,
) -> bool:
    """Whether no step is left."""
    past = set(done) | skipped(definition, answers, facts or given(channel))
    return all(step.id in past for step in definition.steps)


def check_graph(definition: Definition) -> list[tuple[str, str]]:
    """Why the graph may not be published, as (path, Vietnamese sentence)."""
    by_id = {step.id: step for step in definition.steps}
    if loop := _in_loops(by_id):
        return [("steps", f"Các bước chờ nhau vòng tròn: {', '.join(loop)}.")]
    return [*_ends(definition), *_order(definition, by_id), *_one_lead(definition), *_time(definition, by_id)]


def _in_loops(by_id: Mapping[str, Step]) -> list[str]:
    """The steps left when those that can begin are taken away again and again: none can ever begin."""
    left = dict(by_id)
    while True:
        free = [key for key, step in left.items() if not any(before in left for before in step.after)]
        if not free:
            return sorted(left)
        for key in free:
            del left[key]


def _ends(definition: Definition) -> list[tuple[str, str]]:
    found = []
    awaited = {before for step in definition.steps for before in step.after}
    last = [step for step in definition.steps if step.id not in awaited]
    for step in last:
        if step.kind != "issue":
            found.append(
                (f"steps[{step.id}]", f"Sau bước “{step.name}” không còn bước nào; nhánh này chưa nhập lại.")
            )
    kinds = [step.kind for step in definition.steps]
    if kinds.count("issue") != 1:
        found.append(("steps", "Phải có đúng một bước phát hành kết quả (issue)."))
    if "approve" not in kinds:
        found.append(("steps", "Phải có bước duyệt (approve)."))
    if any(step.kind in ("approve", "issue") and step.when for step in definition.steps):
        found.append(("steps", "Bước duyệt và bước phát hành không được có điều kiện."))
    return found


def _order(definition: Definition, by_id: Mapping[str, Step]) -> list[tuple[str, str]]:
    found = []
    for step in definition.steps:
        before = [by_id[key] for key in _ancestors(step, by_id)]
        if step.kind == "approve" and not any(b.produces == "result" and b.when is None for b in before):
            found.append(
                (
                    f"steps[{step.id}]",
                    "Trước bước duyệt phải có bước soạn kết quả (produces = result) luôn làm.",
                )
            )
        if step.kind == "issue" and not any(b.kind == "approve" for b in before):
            found.append((f"steps[{step.id}]", "Trước bước phát hành phải có bước duyệt."))
        if step.kind == "consult" and step.produces != "opinion":
            found.append((f"steps[{step.id}]", "Bước lấy ý kiến phải cho ra ý kiến (produces = opinion)."))
        if step.minutes < 1:
            found.append((f"steps[{step.id}].minutes", "Mỗi bước phải có số phút làm việc."))
    return found


def _ancestors(step: Step, by_id: Mapping[str, Step]) -> set[str]:
    found: set[str] = set()
    waiting = list(step.after)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(by_id[key].after)
    return found


def _one_lead(definition: Definition) -> list[tuple[str, str]]:
    leads = [step for step in definition.steps if step.lead]
    if len(leads) == 1:
        return []
    return [("steps", f"Phải có đúng một bước chủ trì (lead), đang có {len(leads)}.")]


def longest_minutes(definition: Definition) -> int:
    """Working minutes along the longest path; parallel branches count once. Needs a graph without loops."""
    by_id = {step.id: step for step in definition.steps}
    total: dict[str, int] = {}
    while len(total) < len(by_id):
        for key, step in by_id.items():
            if key not in total and all(before in total for before in step.after):
                total[key] = step.minutes + max((total[before] for before in step.after), default=0)
    return max(total.values(), default=0)


def limit_minutes(value: int, unit: str) -> int:
    """The working minutes that a limit certainly holds; calendar days hold at least five sevenths of them."""
    if unit == "working_hour":
        return value * HOUR_MINUTES
    if unit == "calendar_day":
        return max(value * 5 // 7, 1) * DAY_MINUTES
    return value * DAY_MINUTES


def _time(definition: Definition, by_id: Mapping[str, Step]) -> list[tuple[str, str]]:
    longest, limits = longest_minutes(definition), definition.limits
    found = []
    named = {"processing": limits.processing}
    named |= {f"by_channel.{key}": limit for key, limit in limits.by_channel.items()}
    named |= {f"by_case.{key}": limit for key, limit in limits.by_case.items()}
    for key, limit in named.items():
        allowed = limit_minutes(limit.value, limit.unit)
        if longest > allowed:
            text = f"Đường dài nhất qua các bước cần {longest} phút làm việc, thời hạn chỉ có {allowed} phút."
            found.append((f"limits.{key}", text))
    return found
