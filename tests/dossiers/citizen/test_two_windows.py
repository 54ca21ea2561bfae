"""Two windows on one page of a draft: nothing saved in the one is overwritten unseen by the other."""

import html
import re

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from dossiers.models import Dossier
from portal.accounts.models import Session
from tests import people
from tests.dossiers.citizen.walking import begin, signed_in

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
NAME = "con_ho_ten"
DAY = {"con_ngay_sinh-ngay": "14", "con_ngay_sinh-thang": "10", "con_ngay_sinh-nam": "2026"}


class Tab:
    """One window on the page of the child, with the mark it was shown with."""

    def __init__(self, browser: Client, ref: str) -> None:
        self.browser, self.url = browser, f"/nop/{ref}/con/"
        self.read(browser.get(self.url))

    def read(self, answer: HttpResponse) -> None:
        found = re.search(r'name="_dau" value="([0-9a-f]{8}[^"]*)"', answer.content.decode())
        assert found is not None
        self.mark = html.unescape(found[1])

    def autosaves(self, **typed: str) -> int:
        return self.browser.post(f"{self.url}luu/", {"_dau": self.mark, **typed}, headers=JSON).status_code

    def sends(self, **typed: str) -> HttpResponse:
        """Presses the button; what comes back is the page in this window."""
        answer = self.browser.post(self.url, {"_dau": self.mark, **typed})
        if answer.status_code == 200:
            self.read(answer)
        return answer


@pytest.fixture
def browser() -> Client:
    return signed_in(people.citizen())


@pytest.fixture
def ref(browser: Client) -> str:
    return begin(browser)


def told(answer: HttpResponse) -> bool:
    return "sửa ở cửa sổ khác</h2>" in answer.content.decode()


def kept(ref: str) -> dict[str, object]:
    return Dossier.objects.get(reference=ref).answers


def test_the_second_is_told_keeps_what_was_typed_and_saves_by_pressing_once_more(browser, ref):
    one, two = Tab(browser, ref), Tab(browser, ref)
    one.sends(**{NAME: "Đinh An"})
    answer = two.sends(**{NAME: "Đinh Bình"})
    assert told(answer)
    assert "<b>Đinh An</b>" in answer.content.decode()
    assert 'value="Đinh Bình"' in answer.content.decode()
    assert "data-autosave" not in answer.content.decode(), "nothing is saved before the button is pressed"
    assert kept(ref)[NAME] == "Đinh An"
    assert not told(two.sends(**{NAME: "Đinh Bình"}))
    assert kept(ref)[NAME] == "Đinh Bình"
    assert told(one.sends(**{NAME: "Đinh An Nhiên"})), "now the first is the stale one"


def test_an_autosave_stops_and_later_too_shows_the_page(browser, ref):
    one, two = Tab(browser, ref), Tab(browser, ref)
    assert one.autosaves(**{NAME: "Đinh An"}) == 200
    assert two.autosaves(**{NAME: "Đinh Bình"}) == 412
    assert kept(ref)[NAME] == "Đinh An"
    assert told(two.sends(**{NAME: "Đinh Bình", "de-sau": "1"}))


def test_what_was_not_touched_here_gives_way_to_what_was_saved_there(browser, ref):
    one, two = Tab(browser, ref), Tab(browser, ref)
    assert one.autosaves(**{NAME: "Đinh An"}) == 200
    for _ in range(2):
        assert two.autosaves(**{NAME: "", **DAY}) == 200
    assert kept(ref)[NAME] == "Đinh An" and kept(ref)["con_ngay_sinh"] == "2026-10-14"
    assert one.autosaves(**{NAME: "Đinh An Nhiên", "con_ngay_sinh-ngay": "", "con_ngay_sinh-nam": ""}) == 200
    assert kept(ref)[NAME] == "Đinh An Nhiên" and kept(ref)["con_ngay_sinh"] == "2026-10-14"


def test_a_window_is_never_in_dispute_with_itself(browser, ref):
    """Its autosaves, whose reply it may not have had, its button, twice; and an older page by the Back button."""
    tab = Tab(browser, ref)
    for typed in ("Đ", "Đinh", "Đinh An"):
        assert tab.autosaves(**{NAME: typed}) == 200
    for _ in range(2):
        assert not told(tab.sends(**{NAME: "Đinh An Nhiên"}))
    old = tab.mark
    tab.sends(**{NAME: "Đinh"})
    tab.mark = old
    assert not told(tab.sends(**{NAME: "Đinh Anh"}))
    assert kept(ref)[NAME] == "Đinh Anh"


def test_shown_saved_and_shown_again_without_script(browser, ref):
    for name in ("Đinh An", "Đinh Bình", ""):
        assert not told(Tab(browser, ref).sends(**{NAME: name}))
    assert not kept(ref).get(NAME)


def test_the_same_words_in_both_windows_are_no_dispute(browser, ref):
    one, two = Tab(browser, ref), Tab(browser, ref)
    one.sends(**{NAME: "Đinh An"})
    assert not told(two.sends(**{NAME: "Đinh An"}))


def test_what_a_new_version_laid_aside_is_no_dispute(browser, ref):
    Tab(browser, ref).sends(**{NAME: "Đinh An"})
    tab = Tab(browser, ref)
    dossier = Dossier.objects.get(reference=ref)
    dossier.answers.pop(NAME)
    dossier.save(update_fields=["answers"])
    assert not told(tab.sends(**{NAME: "Đinh An Nhiên", **DAY}))
    assert kept(ref)[NAME] == "Đinh An Nhiên"


def test_without_the_record_of_who_wrote_the_last_one_holds(browser, ref):
    one, two = Tab(browser, ref), Tab(browser, ref)
    one.autosaves(**{NAME: "Đinh An"})
    cache.delete(f"page-hands:{ref}:con")
    assert two.autosaves(**{NAME: "Đinh Bình"}) == 200


def test_it_is_told_in_english_too(browser, ref):
    one, two = Tab(browser, ref), Tab(browser, ref)
    one.autosaves(**{NAME: "Đinh An"})
    browser.cookies["django_language"] = "en"
    assert "This page was changed in another window</h2>" in two.sends(**{NAME: "Đinh Bình"}).content.decode()


def test_typed_before_signing_in_again_is_judged_as_well(browser, ref):
    huyen = Dossier.objects.get(reference=ref).created_by
    one, two = Tab(browser, ref), Tab(browser, ref)
    one.sends(**{NAME: "Đinh An"})
    Session.objects.all().delete()
    signing = two.sends(**{NAME: "Đinh Bình"})
    signed = browser.post(signing["Location"], {"login": huyen.email, "password": people.PASSWORD})
    back = browser.get(signed["Location"])
    assert told(back) and 'value="Đinh Bình"' in back.content.decode()
    assert kept(ref)[NAME] == "Đinh An"
