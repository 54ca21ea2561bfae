"""Celery: what midnight brings to the versions, and work on the catalogue that takes longer than a request.

Nothing depends on midnight being punctual (procedures.life.turn_over)."""

from celery import shared_task

from portal.accounts.models import User
from procedures import life
from procedures.national import uploading
from procedures.online import posting
from procedures.revising import services as revising
from procedures.simulating import running


@shared_task(name="procedures.turn_over")
def turn_over() -> int:
    """The versions that were marked as ended."""
    return life.turn_over()


@shared_task(name="procedures.simulate")
def simulate(simulation_id: int) -> None:
    """Replays the past through a version, once."""
    running.simulate(simulation_id)


@shared_task(name="procedures.publish_revision")
def publish_revision(revision_id: int, user_id: int) -> None:
    """Announces the drafts of a revision of fees that are not announced yet."""
    revising.run(revision_id, User.objects.get(pk=user_id))


@shared_task(name="procedures.import_catalogue")
def import_catalogue(import_id: int) -> None:
    """Takes an uploaded file of the national catalogue in, once."""
    uploading.run(import_id)


@shared_task(name="procedures.import_waiting")
def import_waiting() -> None:
    """Starts what was left waiting: another import was under way, or the broker was gone."""
    uploading.run_waiting()


@shared_task(name="procedures.post_services")
def post_services() -> int:
    """Services on line that the national portal took (ST-20.2c)."""
    return posting.post_due()
