"""English on the citizen's side: nothing untranslated, contents of procedures marked as Vietnamese, the choice kept."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser

from dossiers.models import Dossier
from dossiers.services.talk import StepRefused
from portal.bootstrap.catalogues import entries
from portal.documents import drawing
from portal.notifications.composing import write
from portal.web import show
from portal.web.show import NBSP
from procedures import eform, speaking
from procedures.queries import definition
from tests import people
from tests.barriers import faults
from tests.dossiers.citizen.walking import begin, signed_in, walk
from tests.procedures.packages import every_shipped, shipped
from tests.site import Site
from tests.web import wording

CATALOGUE = settings.BASE_DIR / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)s|%%|\{\w+\}")
VIETNAMESE = re.compile(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]", re.IGNORECASE)
QUOTED = re.compile(r"“[^”]*”")


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    return entries(CATALOGUE.read_text(encoding="utf-8"))


def test_every_sentence_of_the_citizens_side_is_translated(english: dict[str, str]) -> None:
    missing = sorted("\0".join(key) for key in wording.everything() if "\0".join(key) not in english)
    assert missing == [], "add these to portal/locale/en/LC_MESSAGES/django.po"


def test_every_placeholder_is_kept(english: dict[str, str]) -> None:
    for vietnamese, said in english.items():
        wanted = sorted(PLACES.findall(vietnamese.split("\0")[0]))
        if vietnamese:
            assert all(sorted(PLACES.findall(form)) == wanted for form in said.split("\0")), vietnamese


def test_translations_are_english(english: dict[str, str]) -> None:
    """Vietnamese letters stand only in quoted words to search for, and in numbers of laws."""
    odd = [
        said
        for vietnamese, said in english.items()
        if vietnamese and VIETNAMESE.search(re.sub(r"NĐ-CP", "", QUOTED.sub("", said)))
    ]
    assert odd == []


def test_the_page_is_english_and_says_what_is_not(db: None) -> None:
    browser: Any = Client(headers={"cookie": "django_language=en"})
    page = browser.get("/thu-tuc/1.001193/").content.decode()
    assert '<html lang="en"' in page and "Documents needed" in page and "Giấy tờ cần có" not in page
    assert "<h1>Register a birth</h1>" in page and "Notice of birth from the hospital" in page
    assert 'lang="vi">Tiếng Việt</button>' in page
    home = browser.get("/").content.decode()
    assert "What do you need?" in home and "Having a child" in home
    assert "lang=" not in Client().get("/").content.decode().split("<body")[1].replace(
        'lang="en">English', ""
    )


def test_lists_and_search_know_the_english_names(db: None) -> None:
    """Sarah looks for a work permit in English: in the list by letter, and by typing."""
    browser: Any = Client(headers={"cookie": "django_language=en"})
    page = browser.get("/thu-tuc/?van=g").content.decode()
    assert '/thu-tuc/1.014199/">Get a work permit for a foreigner</a>' in page
    assert "Xin giấy phép lao động cho người nước ngoài" not in page
    found = browser.get("/tim-kiem/?q=driving+licence").content.decode()
    assert found.index("Exchange a driving licence") < found.index("</main")
    assert "Get a work permit" not in Client().get("/thu-tuc/").content.decode()
    sarah: Any = signed_in(people.citizen())
    begin(sarah)
    sarah.cookies["django_language"] = "en"
    assert "Register a birth" in sarah.get("/ho-so/").content.decode()


def test_refusals_and_dates_follow_the_page_but_papers_and_messages_do_not() -> None:
    with translation.override("en"):
        assert str(StepRefused("Viết lời nhắn trước khi gửi.")) == "Write a message before sending."
        assert show.vnd(8000) == f"8,000{show.NBSP}VND"
        letter = write("account_opened", {"name": "Lan", "code": "x", "url": "/"})
        assert "Chào" in letter.text or VIETNAMESE.search(letter.text)
        assert drawing.knows("receipt")
    assert str(StepRefused("Viết lời nhắn trước khi gửi.")) == "Viết lời nhắn trước khi gửi."


def test_a_refusal_with_names_and_numbers_in_it_is_looked_up_too() -> None:
    refused = StepRefused("Chỉ hoàn được tối đa %(amount)s.", amount=show.vnd(8000))
    who = StepRefused(
        "%(who)s vừa thay đổi hồ sơ này. Xem lại trang rồi làm tiếp; những gì bạn gõ vẫn còn.",
        who="Lò Thị Ơn",
    )
    assert str(refused) == f"Chỉ hoàn được tối đa 8.000{show.NBSP}đ."
    with translation.override("en"):
        assert str(refused) == f"At most 8.000{show.NBSP}đ can be refunded."
        assert str(who).startswith("Lò Thị Ơn has just changed this application.")
    assert str(StepRefused("100% đúng.")) == "100% đúng.", "a sentence without facts is left as it is"


def test_the_choice_is_kept_in_the_browser_and_in_the_account(db: None) -> None:
    user = people.citizen()
    browser: Any = signed_in(user)
    answer = browser.post("/ngon-ngu/", {"language": "en", "next": "/tra-cuu/"})
    assert answer["Location"] == "/tra-cuu/" and answer.cookies["django_language"].value == "en"
    assert "Track an application" in browser.get("/tra-cuu/").content.decode()
    elsewhere: Any = Client()
    elsewhere.post("/dang-nhap/", {"login": user.email, "password": people.PASSWORD})
    assert "My applications" in elsewhere.get("/ho-so/").content.decode()
    browser.post("/ngon-ngu/", {"language": "xx", "next": "https://elsewhere.example/"})
    user.refresh_from_db()
    assert user.language == "en"


def test_the_desk_stays_vietnamese(db: None) -> None:
    browser: Any = Client(headers={"cookie": "django_language=en"})
    browser.force_login(people.desk_officer().user)
    assert '<html lang="vi"' in browser.get("/lam-viec/").content.decode()


def test_wrong_answers_are_told_in_english(db: None) -> None:
    browser: Any = signed_in(people.citizen())
    ref = begin(browser)
    browser.cookies["django_language"] = "en"
    address = browser.get(f"/nop/{ref}/")["Location"]
    page = browser.post(address, {"tiep": "1", "hien": "*"}).content.decode()
    assert "to correct" in page and "<title>Error: " in page
    assert "Choose how you are related to the child" in page and "chỉ có tiếng Việt" not in page


def test_a_form_is_said_in_english_and_kept_in_vietnamese(db: None) -> None:
    browser: Any = signed_in(people.citizen("Sarah Nguyễn"))
    browser.cookies["django_language"] = "en"
    ref = begin(browser)
    walk(browser, ref)
    browser.cookies["django_language"] = "vi"
    assert f"0{NBSP}đ" in browser.get(f"/nop/{ref}/kiem-tra/").content.decode(), (
        "compiled in Vietnamese first"
    )
    browser.cookies["django_language"] = "en"
    check = browser.get(f"/nop/{ref}/kiem-tra/").content.decode()
    body = check.split("<main")[1].split("</main")[0]
    assert "<dt>How are you related to the child?</dt><dd>Mother</dd>" in body
    seen = re.sub(r'<(\w+)[^>]* lang="vi"[^>]*>.*?</\1>', "", body, flags=re.DOTALL)
    desk = re.compile("Trung tâm Phục vụ hành chính công [^<]*")  # a name
    said = [desk.sub("", words) for words in re.findall(r">([^<]+)<", seen)]
    left = [words for words in said if VIETNAMESE.search(words)]
    assert left == [], "what is Vietnamese on an English page is marked so"
    dossier = Dossier.objects.get(reference=ref)
    assert {item.title for item in dossier.items.all()} == {"Giấy chứng sinh"}
    declaration = eform.shown(definition(dossier.version), dossier.answers)
    assert ("Bạn là gì của trẻ?", "Mẹ") in [row[:2] for page in declaration for row in page.rows]


def test_a_form_without_english_says_so(db: None) -> None:
    browser: Any = signed_in(people.citizen())
    ref = begin(browser, "1.001622")
    browser.cookies["django_language"] = "en"
    page = browser.get(f"/nop/{ref}/", follow=True).content.decode()
    assert "This form is in Vietnamese only" in page and '<h1 lang="vi">' in page
    browser.cookies["django_language"] = "vi"
    assert "chỉ có tiếng Việt" not in browser.get(f"/nop/{ref}/", follow=True).content.decode()


def test_what_ships_in_english_is_whole() -> None:
    """A package speaks English in every sentence or in none."""
    codes = """1.001193 1.000894 1.000656 1.004873 2.000635 2.000815 2.000884 2.000908 1.001612 3.000333 3.000347
        1.004222 1.004194 2.001159 1.014199 1.013225 3.000348 2.000575 1.012784 1.012783 1.013831 2.001035 1.012575"""
    assert all(shipped(code).english for code in codes.split())
    partly = [told.code for told in every_shipped() if told.english and speaking.missing(told)]
    assert partly == []


@pytest.mark.screen
def test_english_pages_fit_a_telephone(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    page = context.new_page()
    wrong = {}
    for path in ("/", "/thu-tuc/1.001193/", "/dang-ky/"):
        page.goto(site.url + path)
        if said := faults(page) + page.evaluate(_CLIPPED):
            wrong[path] = said
    assert wrong == {}
    context.close()


_CLIPPED = """[...document.querySelectorAll("a, button, h1, h2, label, dd, dt, p")]
  .filter((one) => one.offsetParent && !one.closest(".hush, .skip") && one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).overflowX !== "visible")
  .map((one) => "clipped: " + one.textContent.slice(0, 40))"""


def test_a_sentence_translated_twice_is_refused() -> None:
    for broken in ('msgid "a"\nmsgstr "b"\nmsgstr "c"\n', 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n'):
        with pytest.raises(ValueError, match="twice"):
            entries(broken)
