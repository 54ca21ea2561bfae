"""People and their own data: what they agreed to, what they ask, how soon it is answered, how an account ends."""

import io
import json
import zipfile

import pytest
from django.test import Client

from dossiers.demo.driving import somebody
from portal.accounts.models import Party, PartyKind, User
from portal.agencies.models import Duty, Officer
from portal.audit.models import AccessLog
from portal.calendars.now import pretend
from portal.notifications.models import Message
from portal.privacy import services, tasks
from portal.privacy.models import DataRequest, RequestState
from portal.vault import services as vault
from portal.vault.models import Member, Right, Shelf
from portal.vault.services import ALWAYS_KEEP, keep_always
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in, text

pytestmark = pytest.mark.django_db
FRIDAY = hanoi("2026-11-20 15:00")
WORDS = "Sửa ngày sinh của tôi thành 05/03/1990"


def guard() -> Officer:
    return services.answering()[0]


def guarding() -> Client:
    user = guard().user
    user.must_change_password = False
    user.save()
    return signed_in(user)


def test_a_request_is_answered_in_two_working_days_and_done_in_fifteen():
    owner = people.citizen("Mông Thị Nhinh")
    with pretend(FRIDAY):
        browser = signed_in(owner)
        empty = browser.post("/tai-khoan/du-lieu/", {"viec": "xin", "xin": "", "noi_dung": ""})
        assert empty.status_code == 422
        for _twice in range(2):
            browser.post("/tai-khoan/du-lieu/", {"viec": "xin", "xin": "correct", "noi_dung": WORDS})
    asked = DataRequest.objects.get(party=owner.party)
    assert asked.answer_due == hanoi("2026-11-25 17:00"), "24 November is a day off: Vietnam Culture Day"
    assert asked.done_due == hanoi("2026-12-07 17:00"), "the fifteenth day, 5 December, is a Saturday"
    assert Message.objects.filter(template="data_request", user=guard().user, channel="in_app").count() == 1
    with pretend(hanoi("2026-11-23 09:00")):
        desk = guarding()
        listed = text(desk.get("/lam-viec/du-lieu/"))
        assert "Sửa dữ liệu sai" in listed and owner.party.id_number not in listed and "Nhinh" not in listed
        page = desk.get(f"/lam-viec/du-lieu/{asked.key}/")
        assert WORDS in text(page)
        assert AccessLog.objects.filter(
            party_id=owner.party.pk, purpose="trả lời yêu cầu về dữ liệu"
        ).exists()
        desk.post(
            f"/lam-viec/du-lieu/{asked.key}/", {"cach": "xong", "tra_loi": "Đã sửa theo giấy khai sinh."}
        )
    asked.refresh_from_db()
    assert asked.state == RequestState.DONE
    assert "Đã sửa theo giấy khai sinh." in text(signed_in(owner).get("/tai-khoan/du-lieu/"))
    told = Message.objects.get(party_id=owner.party.pk, template="data_request_answered", channel="in_app")
    assert "Đã thực hiện" in told.subject


def test_others_must_stop_too_takes_twenty_days_and_one_more_term_with_a_reason():
    owner = people.citizen("Chảo Thị Pham")
    with pretend(FRIDAY):
        asked = services.ask(
            party=owner.party, kind="restrict", text="Thôi gửi dữ liệu của tôi cho bên thứ ba"
        )
        services.answer(request=asked, officer=guard(), text="Sẽ làm.", third_parties=True)
        asked.refresh_from_db()
        assert asked.done_due == hanoi("2026-12-10 17:00")
        services.extend(request=asked, officer=guard(), reason="Bên nhận chưa phản hồi")
        asked.refresh_from_db()
        assert asked.done_due == hanoi("2026-12-25 17:00")
        with pytest.raises(StepRefused, match="đã được gia hạn một lần"):
            services.extend(request=asked, officer=guard(), reason="Nữa")


@pytest.mark.article("HG-3.5")
def test_before_a_term_passes_those_who_answer_are_told_once_and_behind_it_their_leaders():
    owner = people.citizen("Lầu Thị Dua")
    leader = somebody(guard().agency, Duty.DESK_LEADER)
    with pretend(FRIDAY):
        asked = services.ask(party=owner.party, kind="see", text="Cho tôi bản sao")
    with pretend(hanoi("2026-11-25 09:00")):
        assert tasks.warn() >= 1
        assert tasks.warn() == 0
        assert tasks.tell_late() == 0
    with pretend(asked.done_due):
        assert tasks.tell_late() == 1 and tasks.tell_late() == 0
    told = Message.objects.filter(template="data_request_late", user=leader.user)
    assert told and all("quá hạn" in one.subject for one in told.filter(channel="email"))


def test_only_those_charged_with_it_see_requests():
    owner = people.citizen("Hạng A Sử")
    asked = services.ask(party=owner.party, kind="delete", text="Xoá tin nhắn cũ")
    officer = people.desk_officer().user
    assert signed_in(officer).get(f"/lam-viec/du-lieu/{asked.key}/").status_code == 403
    assert signed_in(people.citizen("Người khác")).get("/lam-viec/du-lieu/").status_code == 403


def test_a_consent_is_taken_back_but_not_the_terms_of_the_account():
    owner = people.citizen("Vi Thị Thảo")
    keep_always(owner.party, owner, wanted=True)
    consent = owner.party.consents.get(purpose=ALWAYS_KEEP)
    browser = signed_in(owner)
    browser.post("/tai-khoan/du-lieu/", {"viec": f"rut:{consent.pk}"})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    other = people.citizen("Người khác")
    keep_always(other.party, other, wanted=True)
    theirs = other.party.consents.get()
    assert browser.post("/tai-khoan/du-lieu/", {"viec": f"rut:{theirs.pk}"}).status_code == 422
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


def test_each_consent_says_for_which_dossier_it_was_given():
    owner = people.citizen("Giàng Thị Súa")
    dossier = people.accepted(FRIDAY, user=owner).dossier
    shown = text(signed_in(owner).get("/tai-khoan/du-lieu/"))
    assert (
        f"Dùng dữ liệu bạn khai để giải quyết hồ sơ {dossier.procedure.plain_name or dossier.procedure.name}"
        in shown
    )
    assert f", {dossier.code} đồng ý lúc" in shown


def test_the_copy_holds_everything_in_an_open_format(django_capture_on_commit_callbacks):
    owner = people.citizen("Tẩn Mý Dao")
    dossier = people.submitted(FRIDAY, owner).dossier
    browser = signed_in(owner)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/tai-khoan/du-lieu/ban-sao/")
    packed = b"".join(browser.get("/tai-khoan/du-lieu/ban-sao/").streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        told = {name: json.loads(opened.read(name)) for name in opened.namelist()}
    assert told["tai-khoan.json"][0]["ten"] == "Tẩn Mý Dao"
    assert told["ho-so.json"][0]["ma"] == dossier.shown_code
    assert [act["viec"] for act in told["ho-so.json"][0]["dien_bien"]][-1] == "submit"
    assert told["tin-da-gui.json"]


def test_an_account_ends_when_nothing_is_open_and_frees_its_address():
    owner = people.citizen("Sần Thị Hoa")
    email, party = owner.email, owner.party
    draft = people.drafted(FRIDAY, owner).dossier
    browser = signed_in(owner)
    assert "Bạn còn bản nháp" in text(browser.get("/tai-khoan/dong/"))
    with pytest.raises(StepRefused, match="bản nháp"):
        services.close_account(owner, party)
    draft.items.all().delete()
    draft.delete()
    wrong = browser.post("/tai-khoan/dong/", {"mat_khau": "không phải"})
    assert "Mật khẩu chưa đúng" in text(wrong)
    assert "Tài khoản đã đóng" in text(browser.post("/tai-khoan/dong/", {"mat_khau": people.PASSWORD}))
    assert browser.get("/tai-khoan/").status_code == 302
    assert Party.objects.get(pk=party.pk).user is None
    people.citizen("Người mới", email=email)


def test_with_an_account_its_links_uploads_and_memberships_end_and_what_agencies_put_in_stays():
    owner, firm = people.citizen("Tráng Thị Sua"), organisation("Hợp tác xã Hoa Ban")
    own = vault.add_own(party=owner.party, title="Ảnh thẻ", file=people.paper(owner, "Ảnh"))
    given = vault.Deposit(
        party=owner.party, shelf=Shelf.CERTIFIED, source="copy:9", title="Bản sao", file=people.paper(owner, "Bản sao"),
    )  # fmt: skip
    kept = vault.keep(vault.deposit(given))
    link = vault.share(item=kept, user=owner, purpose="vay vốn", days=30)
    vault.ask_export(owner.party)
    services.ask_copy(owner.party)
    member = Member.objects.create(organisation=firm, user=owner, right=Right.READ)
    services.close_account(owner, owner.party)
    assert "đã ngừng" in text(Client().get(f"/kho/chia-se/{link.key}/"))
    own.refresh_from_db()
    kept.refresh_from_db()
    member.refresh_from_db()
    assert (own.state, kept.state) == ("removed", "kept") and member.ended_at
    assert not owner.party.vault_exports.exists() and not owner.party.data_copies.exists()


def test_an_organisation_is_not_left_without_anybody_who_manages_it():
    boss, hoa = people.citizen("Chủ nhiệm Lù Thị Ve"), people.citizen("Vũ Thị Hoa")
    firm = organisation("Hợp tác xã Mận Tam Hoa", boss)
    paper = vault.add_own(party=firm, title="Điều lệ", file=people.paper(boss, "Điều lệ"))
    member = Member.objects.create(organisation=firm, user=hoa, right=Right.FILE)
    boss = User.objects.get(pk=boss.pk)
    assert "chưa ai được quản lý" in text(signed_in(boss).get("/tai-khoan/dong/"))
    with pytest.raises(StepRefused, match="Giao quyền"):
        services.close_account(boss, firm)
    Member.objects.filter(pk=member.pk).update(right=Right.OWNER)
    services.close_account(boss, firm)
    paper.refresh_from_db()
    assert paper.state == "kept", "the members go on with the store"
    with pytest.raises(StepRefused, match="người quản lý duy nhất của Hợp tác xã Mận Tam Hoa"):
        services.close_account(hoa, hoa.party)


def organisation(name: str, user: User | None = None) -> Party:
    """An organisation with this account, or with none any more."""
    if user is None:
        return Party.objects.create(kind=PartyKind.ORGANISATION, name=name)
    Party.objects.filter(pk=user.party.pk).update(kind=PartyKind.ORGANISATION, name=name, id_number="")
    return Party.objects.get(pk=user.party.pk)
