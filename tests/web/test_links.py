"""No link leads nowhere: every address that a page names is followed, as each kind of person."""

import re

import pytest
from django.test import Client

from portal.calendars.now import now
from tests import people

pytestmark = pytest.mark.django_db
HREF = re.compile(r'(?:href|src|action)="(/[^"#?]*)')
QUIET = ("/tep-tinh/", "/quan-tri/", "/thu-demo/")
STARTS = [
    "/",
    "/thu-tuc/",
    "/thu-tuc/1.001193/",
    "/su-kien/sinh-con/",
    "/tim-kiem/",
    "/dang-nhap/",
    "/tra-cuu/",
    "/khong-co/",
]


def dead_links(client: Client, starts: list[str]) -> dict[str, int]:
    """Addresses named on these pages that answer with 404 or worse."""
    named = {href for start in starts for href in HREF.findall(client.get(start).content.decode())}
    dead = {}
    for href in sorted(named):
        if not href.startswith(QUIET):
            status = client.get(href).status_code
            if status == 404 or status >= 500:
                dead[href] = status
    return dead


def test_public_pages_name_only_what_is_there():
    assert dead_links(Client(), STARTS) == {}


def test_a_citizens_pages_name_only_what_is_there():
    user = people.citizen()
    dossier = people.completed(now(), user=user).dossier
    draft = people.drafted(now(), user).dossier
    client = Client()
    client.force_login(user)
    starts = ["/", "/ho-so/", "/tai-khoan/", f"/ho-so/{dossier.code}/", f"/nop/{draft.reference}/kiem-tra/"]
    assert dead_links(client, starts) == {}


def test_the_desks_pages_name_only_what_is_there():
    dossier = people.submitted(now()).dossier
    client = Client()
    client.force_login(people.desk_officer().user)
    at = f"/lam-viec/ho-so/{dossier.reference}/"
    tabs = [f"{at}{tab}/" for tab in ("trao-doi", "cac-buoc", "lich-su", "thoi-han", "sao-chep", "tiep-nhan")]
    assert dead_links(client, ["/lam-viec/", "/lam-viec/hang-doi/", "/lam-viec/quay/", at, *tabs]) == {}
