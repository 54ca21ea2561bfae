"""Each procedure that ships goes its whole way, from the form to the returned result, through the real verbs."""

import pytest

from dossiers.states import State
from procedures.management.commands.load_province import PACKAGES
from tests import people
from tests.conftest import hanoi

CODES = sorted(path.stem for path in PACKAGES.glob("*.json"))


@pytest.mark.parametrize("code", CODES)
def test_it_goes_its_whole_way(db, code):
    drive = people.completed(hanoi("2026-11-17 08:30"), code=code)
    assert drive.dossier.state == State.COMPLETED
    assert drive.dossier.results.exists()
