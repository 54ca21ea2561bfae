"""Two hundred drafts wait for one leader, who signs them in one sitting and sees how far that is and what failed."""

import os
import re
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from dossiers.demo import driving
from dossiers.models import Dossier, DossierResult, TaskKind
from dossiers.services import withdrawal
from portal.accounts.models import Party
from portal.agencies.loading.agencies import structure
from portal.agencies.loading.citizens import PEOPLE
from portal.agencies.models import Agency, AgencyKind, Duty
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.documents.signing import looking
from procedures.models import Procedure
from tests import people
from tests.life.walk import CODE, PIN, say
from tests.site import CHROMIUM_ARGS
from tests.stories.hands import Person, Stage

SIGNING = "/lam-viec/ky-so/"
WAIT_SECONDS = 1200


def to_be_signed(owner: Party, commune: str, many: int) -> list[Dossier]:
    """So many dossiers of one owner, worked through up to the leader."""
    procedure, user = Procedure.objects.get(code=CODE), owner.user
    assert user is not None
    at, paper, made = working_time(None).add_minutes(now(), -3 * 8 * 60), people.paper(user), []
    for number in range(many):
        drive = driving.draft(
            procedure=procedure, party=owner, user=user, commune=commune, at=at, return_method="in_person",
            paper=paper, seed=number,
        )  # fmt: skip
        drive = driving.submit(drive, user).accept().transfer()
        while (task := drive._next_task()) is not None and task.kind != TaskKind.APPROVE:
            drive.finish_steps(1)
        made.append(drive.dossier)
    return made


def signed(page: Page, stage: Stage) -> tuple[int, int]:
    """Watches the page of the sitting until nothing is left; how many were signed, of how many."""
    until, pictured = time.monotonic() + WAIT_SECONDS, set[str]()
    while time.monotonic() < until:
        words = page.locator("main .lead").inner_text()
        if over := re.search(r"Đã ký (\d+) trong (\d+)", words):
            return int(over[1]), int(over[2])
        told = re.search(r"được (\d+) trong|xong (\d+), còn", words)
        assert told, words
        stages = {"lap-ban": told[1], "dang-ky": told[2]}
        for name, count in stages.items():
            if count and int(count) and name not in pictured:
                stage.picture(page, name)
                pictured.add(name)
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("the sitting did not end")


def whole(pictures: Path, many: int) -> None:
    home = structure()["demo_communes"][profile().code][0]
    office = Agency.objects.get(kind=AgencyKind.COMMUNE, admin_unit__code=home, valid_to=None)
    owner = Party.objects.get(user__email=PEOPLE[0].login)
    began = time.monotonic()
    made = to_be_signed(owner, home, many)
    say(f"{many} dossiers at the leader's in {time.monotonic() - began:.0f} s")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS)
        stage = Stage(browser, os.environ["SITE_URL"], "", pictures)
        leader = stage.officer(driving.somebody(office, Duty.AGENCY_LEADER).user.email or "")
        began = time.monotonic()
        page = leader.open(SIGNING)
        shown = page.locator("[name=ky]:checked").count()
        say(f"the list of {shown} opened in {time.monotonic() - began:.1f} s")
        page.screenshot(path=pictures / "cho-ky.png")
        sitting(leader, stage, made, shown)
        browser.close()


def sitting(leader: Person, stage: Stage, made: list[Dossier], shown: int) -> None:
    """Signs what is ticked, one of them no longer as it was read."""
    page = leader.page
    ticked = set(page.locator("[name=ky]:checked").evaluate_all("all => all.map(one => one.value)"))
    (late, *_more) = [
        one for one in made if str(one.tasks.get(kind=TaskKind.APPROVE, ended_at=None).pk) in ticked
    ]
    assert late.created_by is not None
    withdrawal.request_withdrawal(dossier=late, user=late.created_by, reason="Tôi nộp nhầm.")
    began = time.monotonic()
    page.fill("[name=pin]", PIN)
    with page.expect_navigation():
        page.locator("button[form=ky].go").click()
    say(f"ordered in {time.monotonic() - began:.1f} s")
    stage.picture(page, "vua-gui")
    done, asked = signed(page, stage)
    spent = time.monotonic() - began
    stage.picture(page, "xong")
    assert asked == shown and done == shown - 1, (done, asked, shown)
    text = leader.reads("Chưa ký được")
    assert late.shown_code[-5:] in text.replace(" ", ""), text
    say(f"signed {done} of {asked} in {spent:.0f} s, {done / spent:.2f} a second; told why one was not")
    rows = DossierResult.objects.filter(dossier__in=made, revoked_at=None).select_related("file")
    approved = [one for one in rows if one.approved_at is not None]
    assert late.pk not in {one.dossier_id for one in approved}
    some = approved[:: max(len(approved) // 10, 1)]
    assert all(mark.good for one in some if one.file for mark in looking.check_file(one.file))
    say(
        f"{len(approved)} of these {len(made)} approved; signatures of {len(some)} hold; nothing of the late one moved"
    )
