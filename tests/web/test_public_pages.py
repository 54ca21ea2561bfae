"""What anybody finds before signing in: the catalogue in everyday words, and whether the counters are open."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from portal.calendars.now import pretend
from portal.web import hooks
from procedures import catalogue, showing
from procedures.definition.shapes import Amount, Limit, PageStep
from procedures.life_events import EVENTS
from procedures.models import Procedure
from tests.conftest import hanoi

BIRTH = "1.001193"


@pytest.fixture
def anybody(db: None) -> Client:
    return Client()


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return " ".join(response.content.decode().replace(" ", " ").split())


@pytest.mark.parametrize("said", ["khai sinh", "KHAI SINH", "giay khai sinh", "giấy khai sinh cho con"])
@pytest.mark.article("QN-4.1-4")
def test_everyday_words_find_the_procedure(anybody: Client, said: str) -> None:
    page = text(anybody, f"/tim-kiem/?q={said}")
    assert f'href="/thu-tuc/{BIRTH}/"' in page


def test_a_code_leads_straight_to_its_page(anybody: Client) -> None:
    assert anybody.get(f"/tim-kiem/?q={BIRTH}")["Location"] == f"/thu-tuc/{BIRTH}/"


def test_nothing_found_says_so_and_shows_other_ways(anybody: Client) -> None:
    page = text(anybody, "/tim-kiem/?q=xyzzy<script>")
    assert "Không thấy “xyzzy&lt;script&gt;”" in page
    assert 'href="/thu-tuc/"' in page and "<script>" not in page.split("</head>")[1]


@pytest.mark.article("QN-11.1", "ST-4.2-3", "HG-4.1-9", "HGi-publish")
def test_the_procedure_page_answers_before_anyone_signs_in(anybody: Client) -> None:
    page = text(anybody, f"/thu-tuc/{BIRTH}/")
    for words in (
        "Bạn làm được không?",
        "Giấy chứng sinh",
        "8.000 đ một bản",
        "gửi sau 15:00: ngày làm việc kế tiếp",
        "Quầy một cửa kiểm tra trong 8 giờ làm việc",
        "Căn cứ pháp lý",
        "123/2015/NĐ-CP",
        "Đăng ký khai sinh",
    ):
        assert words in page, words
    assert page.count(f'href="/nop/{BIRTH}/"') == 1
    assert "unverified" not in page


@pytest.mark.article("QN-6.1")
def test_one_start_button_or_the_national_portal(anybody: Client) -> None:
    from portal.agencies.queries import profile

    active = profile()
    active.citizen_front = "national"
    active.save()
    page = text(anybody, f"/thu-tuc/{BIRTH}/")
    assert "Cổng Dịch vụ công quốc gia" in page and "/nop/" not in page


def test_a_retired_procedure_names_its_successor(anybody: Client) -> None:
    new = Procedure.objects.get(code=BIRTH)
    Procedure.objects.create(
        code="9.999001", name="Thủ tục cũ", field=new.field, retired_on=date(2025, 7, 1), successor=new
    )
    page = text(anybody, "/thu-tuc/9.999001/")
    assert "bãi bỏ từ 01/07/2025" in page and f'href="/thu-tuc/{BIRTH}/"' in page
    assert "/nop/" not in page and 'content="noindex"' in page


def test_an_unknown_code_is_a_page_not_an_error(anybody: Client) -> None:
    assert "Không có trang này" in text(anybody, "/thu-tuc/0.000000/", 404)
    assert "Không có trang này" in text(anybody, "/su-kien/khong-co/", 404)
    assert "Không có trang này" in text(anybody, "/thu-tuc/linh-vuc/khong-co/", 404)


def test_lists_and_life_events_lead_to_it(anybody: Client) -> None:
    field = Procedure.objects.get(code=BIRTH).field
    for path in ("/thu-tuc/", "/thu-tuc/?van=l", f"/thu-tuc/linh-vuc/{field.slug}/", "/su-kien/sinh-con/"):
        assert f'href="/thu-tuc/{BIRTH}/"' in text(anybody, path), path
    home = text(anybody, "/")
    assert all(f'href="/su-kien/{event.slug}/"' in home for event in EVENTS)
    assert "Giấy chứng sinh" in text(anybody, f"/thu-tuc/{BIRTH}/in/")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-19 14:32", "Các quầy đang mở</b>, đến 17:00"),
        ("2026-11-20 18:00", "Các quầy đang đóng</b>, mở lại lúc 07:00 thứ Hai, 23/11/2026"),
        ("2026-11-22 09:00", "Hôm nay, Chủ nhật 22/11"),
    ],
)
def test_the_home_page_knows_the_hours(anybody: Client, moment: str, words: str) -> None:
    with pretend(hanoi(moment)):
        page = text(anybody, "/")
    assert words in page


def test_the_look_up_on_the_home_page_is_the_look_up(anybody: Client) -> None:
    home = text(anybody, "/")
    assert '<form action="/tra-cuu/" method="post"' in home and "csrfmiddlewaretoken" in home
    answer = anybody.post("/tra-cuu/", {"ma": "H49.12-000000-0000", "so": "1234"})
    assert "Không có hồ sơ khớp mã và 4 số cuối này" in answer.content.decode()


def test_a_holiday_ahead_is_announced(anybody: Client) -> None:
    with pretend(hanoi("2026-11-19 14:32")):
        assert "Thứ Ba, 24/11/2026 các quầy nghỉ" in text(anybody, "/")


def test_other_rooms_may_put_a_card_on_the_home_page(anybody: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(hooks, "_home_cards", [lambda request: "<b>Làm tiếp</b>", lambda request: ""])
    monkeypatch.setattr(hooks, "_popular", [lambda: [BIRTH]])
    page = text(anybody, "/")
    assert "Tháng này người dân làm nhiều nhất" in page
    assert "Nộp trên mạng cần gì?" not in page


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Amount("case", 8000), "8.000 đ"),
        (Amount("copy", 8000), "8.000 đ một bản"),
        (
            Amount("page", steps=(PageStep(2000, 2), PageStep(1000)), cap_vnd=200_000),
            "2.000 đ một trang, từ trang 3: 1.000 đ, nhiều nhất 200.000 đ",
        ),
    ],
)
def test_prices_in_words(amount: Amount, words: str) -> None:
    assert showing.amount_words(amount).replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit(1, "same_day"), "trong ngày"),
        (Limit(3, "working_day"), "3 ngày làm việc"),
        (Limit(8, "working_hour"), "8 giờ làm việc"),
        (Limit(15, "calendar_day"), "15 ngày"),
    ],
)
def test_limits_in_words(limit: Limit, words: str) -> None:
    assert showing.limit_words(limit).replace("\N{NO-BREAK SPACE}", " ") == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (BIRTH, "Miễn phí, trừ vài trường hợp"),
        ("1.004222", "10.000 đ trên mạng, 20.000 đ tại quầy"),
        ("1.001612", "150.000 đ"),
        ("1.013225", "từ 75.000 đ"),
        ("1.012784", "150.000 đ"),
        ("2.000908", "Miễn phí"),
        ("2.000815", "2.000 đ một trang, từ trang 3: 1.000 đ, nhiều nhất 200.000 đ"),
    ],
)
def test_the_price_of_a_procedure_in_one_line(db: None, code: str, words: str) -> None:
    entry = catalogue.by_codes([code], date(2026, 11, 21))[0]
    assert entry.terms.fee.replace("\xa0", " ") == words


def test_a_fee_set_by_the_council_says_so(anybody: Client) -> None:
    assert "theo quy định của HĐND tỉnh" in text(anybody, "/thu-tuc/1.001612/")
    assert "HĐND" not in text(anybody, "/thu-tuc/2.000884/")


def test_the_lists_cost_the_same_however_long(
    anybody: Client, django_assert_max_num_queries: Any, settings: Any
) -> None:
    anybody.get("/tim-kiem/?q=khai+sinh")
    with django_assert_max_num_queries(6):
        anybody.get("/tim-kiem/?q=khai+sinh")
    with django_assert_max_num_queries(12):
        anybody.get("/")


def test_đ_stands_under_d(db: None) -> None:
    assert catalogue.letter_of("Đổi giấy phép lái xe") == "d"
