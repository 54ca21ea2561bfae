"""What postmen collect: paid over in parts, or short and explained by two people; and what is not sent unsealed."""

from datetime import timedelta

import pytest
from django.test import Client

from dossiers.models import PostOrder
from dossiers.post import ordering, postman, queries, tracking
from dossiers.signing import stamping
from payments import collected
from payments.models import PostReason
from payments.services import open_charge
from portal.agencies.models import Duty, Officer
from portal.agencies.services import hire
from portal.documents.models import OrderState, SigningOrder
from portal.integrations import post as client_of_post
from portal.web.refusals import StepRefused
from tests import people
from tests.dossiers.test_post import completed, handed, ordered
from tests.dossiers.test_post import post as post
from tests.trust import give_stamp

pytestmark = pytest.mark.django_db


def brought(post, collected_vnd: int) -> PostOrder:
    """A result brought home, 8.000 đ to be collected."""
    dossier, _user = completed()
    open_charge(
        subject=dossier.reference, timing="at_return", payer="Huyền", agency=people.desk(),
        lines=[{"id": "phi", "name": "Phí", "kind": "phi", "vnd": 8000}],
    )  # fmt: skip
    order = ordered(dossier)
    handed(order)
    post.tell(order.tracking, "delivered", collected_vnd=collected_vnd)
    order.refresh_from_db()
    return order


def hired(duty: str) -> Officer:
    made, _password = hire(
        full_name="Hoàng Văn Sáu", email=f"sau.{duty}@phuong.example", agency=people.desk(), title="Cán bộ",
        duties=[duty],
    )  # fmt: skip
    return made


def signed_in(officer: Officer) -> Client:
    type(officer.user).objects.filter(pk=officer.user_id).update(must_change_password=False)
    client = Client()
    client.force_login(officer.user)
    return client


def plain(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def test_money_that_the_post_pays_over_in_parts_is_one_sum_and_each_part_is_shown(post, monkeypatch):
    order, officer = brought(post, 8000), people.desk_officer()
    first = order.handover.at.date()
    said = {"lines": [{"tracking": order.tracking, "vnd": vnd} for vnd in (2000, 1000)] + ["?"]}
    monkeypatch.setattr(client_of_post, "_call", lambda *_, **__: said)
    assert client_of_post.remitted(first) == {order.tracking: 3000}
    for _ in range(2):
        tracking.note_remitted({order.tracking: 3000, "VN0": 1}, first)
    assert [one.pk for one in queries.money_apart(officer)] == [order.pk]
    assert tracking.note_remitted({order.tracking: 5000}, first + timedelta(days=1)) == 1
    assert tracking.note_remitted({order.tracking: 5000}, first + timedelta(days=1)) == 0
    order.refresh_from_db()
    assert (order.remitted_vnd, order.remitted_on) == (8000, first + timedelta(days=1))
    assert not queries.money_apart(officer)
    page = plain(signed_in(officer).get(f"/lam-viec/buu-chinh/thu-ho/{order.pk}/"))
    assert "3.000 đ" in page and "5.000 đ" in page and "khớp nhau" in page


def test_what_was_paid_over_before_parts_were_kept_still_counts(post):
    order = brought(post, 8000)
    first = order.handover.at.date()
    PostOrder.objects.filter(pk=order.pk).update(remitted_vnd=3000, remitted_on=first)
    tracking.note_remitted({order.tracking: 5000}, first + timedelta(days=2))
    assert [one.vnd for one in collected.parts_of(order.tracking)] == [3000, 5000]


def test_a_short_sum_is_explained_by_one_and_agreed_by_another_until_it_changes(post):
    order, officer = brought(post, 8000), people.desk_officer()
    first, here = order.handover.at.date(), f"/lam-viec/buu-chinh/thu-ho/{order.pk}/"
    tracking.note_remitted({order.tracking: 5000}, first)
    one, other = signed_in(officer), signed_in(hired(Duty.DESK_LEADER))
    carrier = hired(Duty.POSTAL_AGENT)
    assert "Giải trình" in plain(one.get("/lam-viec/buu-chinh/"))
    assert one.post(here, {"lam": "noi", "vi_sao": " "}).status_code == 422
    assert one.post(here, {"lam": "noi", "vi_sao": "Bưu cục giữ phí chuyển 3.000 đ"}).status_code == 302
    assert "đang chờ người thứ hai" in plain(one.post(here, {"lam": "noi", "vi_sao": "x"}))
    assert "không được tự đồng ý" in plain(one.post(here, {"lam": "dong-y"}))
    assert "Chờ người thứ hai" in plain(other.get("/lam-viec/buu-chinh/"))
    assert "vì sao không đồng ý" in plain(other.post(here, {"lam": "khong"}))
    assert other.post(here, {"lam": "khong", "tra_loi": "Phí chuyển do bưu chính chịu"}).status_code == 302
    assert "Phí chuyển do bưu chính chịu" in plain(one.get(here)) and queries.money_apart(officer)
    one.post(here, {"lam": "noi", "vi_sao": "Bưu tá nộp bù vào kỳ sau, biên bản số 4"})
    assert other.post(here, {"lam": "dong-y"}).status_code == 302
    assert "hai người xác nhận" in plain(one.get(here))
    assert not queries.money_apart(officer) and not queries.unsettled(postman.pieces(carrier))
    tracking.note_remitted({order.tracking: 1000}, first + timedelta(days=1))
    assert [late.pk for late in queries.money_apart(officer)] == [order.pk], "other sums, another question"
    tracking.note_remitted({order.tracking: 2000}, first + timedelta(days=2))
    assert not queries.money_apart(officer)
    order.refresh_from_db()
    with pytest.raises(StepRefused, match="đã khớp"):
        collected.say(tracking=order.tracking, sums=queries.sums_of(order), why="x", by=officer.user)
    assert PostReason.objects.filter(tracking=order.tracking).count() == 2
    assert signed_in(people.stranger()).get(here).status_code == 404


def test_a_result_that_waits_for_its_stamp_is_not_sent(post, trust):
    dossier, _user = completed()
    result = dossier.results.get(revoked_at=None)
    officer = people.desk_officer()
    key = give_stamp(trust, people.ward())
    stamp = SigningOrder.objects.create(subject=stamping(result), work="stamp", officer=officer, key=key)
    client = signed_in(officer)
    assert "chờ đóng dấu điện tử" in plain(client.get("/lam-viec/buu-chinh/"))
    said = client.post("/lam-viec/buu-chinh/", {"lam": "dat", "chon": dossier.pk}, follow=True)
    assert (
        "Kết quả còn chờ đóng dấu" in plain(said) and not PostOrder.objects.filter(dossier=dossier).exists()
    )
    SigningOrder.objects.filter(pk=stamp.pk).update(state=OrderState.SIGNED)
    assert "chờ đóng dấu điện tử" not in plain(client.get("/lam-viec/buu-chinh/"))
    assert ordering.deliver(dossier=dossier, officer=officer).state == "waiting"
