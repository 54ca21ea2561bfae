"""What stands in people's way: no script, a session that ended, wrong addresses, impatience, two tabs."""

import re
from datetime import timedelta

from django.conf import settings

from dossiers.models import Dossier
from portal.calendars.now import now
from portal.web.show import local
from tests.mainline import citizen
from tests.mainline.office import Office
from tests.stories.hands import PASSWORD, Person

CODE, LOGIN, OTHER = "1.001193", "an.le@nguoi-dan.example", "quyet.tran@nguoi-dan.example"


def obstacles(office: Office) -> str:
    """Each of them; says the dossiers that were sent all the same."""
    return ", ".join([without_script(office), interrupted(office)])


def _known(office: Office) -> tuple[citizen.Definition, dict[str, object]]:
    born = (local(now()).date() - timedelta(days=9)).isoformat()
    return citizen.answers(
        CODE, office.commune, co_giay_chung_sinh=True, quan_he="me", xin_ban_sao=False, con_ngay_sinh=born,
        co_cha=False, noi_dang_ky=office.commune,
    )  # fmt: skip


def _begin(person: Person, told: citizen.Definition) -> str:
    person.open(f"/nop/{CODE}/")
    citizen.agree(person, told)
    person.press("Bắt đầu")
    person.page.wait_for_url(re.compile("/nop/T-"))
    return person.page.url.split("/nop/")[1].split("/")[0]


def without_script(office: Office) -> str:
    """The whole way from the search to “Đã gửi” in a browser that runs no script."""
    told, known = _known(office)
    plain = office.stage.visitor(script=False)
    plain.sign_in(LOGIN)
    citizen.search(plain, "khai sinh", "Làm giấy khai sinh", "khong-js")
    citizen.agree(plain, told)
    plain.press("Bắt đầu")
    citizen.walk(plain, told, known, {"giay_chung_sinh": [citizen.SIDEWAYS, citizen.HEIC]}, "khong-js")
    dossier = citizen.send(plain, "khong-js")
    plain.leave()
    return dossier.reference


def interrupted(office: Office) -> str:
    """Signed out in the middle, two tabs, an address of nobody's, the same button pressed twice and once more."""
    told, known = _known(office)
    person = office.stage.citizen(LOGIN)
    ref = _begin(person, told)
    here = person.page.url
    citizen.fill_in(person.page, told, known)
    person.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)  # the session has ended
    person.page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    person.page.wait_for_url(re.compile("/dang-nhap/"))
    person.see("het-phien")
    person.page.fill("[name=login]", LOGIN)
    person.page.fill("[name=password]", PASSWORD)
    person.press("Đăng nhập")
    assert f"/nop/{ref}/" in person.page.url, f"{here} came back as {person.page.url}"
    person.see("het-phien-tro-lai")
    nowhere(office, person, ref)
    citizen.walk(person, told, known, {"giay_chung_sinh": [citizen.SIDEWAYS]}, "gian-doan")
    person.page.check("[name=cam_doan]")
    person.page.get_by_role("button", name="Gửi hồ sơ").dblclick()
    person.page.wait_for_url(re.compile("/da-gui/"))
    person.page.go_back()
    person.see("lui-lai")
    if person.page.get_by_role("button", name="Gửi hồ sơ").count():
        person.press("Gửi hồ sơ")
    assert "/ho-so/" in person.page.url, person.page.url
    sent = Dossier.objects.get(reference=ref)
    assert sent.journal.filter(verb="submit").count() == 1
    person.leave()
    return ref


def nowhere(office: Office, person: Person, ref: str) -> None:
    """Addresses that are nobody's, or somebody else's, do not exist; the page says where to go on."""
    stranger = office.stage.citizen(OTHER)
    for who, path in (
        (person, "/ho-so/H49.99-000000-0000/"),
        (person, "/nop/9.999999/"),
        (stranger, f"/nop/{ref}/"),
        (stranger, f"/ho-so/{ref}/"),
    ):
        answer = who.page.goto(who.stage.site + path)
        assert answer is not None and answer.status == 404, f"{path}: {answer and answer.status}"
        who.reads("không")
    person.see("khong-co-trang")
    stranger.leave()
    person.open(f"/nop/{ref}/khong-co-trang-nay/")  # of one's own form: back to where it stands
    assert f"/nop/{ref}/nhiem-vu/" in person.page.url, person.page.url
    person.press("Làm tiếp")
