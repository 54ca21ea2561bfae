"""Celery: a rearrangement is carried out on its day, or at the next look when the machine slept through it."""

from celery import shared_task

from portal.agencies.rearranging import running


@shared_task(name="agencies.run_rearrangements")
def run_rearrangements() -> int:
    """How many rearrangements were carried out."""
    return running.run_due()
