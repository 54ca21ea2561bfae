"""Celery: work on the catalogue that takes longer than a request."""

from celery import shared_task

from procedures.simulating import running


@shared_task(name="procedures.simulate")
def simulate(simulation_id: int) -> None:
    """Replays the past through a version, once."""
    running.simulate(simulation_id)
