"""The facts with which a dossier's form is judged: its own channel, and who sits at it."""

from dossiers.models import Channel, Dossier
from procedures.expressions import Given, at_desk, given


def facts_of(dossier: Dossier) -> Given:
    """At the counter an officer types, so the questions for officers are asked too; online nobody sees them."""
    return given() if dossier.channel == Channel.ONLINE else at_desk(dossier.channel)
