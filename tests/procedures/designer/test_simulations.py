"""The replay on the screen: asked for, run by the worker, told in figures and plots."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies.queries import today
from procedures.designer import simulations
from procedures.life import copy_to_draft
from procedures.queries import by_code
from procedures.services import publish, save_draft
from procedures.simulating.records import Simulation
from procedures.simulating.running import simulate
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
CODE = "1.001612"


@pytest.fixture
def controller(client):
    user = User.objects.create_superuser("tran.kiem@so.example", "x", full_name="Trần Thị Kiểm")
    client.force_login(user)
    return user


@pytest.fixture
def draft(db):
    for hour in ("08:30", "09:10", "09:40"):
        people.completed(hanoi(f"2026-11-16 {hour}"), code=CODE)
    procedure = by_code(CODE)
    return save_draft(procedure=procedure, document=procedure.versions.get(number=1).definition)


def page(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_asked_for_waited_for_and_read(client, controller, draft):
    address = reverse("admin:designer_simulations", args=[draft.pk])
    assert "Lấy hồ sơ của phiên bản 1." in page(client.get(address))
    answer = client.post(address, {"most": "300", "factor": "60", "seed": "1"})
    made = Simulation.objects.get()
    assert answer.url == reverse("admin:designer_simulation", args=[draft.pk, made.pk])
    waiting = client.get(answer.url)
    assert waiting["Refresh"] == "3" and "Đang chờ máy xử lý nền" in page(waiting)
    simulate(made.pk)
    told = client.get(answer.url)
    text = page(told)
    assert "Refresh" not in told and "3 hồ sơ, từ 16/11/2026" in text
    assert "Số hồ sơ trễ không đổi." in text, text
    assert "Đã giả định những gì" in text
    assert "style=" not in text
    assert "3 hồ sơ, trễ " in page(client.get(address))


def test_a_version_that_nobody_has_asked_under_yet_leaves_the_past_to_the_one_before(
    client, controller, draft
):
    publish(version=draft, decision="3105/QĐ-UBND", effective_from=today() + timedelta(days=1), by=controller)
    third = copy_to_draft(version=draft, by=controller)
    address = reverse("admin:designer_simulations", args=[third.pk])
    assert "Lấy hồ sơ của phiên bản 2. Chưa ai nộp theo bản ấy" in page(client.get(address))
    client.post(address, {"most": "300", "factor": "60", "seed": "1"})
    made = simulate(Simulation.objects.get().pk)
    assert (made.failure, made.result["base"], made.result["dossiers"]) == ("", 1, 3)


def test_the_plot_shows_where_people_wait(client, controller, draft):
    address = reverse("admin:designer_simulations", args=[draft.pk])
    made = client.post(address, {"most": "3", "factor": "300", "seed": "1"})
    simulate(Simulation.objects.get().pk)
    text = page(client.get(made.url))
    assert 'class="plot queue-plot"' in text and "nhiều nhất" in text


def test_long_lists_are_folded_and_whole(client, controller, draft, monkeypatch):
    monkeypatch.setattr(simulations, "MOST_ROWS", 1)
    made = client.post(
        reverse("admin:designer_simulations", args=[draft.pk]), {"most": "3", "factor": "60", "seed": "1"}
    )
    simulate(Simulation.objects.get().pk)
    after = Simulation.objects.get().result["after"]
    text = page(client.get(made.url))
    for rows in (after["steps"], after["teams"]):
        assert len(rows) > 1 and f"Xem {len(rows) - 1} dòng nữa" in text
    for row in after["steps"]:
        assert text.count(f'<th scope="row">{row["step"]}</th><td>{row["agency"]}</td>') == 1


def test_an_edit_afterwards_is_told(client, controller, draft):
    client.post(
        reverse("admin:designer_simulations", args=[draft.pk]), {"most": "3", "factor": "60", "seed": "1"}
    )
    made = Simulation.objects.get()
    Simulation.objects.filter(pk=made.pk).update(sha256="x" * 64)
    assert "đã sửa sau lần chạy này" in page(
        client.get(reverse("admin:designer_simulation", args=[draft.pk, made.pk]))
    )


@pytest.mark.parametrize("wrong", [{"most": "0"}, {"most": "x"}, {"factor": "1000"}, {"seed": "-1"}])
def test_what_is_out_of_bounds_is_said(client, controller, draft, wrong):
    address = reverse("admin:designer_simulations", args=[draft.pk])
    assert "Từ " in page(client.post(address, {"most": "3", "factor": "60", "seed": "1"} | wrong), 422)
    assert not Simulation.objects.exists()


def test_a_run_of_another_version_does_not_exist_here(client, controller, draft):
    other = by_code("1.001193").versions.get(number=1)
    client.post(
        reverse("admin:designer_simulations", args=[draft.pk]), {"most": "3", "factor": "60", "seed": "1"}
    )
    made = Simulation.objects.get()
    assert client.get(reverse("admin:designer_simulation", args=[other.pk, made.pk])).status_code == 404
