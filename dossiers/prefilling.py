"""Answers of the last dossier, offered again in the next one (QN-16.3c)."""

from dossiers.models import Dossier
from portal.accounts.models import Party
from portal.web.show import day, local
from procedures.definition import Definition
from procedures.eform import Known
from procedures.queries import definition


def last_dossier(party: Party, told: Definition, wanted: frozenset[str]) -> Known | None:
    """What this person declared last time for the same procedure. What officers answered is not offered.

    Connected to the source `last_dossier` when the application starts."""
    sent = Dossier.objects.filter(owner=party, procedure__code=told.code, submitted_at__isnull=False)
    last = sent.select_related("version").order_by("-submitted_at").first()
    if last is None or last.submitted_at is None:
        return None
    then = definition(last.version)
    values = {
        key: last.answers[key]
        for key in wanted & last.answers.keys()
        if (question := then.question(key)) is not None and not question.officer_only
    }
    return Known(values, f"hồ sơ nộp ngày {day(local(last.submitted_at).date())}")
