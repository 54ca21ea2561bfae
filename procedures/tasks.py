"""Celery: what midnight brings to the versions, and work on the catalogue that takes longer than a request.

Nothing depends on midnight being punctual (procedures.life.turn_over)."""

from celery import shared_task

from procedures import life
from procedures.simulating import running


@shared_task(name="procedures.turn_over")
def turn_over() -> int:
    """The versions that were marked as ended."""
    return life.turn_over()


@shared_task(name="procedures.simulate")
def simulate(simulation_id: int) -> None:
    """Replays the past through a version, once."""
    running.simulate(simulation_id)
