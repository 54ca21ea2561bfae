"""Row `batch`: one desk accepts and hands over many dossiers in one act; told as seconds for 500. Nothing is kept."""

import time

from tests.bench import ground

GOAL = {"seconds_for_500": 30}
MANY = 500


def run(full: bool) -> dict[str, object]:
    """One JSON line; the desk with most waiting dossiers, taken back at the end."""
    from django.db import transaction
    from django.db.models import Count

    from dossiers.models import DeskJob, DeskJobAct, Dossier
    from dossiers.services import batch
    from dossiers.states import State
    from portal.agencies.models import Duty, Officer

    ground.databases(full)
    waiting = Dossier.objects.filter(state=State.REGISTERED)
    desk = waiting.values("receiving_agency").annotate(n=Count("pk")).order_by("-n")[0]["receiving_agency"]
    keys = list(waiting.filter(receiving_agency=desk).values_list("pk", flat=True)[:MANY])
    found = Officer.objects.filter(agency=desk, duties__contains=[Duty.DESK_OFFICER], valid_to=None)
    officer = found.select_related("user", "agency")[0]
    with transaction.atomic():
        job = DeskJob.objects.create(officer=officer, act=DeskJobAct.ACCEPT, references=keys[1:])
        first = DeskJob.objects.create(officer=officer, act=DeskJobAct.ACCEPT, references=keys[:1])
        batch.run(first)  # what is read once
        began, worked = time.perf_counter(), time.process_time()
        batch.run(job)
        seconds, own = time.perf_counter() - began, time.process_time() - worked
        transaction.set_rollback(True)
    per = seconds / max(1, job.done)
    return {
        "row": "batch",
        "value": {"seconds_for_500": round(per * MANY, 1)},
        "goal": GOAL,
        "pass": job.done > 0 and per * MANY <= GOAL["seconds_for_500"],
        "done": job.done,
        "not_done": len(job.failures),
        "seconds_measured": round(seconds, 2),
        "own_cpu_seconds": round(own, 2),
    }
