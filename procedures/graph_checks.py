"""Whether a step graph may be published: one pass over the steps, every fault at its step."""

from collections.abc import Iterator
from dataclasses import dataclass

from procedures.definition.shapes import Definition, Step
from procedures.steps import ancestors, in_order, limit_minutes, longest_minutes

Fault = tuple[str, str]


@dataclass(slots=True)
class _Before:
    """What certainly or possibly lies before a step: facts handed on from step to step."""

    result: bool = False  # a step that always runs has drafted the result
    approved: bool = False


def check_graph(definition: Definition) -> list[Fault]:
    """Why the graph may not be published, as (path, Vietnamese sentence). Linear in steps and edges."""
    ordered = in_order(definition)
    if len(ordered) < len(definition.steps):
        left = {step.id for step in definition.steps} - {step.id for step in ordered}
        names = ", ".join(sorted(left))
        path = f"steps[{min(left)}]" if len(left) < len(definition.steps) else "steps"
        return [(path, f"Các bước chờ nhau vòng tròn: {names}. Không bước nào trong đó bắt đầu được.")]
    return [
        *_ends(definition),
        *_order(ordered),
        *_each(definition),
        *_returns(definition, ordered),
        *_one_lead(definition),
        *_time(definition),
    ]


def at(step: Step) -> str:
    return f"steps[{step.id}]"


def _ends(definition: Definition) -> Iterator[Fault]:
    awaited = {before for step in definition.steps for before in step.after}
    for step in definition.steps:
        if step.id not in awaited and step.kind != "issue":
            yield at(step), f"Sau bước “{step.name}” không còn bước nào; nhánh này chưa nhập lại."
        if step.kind == "issue" and step.id in awaited:
            yield at(step), "Bước phát hành phải là bước cuối."
        if step.kind in ("approve", "issue") and step.when:
            yield at(step), "Bước duyệt và bước phát hành không được có điều kiện."
    kinds = [step.kind for step in definition.steps]
    if kinds.count("issue") != 1:
        yield "steps", "Phải có đúng một bước phát hành kết quả (issue)."
    if "approve" not in kinds:
        yield "steps", "Phải có bước duyệt (approve)."


def _order(ordered: list[Step]) -> Iterator[Fault]:
    known: dict[str, _Before] = {}
    for step in ordered:
        earlier = [known[key] for key in step.after]
        here = _Before(any(one.result for one in earlier), any(one.approved for one in earlier))
        if step.kind == "approve" and not here.result:
            yield at(step), "Trước bước duyệt phải có bước soạn kết quả (produces = result) luôn làm."
        if step.kind == "issue" and not here.approved:
            yield at(step), "Trước bước phát hành phải có bước duyệt."
        here.result |= step.produces == "result" and step.when is None
        here.approved |= step.kind == "approve"
        known[step.id] = here


def _each(definition: Definition) -> Iterator[Fault]:
    kinds = {step.id: step.kind for step in definition.steps}
    for step in definition.steps:
        if step.agency == "chosen" and any(kinds[key] != "work" for key in step.after):
            yield (
                f"{at(step)}.agency",
                "Cơ quan chỉ do người kết thúc một bước thụ lý chọn; xem lại các bước trước.",
            )
        if step.kind == "consult" and step.produces != "opinion":
            yield at(step), "Bước lấy ý kiến phải cho ra ý kiến (produces = opinion)."
        if step.kind != "consult" and step.produces == "opinion":
            yield at(step), "Chỉ bước lấy ý kiến (consult) cho ra ý kiến."
        if step.minutes < 1:
            yield f"{at(step)}.minutes", "Mỗi bước phải có số phút làm việc."
        if step.agency == "chosen" and not step.after:
            yield f"{at(step)}.agency", "Bước đầu tiên chưa có ai chọn cơ quan; nêu rõ cơ quan."


def _returns(definition: Definition, ordered: list[Step]) -> Iterator[Fault]:
    """Work is returned only to what lies before. The earlier steps are gathered only for those that name any."""
    by_id = {step.id: step for step in ordered}
    for step in definition.steps:
        earlier = ancestors(step, by_id) if step.back_to else set()
        for target in step.back_to:
            if target not in earlier:
                yield f"{at(step)}.back_to", f"“{by_id[target].name}” không đứng trước bước này."
            elif by_id[target].kind != "work":
                yield f"{at(step)}.back_to", f"Chỉ trả lại bước thụ lý; “{by_id[target].name}” thì không."


def _one_lead(definition: Definition) -> Iterator[Fault]:
    leads = [step for step in definition.steps if step.lead]
    if len(leads) != 1:
        yield "steps", f"Phải có đúng một bước chủ trì (lead), đang có {len(leads)}."
    for step in leads:
        if step.kind != "work":
            yield at(step), "Bước chủ trì phải là bước thụ lý."


def _time(definition: Definition) -> Iterator[Fault]:
    longest, limits = longest_minutes(definition), definition.limits
    named = {"processing": limits.processing}
    named |= {f"by_channel.{key}": limit for key, limit in limits.by_channel.items()}
    named |= {f"by_case.{key}": limit for key, limit in limits.by_case.items()}
    for key, limit in named.items():
        allowed = limit_minutes(limit.value, limit.unit)
        if longest > allowed:
            text = f"Đường dài nhất qua các bước cần {longest} phút làm việc, thời hạn chỉ có {allowed} phút."
            yield f"limits.{key}", text
