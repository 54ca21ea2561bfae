"""The picture of the states, drawn from the moves themselves, so that it cannot lie."""

from dossiers.models import Dossier
from dossiers.states import NATIONAL_NUMBER, State


def moves() -> list[tuple[str, str, str]]:
    """Every (from, verb, to) that django-fsm allows, in the order of the national list."""
    found = set()
    for move in Dossier._meta.get_field("state").get_all_transitions(Dossier):
        targets = getattr(move.target, "allowed_states", None) or [move.target]
        for target in targets:
            found.add((str(move.source), move.name, str(target)))
    order = list(State.values)
    return sorted(found, key=lambda row: (order.index(row[0]), row[1], order.index(row[2])))


def mermaid() -> str:
    """A state diagram in Mermaid's words, as it stands in docs/architecture.md."""
    lines = ["```mermaid", "stateDiagram-v2"]
    for state in State:
        number = NATIONAL_NUMBER.get(state)
        lines.append(f"    {state.value} : {f'{number} ' if number else ''}{state.label}")
    lines.append("    [*] --> draft")
    lines += [f"    {source} --> {target} : {verb}" for source, verb, target in moves()]
    return "\n".join([*lines, "```"])
