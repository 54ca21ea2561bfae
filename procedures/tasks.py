"""Celery: what midnight brings to the versions. Nothing depends on it being punctual (procedures.life.turn_over)."""

from celery import shared_task

from procedures import life


@shared_task(name="procedures.turn_over")
def turn_over() -> int:
    """The versions that were marked as ended."""
    return life.turn_over()
