"""Everything that is looked at before a version is published, in one answer."""

from dataclasses import dataclass, field

from django.conf import settings

from procedures.definition import Definition, parse, problems_of
from procedures.graph_checks import check_graph
from procedures.models import ProcedureVersion
from procedures.publishing.catalogues import in_catalogues
from procedures.publishing.completeness import LEAST_TESTS, completeness
from procedures.publishing.golive import open_points
from procedures.publishing.notes import Note, warn
from procedures.publishing.offices import offices as unready
from procedures.publishing.wording import wording
from procedures.trials import Trial, run_trials
from procedures.trials import failed as failed_of


@dataclass(frozen=True)
class Review:
    """What was found. `definition` is None when the document cannot be read at all."""

    definition: Definition | None
    notes: tuple[Note, ...]
    trials: tuple[Trial, ...] = ()
    failed: tuple[Trial, ...] = field(default=())

    @property
    def refusals(self) -> list[Note]:
        return [note for note in self.notes if note.level == "refuse"]

    @property
    def warnings(self) -> list[Note]:
        return [note for note in self.notes if note.level == "warn"]

    @property
    def clean(self) -> bool:
        """May be published as it stands."""
        return not self.refusals and not self.failed


def review(version: ProcedureVersion, *, offices: bool = True, trials: bool = True) -> Review:
    """The verdict on a draft. `offices`: also whether people are there for it and the go-live points are ticked
    (left out when a province is set up, before it has any officer); `trials`: also its test dossiers."""
    faults = problems_of(version.definition)
    if faults:
        return Review(None, tuple(Note(path, text) for path, text in faults))
    definition = parse(version.definition)
    notes = [Note(path, text) for path, text in check_graph(definition)]
    if definition.code != version.procedure.code:
        notes.append(
            Note("code", f"Nội dung mang mã {definition.code}, thủ tục là {version.procedure.code}.")
        )
    notes += [*completeness(definition), *in_catalogues(definition), *wording(definition)]
    if offices:
        notes += [*unready(definition), *_going_live(version, definition)]
    ran = tuple(run_trials(definition)) if trials else ()
    return Review(definition, tuple(notes), ran, tuple(failed_of(ran)))


def _going_live(version: ProcedureVersion, definition: Definition) -> list[Note]:
    """Points of the control before going live (ST-17): refused or only warned of, as the province sets it."""
    still = open_points(version, definition)
    if settings.GO_LIVE_STRICT:
        notes = [Note("golive", f"Chưa ai xác nhận: {point.words}.") for point in still]
        if len(definition.tests) < LEAST_TESTS:
            notes.append(
                Note("tests", f"Cần ít nhất {LEAST_TESTS} hồ sơ thử, đang có {len(definition.tests)}.")
            )
        return notes
    return (
        [warn("golive", f"Còn {len(still)} điểm chưa ai xác nhận trước khi đưa lên mạng.")] if still else []
    )
