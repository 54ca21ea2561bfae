"""Every address × every role: who gets in, who does not, and nobody is forgotten (scorecard row 8)."""

import itertools
import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dossiers.models import Dossier, JournalEntry
from portal.accounts.models import User
from portal.agencies.models import Duty, Officer
from portal.agencies.services import hire
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")

ROLES = [
    "anonymous", "owner", "other_citizen", "desk_officer", "other_desk", "case_officer", "other_case_officer",
    "agency_leader", "province_leader", "security_auditor", "administrator", "postal_agent",
]  # fmt: skip
INSIDE = {200, 302, 303, 304, 400, 405, 409}
NO = {401, 403, 404, 405}

# What a group means: role → statuses that are right. Whoever is not named must be kept out.
GROUPS: dict[str, dict[str, set[int]]] = {
    "public": dict.fromkeys(ROLES, INSIDE | {404, 503}),
    "account": {role: INSIDE | {403, 404} for role in ROLES if role != "anonymous"},
    "applicant": {"owner": INSIDE | {404}},
    "officer": {
        role: INSIDE | {404}
        for role in ("desk_officer", "other_desk", "case_officer", "other_case_officer", "agency_leader",
                     "province_leader", "security_auditor", "postal_agent")
    },
    "staff": {
        role: INSIDE | {404}
        for role in ("desk_officer", "other_desk", "case_officer", "other_case_officer", "agency_leader",
                     "province_leader", "security_auditor")
    },
    "money": {"agency_leader": INSIDE | {403, 404}},
    "tills": dict.fromkeys(("desk_officer", "other_desk", "agency_leader"), INSIDE),
    "desk_or_leader": dict.fromkeys(("desk_officer", "other_desk", "agency_leader"), INSIDE | {404}),
    "callers": dict.fromkeys(("desk_officer", "other_desk"), INSIDE),
    "guards": {"security_auditor": INSIDE | {404}},
    "copies": {role: INSIDE | {404} for role in ("desk_officer", "other_desk", "agency_leader")},
    "archive": {"agency_leader": INSIDE | {404, 422}},
    "nobody_here": {},
    "register": {role: INSIDE | {403, 404} for role in (
        "desk_officer", "other_desk", "case_officer", "other_case_officer", "agency_leader", "province_leader",
        "security_auditor",
    )},
    "leader": {role: INSIDE | {403, 404} for role in (
        "desk_officer", "other_desk", "case_officer", "other_case_officer", "agency_leader", "province_leader",
        "security_auditor",
    )},
    "leader_part": {role: INSIDE | {403, 404} for role in ("agency_leader", "province_leader")},
    "postman": {"postal_agent": INSIDE | {404}},
    "desk": {role: INSIDE | {404} for role in ("desk_officer", "other_desk")},
    "counter": {role: INSIDE | {404} for role in ("desk_officer", "other_desk", "postal_agent")},
    "dossier_officer": dict.fromkeys(("desk_officer", "case_officer", "agency_leader", "province_leader"), INSIDE),
    "dossier_part": {
        role: INSIDE | {404} for role in ("desk_officer", "case_officer", "agency_leader", "province_leader")
    },
}  # fmt: skip
SKIPPED_PREFIXES = ("quan-tri/",)  # Django admin: own test below


@dataclass
class World:
    dossier: Dossier
    draft: Dossier
    page_id: int
    slip_id: int
    users: dict[str, User | None]


@pytest.fixture
def world() -> World:
    """One dossier under way and one draft of the owner, and somebody for every role."""
    owner = people.citizen()
    drive = people.submitted(MONDAY, owner).wait(30).accept().transfer()
    dossier = drive.dossier
    task = dossier.tasks.get(ended_at=None)
    worker = people.driving.somebody(task.agency, task.duty)
    page = dossier.items.first().pages.first()
    draft = people.drafted(MONDAY, owner).dossier
    other = Officer.objects.filter(agency__kind="division", duties__contains=[Duty.CASE_OFFICER])
    users = {
        "anonymous": None,
        "owner": owner,
        "other_citizen": people.citizen("Lò Thị Ơn"),
        "desk_officer": people.desk_officer().user,
        "other_desk": people.stranger().user,
        "case_officer": worker.user,
        "other_case_officer": other.exclude(agency__parent=people.ward()).order_by("-id").first().user,
        "agency_leader": people.driving.somebody(people.ward(), Duty.AGENCY_LEADER).user,
        "postal_agent": hire(
            full_name="Vũ Văn Tám",
            email="tam@buu-chinh.example",
            agency=people.desk(),
            title="Bưu tá",
            duties=[Duty.POSTAL_AGENT],
        )[0].user,
        "province_leader": Officer.objects.filter(duties=[Duty.PROVINCE_LEADER]).first().user,
        "security_auditor": Officer.objects.filter(duties__contains=[Duty.SECURITY_AUDITOR]).first().user,
        "administrator": User.objects.create_superuser(
            "goc@thu.example", people.PASSWORD, full_name="Quản trị gốc"
        ),
    }
    User.objects.filter(pk__in=[user.pk for user in users.values() if user]).update(
        must_change_password=False
    )
    return World(dossier, draft, page.pk, dossier.slips.first().pk, users)


def addresses() -> list[tuple[str, str]]:
    """(route, full name) of every address below the root."""
    found: list[tuple[str, str]] = []

    def walk(patterns: list[URLPattern | URLResolver], route: str, names: tuple[str, ...]) -> None:
        for pattern in patterns:
            here = route + str(pattern.pattern)
            if here.startswith(SKIPPED_PREFIXES):
                continue
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, here, (*names, pattern.namespace) if pattern.namespace else names)
            else:
                found.append((here, ":".join([*names, pattern.name or here])))

    walk(get_resolver().url_patterns, "", ())
    return found


def group_of(route: str) -> str:
    """The group of an address by where it stands. A new prefix must be entered here on purpose."""
    tables = [
        ("lam-viec/ho-so/<str:code>/trang/", "dossier_part"),
        ("lam-viec/ho-so/<str:code>/tep/", "dossier_part"),
        ("lam-viec/ho-so/<str:code>/phieu/", "dossier_part"),
        ("lam-viec/ho-so/<str:code>/chu-ky/", "dossier_part"),
        ("lam-viec/ho-so/<str:code>/phan-can-bo/", "dossier_part"),
        ("lam-viec/ho-so/<str:code>/ket-qua/", "dossier_part"),
        ("lam-viec/ho-so/<str:code>/to-khai-da-ky/", "dossier_part"),
        ("lam-viec/ho-so/<str:code>/xac-minh/<", "dossier_part"),
        ("lam-viec/ho-so/<str:code>/", "dossier_officer"),
        ("lam-viec/quay/da-nhan/", "dossier_officer"),
        ("lam-viec/so-theo-doi/", "register"),
        ("lam-viec/ban-sao/", "copies"),
        ("lam-viec/ho-so/<str:code>/chuyen-doi/", "dossier_officer"),
        ("lam-viec/dung-dong-ho/", "nobody_here"), ("lam-viec/buu-ta/", "postman"), ("lam-viec/quay/so-hoa/", "desk"),
        ("dieu-hanh/nhac-viec/<", "leader_part"),
        ("dieu-hanh/", "leader"),
        ("lam-viec/quay/", "counter"),
        ("lam-viec/tien/ca/<", "desk_or_leader"),
        ("lam-viec/tien/ca/", "tills"), ("lam-viec/tien/khoan/<slug:reference>/ma-qr/", "desk_or_leader"),
        ("lam-viec/tien/", "money"),
        ("lam-viec/goi-so/", "callers"),
        ("lam-viec/du-lieu/", "guards"),
        ("lam-viec/luu-tru/", "archive"),
        ("lam-viec/bao-tan-noi/", "desk"),
        ("lam-viec/kiem-tra-giay/", "staff"), ("lam-viec/vuong-mac/", "staff"),
        ("lam-viec/tong-dai/", "desk"), ("lam-viec/buu-chinh/", "desk"), ("buu-chinh/bao/", "public"),
        ("lam-viec/", "officer"),
        (".well-known/", "public"),
        ("kiosk/", "public"), ("manifest.webmanifest", "public"), ("sw.js", "public"), ("ngoai-mang/", "public"),
        ("ho-so/<", "applicant"),
        ("ho-so/", "account"),
        ("nop/<draft:", "applicant"),
        ("nop/<str:code>/", "public"),
        ("tai-len/", "account"),
        ("lich-hen/", "account"), ("so/", "public"), ("man-hinh/", "public"),
        ("kho/chia-se/", "public"), ("kho/", "account"),
        ("tai-khoan/mat-khau/quen", "public"),
        ("^tai-khoan/", "public"),
        ("tai-khoan/thu/", "public"),
        ("tai-khoan/tam-khoa/", "public"),
        ("tai-khoan/", "account"),
        ("vao/", "account"),
        ("dang-", "public"),
        ("tra-cuu/", "public"), ("co-quan/", "public"), ("buu-chinh/", "public"), ("tin-tuc/", "public"),
        ("xin-loi/", "public"), ("xac-minh/", "public"), ("^xac-minh/", "public"),
        ("tim-kiem/", "public"), ("thu-tuc/", "public"), ("su-kien/", "public"), ("dia-ban/", "public"),
        ("giay-mau/", "public"), ("cong-khai/", "public"), ("danh-muc/", "public"),
        ("ngon-ngu/", "public"), ("tro-giup-tiep-can/", "public"), ("quyen-rieng-tu/", "public"),
        ("dieu-khoan/", "public"), ("csp/", "public"), ("healthz", "public"), ("readyz", "public"),
        ("metrics", "public"), ("thu-demo/", "public"), ("thanh-toan/", "public"), ("tin-nhan/", "public"),
    ]  # fmt: skip
    if route == "":
        return "public"
    for prefix, group in tables:
        if route.startswith(prefix):
            return group
    raise AssertionError(f"Nobody has decided who may open {route}")


def address(name: str, world: World, route: str) -> str:
    """The address with real values: the owner's dossier, draft, page, slip."""
    values: dict[str, object] = {
        "code": "1.001193" if route.startswith(("nop/<str", "thu-tuc/")) else world.dossier.code,
        "ref": world.draft.reference,
        "draft": world.draft.reference,
        "paper_id": "giay_chung_sinh", "step": "con", "check": "sinh_tai_vn", "number": 1, "slug": "sinh-con",
        "page_id": world.page_id, "pk": world.slip_id, "key": "ket-qua" if "danh-muc" in route else "A" * 26,
        "uidb36": "1", "mark": "0" * 20,
        "sha256": "0" * 64,
        "sitting": "A" * 26,
        "token": "sai", "gateway": "vnpay", "provider": "vnpay", "day": "2026-11-16", "reference": "MC1",
    }  # fmt: skip
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    return reverse(name, kwargs={key: values[key] for key in names})


def signed_in(world: World, role: str) -> Client:
    client = Client()
    if (user := world.users[role]) is not None:
        client.force_login(user)
    return client


def test_every_address_has_its_group():
    assert all(group_of(route) for route, _ in addresses())
    assert len(addresses()) > 80


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reaches_only_what_is_theirs(world, role):
    """In one world: who is kept out cannot have changed it, and what insiders post is not tried here."""
    clients = {"get": signed_in(world, role), "post": signed_in(world, role)}
    wrong = []
    for method, (route, name) in itertools.product(clients, addresses()):
        group = group_of(route)
        if method == "post" and (name in ("account_logout", "account_end_others") or role in GROUPS[group]):
            continue  # what insiders may do is told in the tests of each act
        before = JournalEntry.objects.count()
        answer = getattr(clients[method], method)(address(name, world, route))
        allowed = GROUPS[group].get(role)
        if allowed is None:
            kept_out = answer.status_code in NO or (
                answer.status_code == 302
                and ("/dang-nhap/" in answer["Location"] or answer["Location"] == "/vao/")
            )
            if not kept_out or JournalEntry.objects.count() != before:
                wrong.append(f"{role} {method} {route}: {answer.status_code}")
        elif answer.status_code not in allowed:
            wrong.append(f"{role} {method} {route}: {answer.status_code}")
    assert not wrong


def test_the_admin_is_for_administrators(world):
    shut_out = {
        role for role in ROLES if signed_in(world, role).get("/quan-tri/").status_code in (302, 403, 404)
    }
    assert set(ROLES) - shut_out <= {"administrator", "security_auditor"}
