"""The public post from choice to door: ordered once through a failing gateway, handed over by name, told to both sides,
back at the desk when nobody is there, and the postman's money booked once."""

import json
import threading
from collections.abc import Iterator
from unittest.mock import patch

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client

from dossiers.models import PostOrder, Task
from dossiers.post import handing, ordering, papers, queries, sheets, tracking
from dossiers.post.postman import money
from dossiers.services import posting
from dossiers.states import State
from payments.models import PostRate
from payments.postage import fare_vnd, weight_g
from payments.queries import owed_vnd
from payments.services import book, charges_of, open_charge
from portal.agencies.models import Duty
from portal.agencies.services import hire
from portal.documents import barcode, store
from portal.integrations.sandbox import signing
from portal.integrations.sandbox.post import Post, serve
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
HOME = "số 12, tổ 5, khu 2, phường Hạ Long, tỉnh Quảng Ninh"


@pytest.fixture
def post(settings) -> Iterator[Post]:
    """A running post that loses half of its calls; what it tells goes straight into the portal."""
    cache.clear()
    post = Post("", "buu-chinh", fails=0.0)
    server = serve(0, post)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.POST_URL, settings.POST_SECRET = f"http://127.0.0.1:{server.server_address[1]}", "buu-chinh"
    post.send = lambda body: notice(body).json()["taken"]  # type: ignore[method-assign]
    yield post
    server.shutdown()
    server.server_close()


def notice(body, secret="buu-chinh"):
    raw = json.dumps(body).encode()
    headers = {"X-Signature": signing.bank(raw, secret)}
    return Client().post("/buu-chinh/bao/", raw, "application/json", headers=headers)


def completed(**more):
    """A result that lies ready, to be brought home."""
    dossier = people.completed(hanoi("2026-11-16 08:30"), **more).dossier
    user = dossier.created_by
    return posting.choose_return(dossier=dossier, user=user, method="postal", address=HOME), user


def ordered(dossier) -> PostOrder:
    order = ordering.deliver(dossier=dossier, officer=people.desk_officer())
    for _ in range(20):
        cache.delete("outside:post")
        order.refresh_from_db()
        if order.tracking:
            break
        ordering.send(order)
    return order


def handed(order):
    return handing.hand_over(
        orders=[order], officer=people.desk_officer(), postman="Vũ Văn Tám", postman_code="BT07"
    )


@pytest.mark.article("QN-13.3b", "HGi-partial", "DL-10.3")
def test_a_result_is_brought_home_and_the_postmans_money_is_booked_once(post):
    dossier, user = completed()
    charge = open_charge(
        subject=dossier.reference, timing="at_return", payer="Huyền", agency=people.desk(),
        lines=[{"id": "phi", "name": "Phí", "kind": "phi", "vnd": 8000}],
    )  # fmt: skip
    post.fails = 0.5
    order = ordered(dossier)
    assert len(post.pieces) == 1 and order.state == "ready" and order.owed_vnd == 8000
    post.fails = 0
    made = handed(order)
    assert Message.objects.filter(about=dossier.reference, template="post_sent", channel="in_app").exists()
    assert Task.objects.get(dossier=dossier, ended_at=None).due_at > order.expected_at
    for code in ("picked", "failed", "delivered"):
        assert post.tell(order.tracking, code) == "taken"
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED and owed_vnd(charge) == 0
    again = {
        "id": f"{order.tracking}-3",
        "tracking": order.tracking,
        "code": "delivered",
        "collected_vnd": 8000,
    }
    assert notice(again).json() == {"taken": "known"}
    assert charge.payments.get().method == "post"
    client = Client()
    client.force_login(user)
    seen = client.get(f"/ho-so/{dossier.code}/buu-chinh/").content.decode()
    assert "Đã phát thành công" in seen and order.tracking in seen
    assert [one.pk for one in queries.money_apart(people.desk_officer())] == [order.pk]
    tracking.note_remitted({order.tracking: 8000}, made.at.date())
    assert not queries.money_apart(people.desk_officer())


@pytest.mark.article("DL-10.3", "HGi-partial")
def test_the_postman_signs_in_sees_only_pieces_and_his_money_is_set_against_the_desks(post):
    dossier, _user = completed()
    charge = open_charge(
        subject=dossier.reference, timing="at_return", payer="Huyền", agency=people.desk(),
        lines=[{"id": "phi", "name": "Phí", "kind": "phi", "vnd": 8000}],
    )  # fmt: skip
    order = ordered(dossier)
    postman, _password = hire(
        full_name="Vũ Văn Tám", email="vu.van.tam@buu-chinh.example", agency=people.desk(), title="Bưu tá",
        duties=[Duty.POSTAL_AGENT],
    )  # fmt: skip
    type(postman.user).objects.filter(pk=postman.user_id).update(must_change_password=False)
    browser, clerk = Client(), Client()
    browser.force_login(postman.user)
    clerk.force_login(people.desk_officer().user)
    assert order.tracking in browser.get("/lam-viec/buu-ta/").content.decode()
    page = f"/lam-viec/buu-ta/{order.pk}/"
    assert browser.get(page).status_code == 404  # still at the desk
    made = handed(order)
    assert browser.get(f"/lam-viec/ho-so/{dossier.code}/").status_code in (403, 404)
    assert browser.get("/lam-viec/buu-chinh/").status_code == 403
    assert clerk.get("/lam-viec/buu-ta/").status_code == 403
    short = browser.post(page, {"viec": "delivered", "nguoi_nhan": "Huyền"})
    assert short.status_code == 422 and "Nhập số tiền đã thu" in short.content.decode()
    assert browser.post(page, {"viec": "delivered", "nguoi_nhan": "Huyền", "da_thu": 8000}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.state == State.RETURNED and charge.payments.get().method == "post"
    assert owed_vnd(charge) == 0 and browser.get(page).status_code == 404
    (sums,) = [one for one in money(postman) if one.made == made]
    assert (sums.pieces, sums.owed_vnd, sums.collected_vnd, sums.remitted_vnd) == (1, 8000, 8000, 0)
    assert "Tiền thu hộ chưa khớp" in browser.get("/lam-viec/buu-ta/").content.decode()
    tracking.note_remitted({order.tracking: 8000}, made.at.date())
    assert "Tiền thu hộ chưa khớp" not in browser.get("/lam-viec/buu-ta/").content.decode()


def test_the_fare_follows_weight_and_zone_as_an_administrator_wrote_them(post):
    dossier, _user = completed()
    assert ordering.fare_of(dossier, "deliver") == 26_000  # nothing written: the post is asked
    began = hanoi("2026-01-01 00:00").date()
    for zone, grams, vnd in (
        ("in_province", 100, 22_000),
        ("in_province", 500, 31_000),
        ("beyond", 100, 40_000),
    ):
        PostRate.objects.create(zone=zone, up_to_g=grams, vnd=vnd, valid_from=began)
    assert ordering.weight_of(dossier) == 25 and ordering.fare_of(dossier, "deliver") == 22_000
    assert fare_vnd(zone="in_province", grams=weight_g(40)) == 31_000
    assert fare_vnd(zone="in_province", grams=900) is None and fare_vnd(zone="beyond", grams=100) == 40_000
    PostRate.objects.create(
        zone="in_province", up_to_g=100, vnd=23_500, valid_from=hanoi("2026-11-01 00:00").date()
    )
    assert ordered(dossier).fee_vnd == 23_500
    PostRate.objects.all().delete()


def test_not_delivered_it_lies_at_the_desk_again_and_is_sent_once_more(post):
    dossier, _user = completed()
    order = ordered(dossier)
    handed(order)
    late = Task.objects.get(dossier=dossier, ended_at=None).due_at
    post.tell(order.tracking, "returned")
    dossier.refresh_from_db()
    assert (dossier.state, dossier.holder_kind) == (State.COMPLETED, "team")
    assert dossier.next_due_at < late
    told = Message.objects.get(about=dossier.reference, template="post_returned", channel="in_app")
    assert "không liên lạc được" in told.text
    assert dossier.journal.order_by("-number")[0].verb == "come_back"
    assert ordered(dossier).tracking != order.tracking


def test_what_stands_in_the_way_is_left_for_the_desk(post):
    dossier, _user = completed()
    open_charge(
        subject=dossier.reference, timing="at_return", payer="Huyền", agency=people.desk(),
        lines=[{"id": "phi", "name": "Phí", "kind": "phi", "vnd": 8000}],
    )  # fmt: skip
    order = ordered(dossier)
    handed(order)
    post.tell(order.tracking, "delivered", collected_vnd=5000)
    dossier.refresh_from_db()
    order.refresh_from_db()
    assert dossier.state == State.COMPLETED and order.state == "delivered" and "Chưa thu" in order.error
    (left,) = [one for one in charges_of(dossier.reference) if one.settled_at is None]
    book(charge=left, amount_vnd=3000, method="cash", key=f"desk:{left.pk}", taken_by=None)
    tracking.bring_lost()  # what stood in the way is gone
    dossier.refresh_from_db()
    order.refresh_from_db()
    assert dossier.state == State.RETURNED and order.error == ""


def test_the_desk_does_it_by_clicking_and_others_do_not_see_it(post, monkeypatch):
    dossier, user = completed()
    officer, other = people.desk_officer().user, people.stranger().user
    for one in (officer, other):
        one.must_change_password = False
        one.save(update_fields=["must_change_password"])
    client, elsewhere = Client(), Client()
    client.force_login(officer)
    elsewhere.force_login(other)
    here = "/lam-viec/buu-chinh/"
    assert dossier.code in client.get(here).content.decode()
    assert dossier.code not in elsewhere.get(here).content.decode()
    client.post(here, {"lam": "dat", "chon": dossier.pk})
    order = PostOrder.objects.get(dossier=dossier)
    ordering.send(order)
    order.refresh_from_db()
    waiting = client.get(f"{here}nhan/", follow=True)
    page = waiting.redirect_chain[-1][0]
    assert "xong 0 trong 1" in waiting.content.decode() and 'http-equiv="refresh"' in waiting.content.decode()
    assert client.get(f"{page}ban-in.pdf").status_code == 404
    key = page.rstrip("/").rpartition("/")[2]
    for died, starts in (
        (0.0, 0),
        (sheets.LOST_AFTER + 1, 1),
    ):  # its worker was killed, or the broker with the task
        kept = cache.get(f"post-sheet:{key}")
        cache.set(f"post-sheet:{key}", kept | {"asked": kept["asked"] - died})
        with patch.object(sheets, "start_on_commit") as start:
            client.get(page)
        assert start.call_count == starts
    sheets.draw(key)
    assert "Mở để in" in client.get(page).content.decode()
    assert b"".join(client.get(f"{here}nhan/", follow=True)).startswith(
        b"%PDF"
    )  # the same labels again: at once
    assert elsewhere.get(page).status_code == elsewhere.get(f"{page}ban-in.pdf").status_code == 404
    assert elsewhere.post(f"{here}{order.pk}/", {"lam": "bo"}).status_code == 404
    missing = client.post(here, {"lam": "giao", "chon": order.pk})
    assert missing.status_code == 422 and "Nhập họ tên bưu tá" in missing.content.decode()
    signed = {"postman": "Vũ Văn Tám", "postman_code": "BT07", "drawn": "10,100 80,40 150,160 220,40"}
    scribble = client.post(here, {"lam": "giao", "chon": order.pk, **signed, "drawn": "1,1 2,2"}, follow=True)
    assert "Chữ ký quá ngắn" in scribble.content.decode()
    answer = client.post(here, {"lam": "giao", "chon": order.pk, **signed}, follow=True)
    drawn = client.get(answer.redirect_chain[-1][0] + "chu-ky/")
    assert drawn["Content-Type"] == "image/png"
    assert elsewhere.get(answer.redirect_chain[-1][0] + "chu-ky/").status_code == 404
    cache.delete(f"post-sheet:{key}")  # it was kept by the broker that died
    assert "không còn được giữ" in client.get(page, follow=True).content.decode()
    monkeypatch.setattr(sheets, "_keep", lambda sheet: None)  # without a cache the request draws it
    assert client.get(answer.redirect_chain[-1][0] + "ban-in.pdf").content.startswith(b"%PDF")
    assert "Vũ Văn Tám" in answer.content.decode() and order.tracking in answer.content.decode()
    with pytest.raises(StepRefused, match="đang ở bưu chính"):
        posting.choose_return(dossier=dossier, user=user, method="in_person")
    with pytest.raises(StepRefused, match="vừa được giao"):
        handed(order)


@pytest.mark.article("QN-7.13")
def test_papers_are_fetched_from_home_and_a_dead_post_stops_nobody(post, settings):
    dossier = people.accepted(hanoi("2026-11-16 08:30")).dossier
    client = Client()
    client.force_login(dossier.created_by)
    here = f"/ho-so/{dossier.code}/buu-chinh/"
    assert "26.000" in client.get(here).content.decode()
    assert client.post(here, {"way": "collect", "address": "gần"}).status_code == 422
    settings.POST_URL = "http://127.0.0.1:9"
    assert client.post(here, {"way": "collect", "address": HOME}).status_code == 302
    order = PostOrder.objects.get(dossier=dossier)
    assert not ordering.send(order) and PostOrder.objects.get(pk=order.pk).tries == 1
    assert client.get(here).status_code == 200


def test_a_number_that_the_post_gave_twice_stops_that_piece_alone_and_asks_for_a_person(post):
    (first, _), (second, _), (third, _) = completed(), completed(), completed()
    known = ordered(first)
    pieces, post.pieces = post.pieces, {}  # the post begins to count anew: it gives the first number again
    twin = ordering.deliver(dossier=second, officer=people.desk_officer())
    twin.refresh_from_db()
    ordering.send(twin)
    other = ordering.deliver(dossier=third, officer=people.desk_officer())
    other.refresh_from_db()
    ordering.send_waiting()
    twin.refresh_from_db()
    other.refresh_from_db()
    assert twin.tracking is None and twin.state == "waiting" and known.tracking in twin.error
    assert other.tracking and other.state == "ready"
    page = Client()
    page.force_login(people.desk_officer().user)
    type(people.desk_officer().user).objects.update(must_change_password=False)
    assert "đã là của bưu gửi khác" in page.get("/lam-viec/buu-chinh/").content.decode()
    post.pieces = pieces | {"corrected": {}}
    ordering.again(order=twin)
    twin.refresh_from_db()
    assert twin.tracking is None or twin.state == "ready"
    ordering.send(twin)
    twin.refresh_from_db()
    assert twin.state == "ready" and twin.tracking not in (None, known.tracking, other.tracking)


def test_forged_or_strange_notices_change_nothing(post):
    assert notice({"id": "1"}, secret="khac").status_code == 401
    assert notice([]).status_code == 400
    assert notice({"id": "1", "tracking": "VN9", "code": "delivered"}).json() == {"taken": "unknown"}


def test_the_bars_are_code_128():
    """“AB” with its check sum 102: start B, A, B, check, stop (counted by hand from the standard's table)."""
    assert barcode.widths("AB") == "211214" + "111323" + "131123" + "411131" + "2331112"
    assert sum(map(int, barcode.widths("VN26A000042QN"))) == 11 * 15 + 13
    with pytest.raises(ValueError, match="Mã vạch"):
        barcode.widths("Đ")


def test_label_and_list_say_who_sends_what_to_whom(post):
    dossier, _user = completed()
    order = ordered(dossier)
    made = handed(order)
    many = sheets.handing_over(people.desk_officer(), made)
    sheets.draw(many.key)
    listed = sheets.file_of(sheets.of(people.desk_officer(), many.key))
    for pdf in (papers.labels([order]), store.read(listed)):
        with pypdfium2.PdfDocument(pdf) as book:
            text = book[0].get_textpage().get_text_range()
        assert order.tracking in text and dossier.code in text
