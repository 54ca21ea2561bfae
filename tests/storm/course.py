"""The course of a storm: filing under blows, one form in fifty windows, accepting under blows, then the count."""

import os
import time
from collections import Counter
from collections.abc import Callable

from django.db import connections

from dossiers.models import Dossier
from dossiers.states import State
from portal.agencies.loading.showcase import accounts
from portal.agencies.models import Officer
from portal.agencies.queries import profile
from tests.bench.server import fields_of
from tests.stories.hands import PASSWORD
from tests.storm import filing, tallies
from tests.storm.blows import Blows
from tests.storm.browsing import Browser

WINDOWS = 50
_TAKEN = (State.ACCEPTED, State.PROCESSING)
Say = Callable[[str], None]


def storm(count: int, each: int, seed: int, pause: float, say: Say) -> int:
    """0 when every promise held."""
    site = os.environ["SITE_URL"]
    desk = next(row["login"] for row in accounts(profile()) if row["role"].startswith("Một cửa"))
    unit = Officer.objects.get(user__email=desk).agency.admin_unit
    assert unit is not None
    those = filing.filers(site, unit.code, count, each + 1, seed)
    for one in those:
        filing.enter(one)
    last = those[0].intents[-1]
    for one in those:
        del one.intents[each:]
    intents = [intent for one in those for intent in one.intents]
    began = time.monotonic()
    with _blows(pause, seed) as blows:
        filing.file_all(those)
    say(f"{len(intents)} filed by {count} in {time.monotonic() - began:.0f} s; killed: {blows}")
    say(f"sent again: {dict(sum((Counter(one.browser.tries) for one in those), Counter()))}")
    where = {(one.status, one.location) for one in filing.send_at_once(those[0], last, WINDOWS)}
    trouble = [f"{WINDOWS} windows got {where}"] if len(where) != 1 else []
    intents.append(last)
    references = [intent.reference for intent in intents]
    say(_rest(references))
    trouble += [*tallies.of_filing(intents), *tallies.of_acts(references, "submitted", 0)]
    trouble += accepted(_signed_in(site, desk), references, pause, seed, say)
    for line in trouble:
        say(f"  {line}")
    say("nothing lost, nothing twice" if not trouble else f"{len(trouble)} promises broken")
    return 1 if trouble else 0


def accepted(desk: Browser, references: list[str], pause: float, seed: int, say: Say) -> list[str]:
    """The desk accepts them all by the ordinary page, under the same blows."""
    began, trouble = time.monotonic(), []
    with _blows(pause, seed + 1) as blows:
        for reference in references:
            path = f"/lam-viec/ho-so/{reference}/tiep-nhan/"
            page = desk.get(path)
            done = desk.post(path, {**fields_of(page.text), "method": "cash"}) if page.status == 200 else page
            if done.status != 302:
                trouble.append(f"{reference}: accept {page.status} then {done.status}")
    say(f"{len(references)} accepted in {time.monotonic() - began:.0f} s; killed: {blows}")
    say(f"sent again: {desk.tries}")
    say(_rest(references))
    here = Dossier.objects.filter(reference__in=references)
    trouble += [f"{one.reference}: {one.state}" for one in here if one.state not in _TAKEN]
    codes = set(here.values_list("code", flat=True))
    trouble += [f"{len(codes)} codes for {len(references)} dossiers"] if len(codes) != len(references) else []
    return trouble + list(tallies.of_acts(references, "accepted", 1))


def _blows(pause: float, seed: int) -> Blows:
    """Our own lines are closed first: PostgreSQL will be killed under them."""
    connections.close_all()
    return Blows(pause, seed)


def _rest(references: list[str]) -> str:
    seconds = tallies.settle(references)
    return f"at rest after {seconds:.0f} s: {tallies.waiting(references) or 'nothing waits'}"


def _signed_in(site: str, login: str) -> Browser:
    found = Browser(site)
    found.get("/dang-nhap/")
    found.post("/dang-nhap/", {"login": login, "password": PASSWORD})
    return found
