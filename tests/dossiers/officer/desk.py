"""Officers at their screens: signed-in clients and what a page must carry."""

from typing import Any

from django.test import Client

from dossiers.models import Dossier
from portal.agencies.models import Officer
from portal.agencies.queries import own_communes


def at_work(officer: Officer) -> Client:
    """A browser in which this officer has signed in."""
    client = Client()
    client.force_login(officer.user)
    return client


def address(dossier: Dossier, act: str = "") -> str:
    """The page of a dossier, or of one act on it."""
    return f"/lam-viec/ho-so/{dossier.shown_code}/{act}"


def press(client: Client, dossier: Dossier, act: str, **typed: Any) -> Any:
    """Sends the form of an act as the page has it, with the revision the page was drawn with."""
    dossier.refresh_from_db()
    return client.post(address(dossier, f"{act}/"), {"seen": dossier.revision, **typed})


def another_commune(place: int) -> str:
    """The code of a commune further down the list, where nobody else's tests leave anything behind."""
    return own_communes()[place].code
