"""Whether every office that would get a step of this version has somebody who holds its duty."""

from collections.abc import Iterator

from portal.agencies.coverage import Coverage
from portal.agencies.models import Agency, Duty
from portal.agencies.routing import RoutingProblem
from procedures.definition import Definition
from procedures.publishing.notes import Note

_NAMED = 5


def offices(definition: Definition, coverage: Coverage | None = None) -> Iterator[Note]:
    """The steps that would wait for nobody, with the offices named; the desk that would take the dossiers in."""
    coverage = coverage or Coverage()
    try:
        competent = coverage.competent(definition.competence)
        desks = coverage.for_step("desk", competent)
    except RoutingProblem as problem:
        yield Note("competence", str(problem))
        return
    if not competent:
        yield Note("competence", "Tỉnh chưa có cơ quan cấp xã nào để giải quyết.")
    if empty := [desk for desk in desks if not coverage.held(desk, Duty.DESK_OFFICER)]:
        yield Note("competence", _unheld("Tiếp nhận hồ sơ", Duty.DESK_OFFICER, empty))
    for step in definition.steps:
        at = f"steps[{step.id}]"
        try:
            reached = coverage.for_step(step.agency, competent, step.among)
        except RoutingProblem as problem:
            yield Note(f"{at}.agency", f"Bước “{step.name}”: {problem}")
            continue
        if empty := [agency for agency in reached if not coverage.held(agency, step.duty)]:
            yield Note(f"{at}.duty", _unheld(f"Bước “{step.name}”", step.duty, empty))


def _unheld(what: str, duty: str, empty: list[Agency]) -> str:
    names = ", ".join(agency.name for agency in empty[:_NAMED])
    more = f" và {len(empty) - _NAMED} nơi nữa" if len(empty) > _NAMED else ""
    return f"{what}: chưa ai giữ nhiệm vụ “{Duty(duty).label}” tại {names}{more}."
