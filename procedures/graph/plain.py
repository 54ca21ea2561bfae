"""The pictures of a version by itself: plainly for citizens, and for administrators with every fault marked."""

from collections.abc import Mapping
from functools import lru_cache

from portal.agencies.models import Duty
from procedures.definition import Definition, Step
from procedures.graph.picture import Line, Picture, draw
from procedures.graph.words import KINDS, agency_words, share_words

ALONE, BESIDE = 300, 146


@lru_cache(maxsize=256)
def public_picture(definition: Definition) -> Picture:
    """From top to bottom, so that it fits a telephone: the name of each step, who does it, how long it may take."""

    def lines(step: Step) -> list[Line]:
        return [
            Line(step.name, "k"),
            Line(agency_words(step, definition)),
            Line(share_words(step.minutes)),
        ]

    def drawn(width: int) -> Picture:
        tones = {step.id: "maybe" for step in definition.steps if step.when is not None}
        return draw(definition, lines, direction="down", width=width, tones=tones)

    wide = drawn(ALONE)
    return wide if wide.width <= ALONE + 40 else drawn(BESIDE)


def version_picture(
    definition: Definition, faults: Mapping[str, int] | None = None, chosen: str = ""
) -> Picture:
    """For the designer: `faults` counts what is wrong at each step, `chosen` is the step being edited."""
    faults = faults or {}

    def lines(step: Step) -> list[Line]:
        told = [Line(step.name, "k"), Line(agency_words(step, definition)), Line(Duty(step.duty).label)]
        told.append(
            Line(f"{KINDS[step.kind]}, {share_words(step.minutes)}{', chủ trì' if step.lead else ''}")
        )
        if step.when is not None:
            told.append(Line("có điều kiện"))
        if count := faults.get(step.id):
            told.append(Line(f"{count} chỗ cần sửa", "bad"))
        return told

    tones = {step.id: "maybe" for step in definition.steps if step.when is not None}
    tones |= dict.fromkeys(faults, "bad")
    if chosen:
        tones[chosen] = "now"
    return draw(definition, lines, tones=tones, href=lambda step: f"#buoc-{step.id}")
