"""Asking for a simulation, and running it once in a worker. The dossiers of the past are read, never written."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.refusals import StepRefused
from procedures.definition import Definition, DefinitionError, parse
from procedures.graph_checks import check_graph
from procedures.models import STANDING, ProcedureVersion
from procedures.queries import definition
from procedures.services import sha256_of
from procedures.simulating.engine import run
from procedures.simulating.measuring import measured, real
from procedures.simulating.past import History, past_of
from procedures.simulating.records import Simulation
from procedures.simulating.replay import replay

log = logging.getLogger(__name__)
EVERY = 25


@transaction.atomic
def ask(
    *, version: ProcedureVersion, by: User, most: int = 300, factor: int = 60, seed: int = 1
) -> Simulation:
    """Queues a replay of the last dossiers through a version. Raises StepRefused where it cannot be played."""
    playable(version.definition)
    made = Simulation.objects.create(
        version=version,
        sha256=sha256_of(version.definition),
        asked_by=by,
        most=most,
        factor=factor,
        seed=seed,
        asked_at=now(),
    )
    start_on_commit("procedures.simulate", made.pk)
    return made


def playable(document: Any) -> Definition:
    """The definition, if its steps can be played: it reads, and nothing in the graph waits for ever."""
    try:
        told = parse(document)
    except DefinitionError as error:
        path, text = error.problems[0]
        raise StepRefused(f"Chưa chạy thử được, sửa trước: {path}: {text}") from error
    if faults := [text for path, text in check_graph(told) if path.startswith("steps")]:
        raise StepRefused(f"Chưa chạy thử được, sửa trước: {faults[0]}")
    return told


def old_version(version: ProcedureVersion) -> ProcedureVersion | None:
    """The version whose dossiers are replayed: the published one before it; a first one replays its own."""
    return next(iter(_old_versions(version)), None)


def _old_versions(version: ProcedureVersion) -> list[ProcedureVersion]:
    """The published ones before it, the newest first: one that begins today has no past yet, the one before it has."""
    published = version.procedure.versions.filter(state__in=STANDING)
    earlier = list(published.filter(number__lt=version.number).order_by("-number"))
    return earlier or list(published.filter(pk=version.pk))


def simulate(simulation_id: int) -> Simulation:
    """Runs what nobody has begun yet; run twice, the second time does nothing."""
    claimed = Simulation.objects.filter(pk=simulation_id, started_at=None).update(started_at=now())
    made = Simulation.objects.select_related("version__procedure").get(pk=simulation_id)
    if not claimed:
        return made
    try:
        made.result = _played(made)
    except (StepRefused, ValueError, LookupError) as error:
        log.warning("simulation %s: %s", made.pk, type(error).__name__)
        made.failure = str(error)[:500] or "Không chạy được."
    made.finished_at = now()
    made.save(update_fields=["result", "failure", "finished_at"])
    return made


def _played(made: Simulation) -> dict[str, Any]:
    told = playable(made.version.definition)
    bases = _old_versions(made.version)
    if not bases:
        raise StepRefused("Thủ tục chưa có phiên bản nào được công bố nên chưa có hồ sơ để chạy thử.")
    for base in bases:
        history = past_of(base.pk, made.most)
        if history.dossiers:
            break
    else:
        raise StepRefused(f"Chưa có hồ sơ nào theo phiên bản {bases[0].number} để chạy thử.")
    Simulation.objects.filter(pk=made.pk).update(total=2 * len(history.dossiers))
    before = _run(made, definition(base), history, 0)
    after = _run(made, told, history, len(history.dossiers))
    return {
        "base": base.number,
        "dossiers": len(history.dossiers),
        "first": history.dossiers[0].arrived_at.date().isoformat(),
        "last": history.dossiers[-1].arrived_at.date().isoformat(),
        "real": real(history),
        "before": before,
        "after": after,
    }


def _run(made: Simulation, told: Definition, history: History, already: int) -> dict[str, Any]:
    played = replay(told, history, factor=made.factor / 100, seed=made.seed)
    return measured(told, played, run(played.arrivals, played.teams, progress=_telling(made, already)))


def _telling(made: Simulation, already: int) -> Callable[[int], None]:
    """Writes how far the run is, now and then."""

    def tell(left: int) -> None:
        if left % EVERY == 0:
            Simulation.objects.filter(pk=made.pk).update(done=already + left)

    return tell
