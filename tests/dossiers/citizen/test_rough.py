"""Rough handling: everything at once, and nonsense in every box. Never two dossiers, never a server error."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dossiers.models import Dossier
from portal.accounts.models import User
from tests import people
from tests.dossiers.citizen.walking import begin, send, signed_in, walk

TABS = 8


def at_once(work, times: int = TABS) -> list:
    def one(_: int):
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_many_tabs_at_the_same_moment_make_one_draft_and_one_dossier(committed):
    huyen = people.citizen("Đinh Thị Ngọc Huyền")
    refs = at_once(lambda: begin(signed_in(User.objects.get(pk=huyen.pk))))
    assert len(set(refs)) == 1
    ref = refs[0]
    walk(signed_in(huyen), ref)
    answers = at_once(lambda: send(signed_in(User.objects.get(pk=huyen.pk)), ref))
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, f"/ho-so/{ref}/da-gui/")
    }
    dossier = Dossier.objects.get(reference=ref)
    assert dossier.journal.filter(verb="submit").count() == 1
    assert Dossier.objects.filter(created_by=huyen).count() == 1


ODD = ("\x00", "T-" + "\x00" * 26, "9" * 400, "'; --", "\u202e?", "🎎")


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ODD)
def test_nonsense_is_answered_politely(odd):
    browser = signed_in(people.citizen())
    ref = begin(browser)
    answers = [
        browser.get("/ho-so/", {"tim": odd, "sau": odd, "nhom": odd}),
        browser.get("/tra-cuu/", {"ma": odd}),
        browser.post("/tra-cuu/", {"ma": odd, "so": odd}),
        browser.get("/xac-minh/", {"ma": odd}),
        browser.post(
            f"/nop/{ref}/con/", {"con_ho_ten": odd, "con_ngay_sinh-ngay": odd, "lam": f"xoa:{odd}", "ve": odd}
        ),
        browser.post(f"/nop/{ref}/me/luu/", {"me_so_dinh_danh": odd, "me_noi_cu_tru-xa": odd}),
        browser.post(f"/nop/{ref}/giay-to/giay_chung_sinh/", {"khoa": odd}),
        browser.post(f"/nop/{ref}/giay-to/giay_chung_sinh/", {"viec": f"xoay:{odd}"}),
        browser.post(f"/nop/{ref}/giay-to/giay_chung_sinh/", {"viec": f"tai-quay:{odd}"}),
        browser.post(
            f"/nop/{ref}/nhan-ket-qua/", {"cach": odd, "dien_thoai": odd, "thu": odd, "dia_chi": odd}
        ),
        browser.post("/nop/1.001193/", {"cho_ai": odd, "ten": odd, "so": odd, "dong_y": odd}),
    ]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
