"""Answers of the last dossier and of papers in the store, offered again in the next one (QN-16.3c)."""

from dossiers.models import Dossier
from portal.accounts.models import Party
from portal.calendars.now import now
from portal.vault.queries import newest_values
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


def from_vault(party: Party, told: Definition, wanted: frozenset[str]) -> Known | None:
    """What the person's newest good papers say: `KQ.G15.000031.ho_ten` is the field ho_ten of that result.

    Connected to the source `vault` when the application starts; only the account's own store is asked."""
    codes = {key.rpartition(".")[0] for key in wanted}
    papers = newest_values(party, codes, local(now()).date()) if party.user_id else {}
    values = {
        key: papers[code].values[field]
        for key in wanted
        for code, _dot, field in [key.rpartition(".")]
        if code in papers and field in papers[code].values
    }
    return Known(values, "kho giấy tờ của bạn") if values else None
