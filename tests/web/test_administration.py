"""The administration's frame: one policy, one menu, one search; nothing is done without being asked."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.agencies.models import Agency, Officer
from portal.calendars.models import CalendarDay

pytestmark = pytest.mark.django_db


@pytest.fixture
def khue(client: Client) -> Client:
    user = User.objects.create_superuser("khue@so.example", "x", full_name="Lê Minh Khuê")
    client.force_login(user)
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_the_administration_has_the_policy_of_every_other_page(khue: Client) -> None:
    everywhere = {
        path: khue.get(path)["Content-Security-Policy"] for path in ("/", "/quan-tri/", "/quan-tri/can-bo/")
    }
    without_nonce = {policy.split(" 'nonce-")[0] for policy in everywhere.values()}
    assert len(without_nonce) == 1
    assert all("unsafe" not in policy for policy in everywhere.values())


def test_every_list_form_and_history_opens_without_a_script(khue: Client) -> None:
    """Each model's pages answer, carry no inline script or style, and end in the same frame."""
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths = [reverse(f"{name}_changelist")]
        first = model._default_manager.first()
        if first is not None:
            paths += [reverse(f"{name}_{kind}", args=[first.pk]) for kind in ("change", "history")]
        if model_admin.has_add_permission(khue.get("/quan-tri/").wsgi_request):
            paths.append(reverse(f"{name}_add"))
        for path in paths:
            html = page(khue, path)
            assert "<style" not in html and " style=" not in html and "<script>" not in html, path
            assert 'id="muc-luc"' in html and 'class="crumbs"' in html, path


def test_the_menu_shows_each_person_their_own(client: Client) -> None:
    client.force_login(User.objects.get(email="quantri.phuong-ha-long@quang-ninh.example"))
    html = page(client, "/quan-tri/")
    assert "Cán bộ" in html and reverse("admin:agencies_officer_changelist") in html
    assert reverse("admin:accounts_user_changelist") not in html
    assert reverse("admin:agencies_officer_hire") not in html and "Cấu hình tỉnh" in html


@pytest.mark.parametrize(
    ("words", "found"), [("khai sinh", "1.001193"), ("ha long", "phường Hạ Long"), ("H49.37", "Hạ Long")]
)
def test_one_search_over_everything(khue: Client, words: str, found: str) -> None:
    assert found in page(khue, f"/quan-tri/tim/?q={words}")


def test_a_search_in_vain_says_so(khue: Client) -> None:
    assert "Không thấy “xyzzy”" in page(khue, "/quan-tri/tim/?q=xyzzy")


def test_an_officer_leaves_only_after_the_answer(khue: Client) -> None:
    officer = Officer.objects.filter(valid_to=None)[0]
    ticked = {"action": "end_service", "_selected_action": [str(officer.pk)]}
    asked = khue.post("/quan-tri/can-bo/", ticked).content.decode()
    assert "mất mọi quyền ngay" in asked and officer.user.full_name in asked
    officer.refresh_from_db()
    assert officer.valid_to is None
    khue.post("/quan-tri/can-bo/", {**ticked, "confirmed": "1"})
    officer.refresh_from_db()
    assert officer.valid_to is not None


def test_deleting_asks_first(khue: Client) -> None:
    day = CalendarDay.objects.all()[0]
    address = reverse("admin:calendars_calendarday_delete", args=[day.pk])
    assert "Không, giữ lại" in page(khue, address)
    assert CalendarDay.objects.filter(pk=day.pk).exists()
    khue.post(address, {"post": "yes"})
    assert not CalendarDay.objects.filter(pk=day.pk).exists()


def test_a_wrong_entry_is_kept_and_told_at_its_place(khue: Client) -> None:
    agency = Agency.objects.all()[0]
    address = reverse("admin:agencies_agency_change", args=[agency.pk])
    html = khue.post(address, {"code": "sai", "name": "Tên mới chưa lưu"}).content.decode()
    assert "Chưa lưu được." in html and "Tên mới chưa lưu" in html


def test_a_strange_address_below_the_administration_is_not_found(khue: Client) -> None:
    for path in ("/quan-tri/khong-co/", "/quan-tri/can-bo/abc/lam/", "/quan-tri/can-bo/999999/sua/x/"):
        assert khue.get(path).status_code == 404, path


def saved(client: Client, agency: Agency, **changed: str) -> str:
    """The form of an agency sent with some boxes changed; the page that follows."""
    address = reverse("admin:agencies_agency_change", args=[agency.pk])
    form = client.get(address).context["adminform"].form
    data = {name: "" if (value := form[name].value()) is None else value for name in form.fields}
    data |= {"officers-TOTAL_FORMS": "0", "officers-INITIAL_FORMS": "0", **changed}
    return client.post(address, data, follow=True).content.decode()


def test_a_choice_is_made_by_code_or_words_and_told_when_it_is_unclear(khue: Client) -> None:
    police = Agency.objects.get(name="Công an phường Hạ Long")
    commune = Agency.objects.get(slug="phuong-ha-long")
    assert "hợp với nhiều dòng, ghi rõ hơn: " in saved(khue, commune, parent="phường")
    assert "Không thấy “xyzzy”" in saved(khue, commune, parent="xyzzy")
    for words in (f"{police.code} {police.name}", str(police.pk), "cong an phuong ha long"):
        Agency.objects.filter(pk=commune.pk).update(parent=None)
        assert "Chưa lưu được" not in saved(khue, commune, parent=words), words
        commune.refresh_from_db()
        assert commune.parent == police, words


@pytest.mark.article("DL-24.1-9")
def test_a_password_given_by_an_administrator_is_good_for_one_sign_in(khue: Client) -> None:
    officer = Officer.objects.all()[0]
    address = reverse("admin:accounts_user_password", args=[officer.user_id])
    words = "một câu tạm thời dài"
    assert "phải đổi mật khẩu này" in page(khue, address)
    khue.post(address, {"password1": words, "password2": words, "set-password": "1"})
    officer.user.refresh_from_db()
    assert officer.user.check_password(words) and officer.user.must_change_password
    theirs = Client()
    theirs.force_login(officer.user)
    assert theirs.get("/lam-viec/")["Location"] == "/tai-khoan/mat-khau/doi/"


def test_a_new_officers_account_starts_with_a_password_to_be_changed(khue: Client) -> None:
    words = "một câu tạm thời dài"
    new = {"email": "moi@so.example", "full_name": "Bùi Văn Mới", "password1": words, "password2": words}
    answer = khue.post(reverse("admin:accounts_user_add"), new, follow=True)
    assert answer.status_code == 200
    user = User.objects.get(email="moi@so.example")
    assert user.must_change_password and user.check_password(words)
