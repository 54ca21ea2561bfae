"""Several people act for one organisation: invited by a code, each with a right; what they file stays with it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dossiers.citizen.forms import SELF
from dossiers.models import Dossier
from dossiers.queries import of_applicant
from portal.accounts.models import Party, PartyKind, User
from portal.notifications.models import Message
from portal.vault import members, services, tasks
from portal.vault.models import Member, Right, Shelf, VaultItem
from portal.web.refusals import StepRefused
from portal.web.show import local
from tests import people
from tests.dossiers.citizen.walking import START, signed_in, text

pytestmark = pytest.mark.django_db
STORE = "/kho/"


@pytest.fixture
def firm() -> User:
    """The account of an enterprise."""
    user = people.citizen("Công ty An Bình")
    Party.objects.filter(pk=user.party.pk).update(
        kind=PartyKind.ORGANISATION, tax_code="5700100256", id_number=""
    )
    return User.objects.get(pk=user.pk)


def invited(firm: User, user: User, right: str) -> Client:
    """The person goes the whole way: the owner's page makes a code, the person types it."""
    boss = signed_in(firm)
    page = text(boss.post(f"{STORE}thanh-vien/", {"viec": "moi", "moi_ai": user.full_name, "quyen": right}))
    code = re.search(r"\b\w{4}-\w{4}-\w{4}\b", page)[0]
    browser = signed_in(user)
    assert code in browser.get(f"{STORE}vao/?ma={code}").content.decode()
    assert not Member.objects.filter(user=user, ended_at=None).exists()  # a link alone changes nothing
    assert browser.post(f"{STORE}vao/", {"ma": code.lower().replace("-", " ")}).status_code == 302
    return browser


@pytest.mark.article("QN-7.7")
def test_a_member_sees_and_files_for_the_organisation_as_far_as_the_right_goes(firm):
    paper = services.add_own(party=firm.party, title="Điều lệ công ty", file=people.paper(firm, "Điều lệ"))
    hoa, tung = people.citizen("Vũ Thị Hoa"), people.citizen("Trần Văn Tùng")
    files, reads = invited(firm, hoa, Right.FILE), invited(firm, tung, Right.READ)
    for browser in (files, reads):
        page = text(browser.get(STORE))
        assert "Kho giấy tờ của Công ty An Bình" in page and "Điều lệ công ty" in page
        assert browser.get(f"{STORE}giay/{paper.key}/tep/").status_code == 200
        assert browser.post(f"{STORE}xuat/").status_code == 403
    share = {"viec": "chia-se", "muc_dich": "đấu thầu", "ngay": "7"}
    assert reads.post(f"{STORE}giay/{paper.key}/", share).status_code == 403
    assert reads.get(f"{STORE}them/").status_code == 403
    assert files.post(f"{STORE}giay/{paper.key}/", share).status_code == 302
    files.post(f"{STORE}cua/", {"cua": ""})
    assert "Điều lệ công ty" not in text(files.get(STORE))
    assert files.get(f"{STORE}giay/{paper.key}/").status_code == 404
    stranger = signed_in(people.citizen("Lò Thị Mai"))
    stranger.post(f"{STORE}cua/", {"cua": firm.party.pk})
    assert "Điều lệ công ty" not in text(stranger.get(STORE))
    assert stranger.get(f"{STORE}thanh-vien/").status_code == 404


def test_what_a_member_files_belongs_to_the_organisation_and_stays_when_they_leave(firm):
    hoa, tung = people.citizen("Vũ Thị Hoa"), people.citizen("Trần Văn Tùng")
    browser, reads = invited(firm, hoa, Right.FILE), invited(firm, tung, Right.READ)
    start = "/nop/1.001193/"
    assert "Cho Công ty An Bình, tôi là thành viên" in text(browser.get(start))
    assert "tôi là thành viên" not in text(reads.get(start))
    refused = reads.post(start, {**START, "cho_ai": f"tc:{firm.party.pk}"})
    assert refused.status_code == 200 and not Dossier.objects.filter(owner=firm.party).exists()
    browser.post(start, {**START, "cho_ai": f"tc:{firm.party.pk}"})
    dossier = Dossier.objects.get(owner=firm.party)
    assert (dossier.submitter_id, dossier.created_by_id) == (firm.party.pk, hoa.pk)
    for user in (hoa, tung, firm):
        assert dossier in of_applicant(user)
    page = f"/ho-so/nhap/{dossier.reference}/"
    own = Dossier.objects.filter(owner=hoa.party)
    browser.post(start, {**START, "cho_ai": SELF})
    assert own.count() == 1 and own.get() not in of_applicant(firm)
    mine = Member.objects.get(user=hoa)
    browser.post(f"{STORE}cua/", {"cua": firm.party.pk})
    assert browser.post(f"{STORE}thanh-vien/", {"viec": f"thoi:{mine.pk}"}).status_code == 302
    assert (
        dossier not in of_applicant(hoa) and dossier in of_applicant(firm) and own.get() in of_applicant(hoa)
    )
    assert browser.get(page).status_code == 404
    assert "Kho giấy tờ của tôi" in text(browser.get(STORE))


def test_who_manages_sends_away_and_a_code_counts_once(firm):
    hoa, tung = people.citizen("Vũ Thị Hoa"), people.citizen("Trần Văn Tùng")
    invited(firm, hoa, Right.FILE)
    with pytest.raises(StepRefused, match="người quản lý"):
        members.invite(organisation=firm.party, by=hoa, right=Right.OWNER, note="bạn")
    code = members.invite(organisation=firm.party, by=firm, right=Right.OWNER, note="anh Tùng")
    members.join(user=tung, code=code)
    for taken in (code, "ABCD-EFGH-2345", ""):
        with pytest.raises(StepRefused, match="Mã mời này sai"):
            members.join(user=people.citizen("Lò Thị Mai"), code=taken)
    boss = signed_in(tung)
    boss.post(f"{STORE}cua/", {"cua": firm.party.pk})
    assert "Vũ Thị Hoa" in text(boss.get(f"{STORE}thanh-vien/"))
    boss.post(f"{STORE}thanh-vien/", {"viec": f"thoi:{Member.objects.get(user=hoa).pk}"})
    left = Member.objects.get(user=hoa)
    assert left.ended_at and left.ended_by == "Trần Văn Tùng"
    assert not members.may(hoa, firm.party, Right.READ)
    unused = members.invite(organisation=firm.party, by=tung, right=Right.READ, note="thực tập")
    boss.post(f"{STORE}thanh-vien/", {"viec": f"thu:{members.open_invitations(firm.party).get().pk}"})
    with pytest.raises(StepRefused):
        members.join(user=people.citizen("Lò Thị Mai"), code=unused)
    Party.objects.filter(pk=firm.party.pk).update(user=None)
    organisation = Party.objects.get(pk=firm.party.pk)
    with pytest.raises(StepRefused, match="ít nhất một người"):
        members.end(organisation=organisation, by=tung, pk=Member.objects.get(user=tung).pk)
    assert VaultItem.objects.filter(party=organisation).count() == 0


def test_of_an_organisations_paper_that_runs_out_those_hear_who_may_file_for_it(firm):
    hears, reads, left = (people.citizen(name) for name in ("Vì Văn Kẻo", "Lường Thị Ón", "Cầm Văn Ín"))
    for user, right in ((hears, Right.FILE), (reads, Right.READ), (left, Right.OWNER)):
        Member.objects.create(organisation=firm.party, user=user, right=right)
    Member.objects.filter(user=left).update(ended_at=timezone.now())
    VaultItem.objects.create(
        party=firm.party, shelf=Shelf.OWN, title="Giấy phép", source="own:1", file=people.paper(firm, "Giấy phép"),
        expires_on=local(timezone.now()).date() + timedelta(days=20),
    )  # fmt: skip
    tasks.warn_expiring()
    tasks.warn_expiring()
    told = Message.objects.filter(template="result_expiring", channel="in_app")
    assert sorted(told.values_list("user_id", flat=True)) == sorted([firm.pk, hears.pk])
