"""A dossier marked as a test is in no figure: not in use, impact, the past that is replayed, the books."""

import pytest
from django.core.cache import cache

from dossiers.books import Span, entries
from dossiers.models import Dossier
from dossiers.past import past
from dossiers.versions import impact
from portal.agencies.queries import today
from portal.calendars.now import pretend
from procedures.online.figures import figures
from procedures.services import save_draft
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


@pytest.fixture(autouse=True)
def _own_figures():
    yield
    cache.clear()


def counted(procedure):
    """Everything that would tell of one more dossier."""
    with pretend(hanoi("2026-11-18 08:00")):
        span = Span(today(), today())
        version = procedure.versions.get(number=1)
        draft = save_draft(procedure=procedure, document=version.definition | {"summary": "Khác."})
        told = [figures(fresh=True).get(procedure.pk), [line.count for line in impact(draft)]]
        return [*told, len(past(version.pk, 50).dossiers), entries(people.desk_officer(), span).count()]


def test_what_is_marked_as_a_test_changes_no_figure():
    procedure = people.procedure()
    before = counted(procedure)
    drive = people.submitted(MONDAY).wait(30).accept().transfer()
    Dossier.objects.filter(pk=drive.dossier.pk).update(received_at=hanoi("2026-11-18 07:40"))
    real = counted(procedure)
    assert all(one != other for one, other in zip(before, real, strict=True)), (before, real)
    Dossier.objects.filter(pk=drive.dossier.pk).update(is_test=True)
    assert counted(procedure) == before
