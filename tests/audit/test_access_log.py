"""Who looked at what stays written; nobody can change it, whatever program they use."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory

from portal.accounts.models import User
from portal.audit import services
from portal.audit.models import AccessLog, SignInLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def look():
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3", headers={"X-Forwarded-For": "1.1.1.1"})
    request.user = User.objects.create_user(
        "canbo@thu.example", "mot-mat-khau-dai", full_name="Trần Kiều Oanh"
    )
    services.log_access(request, subject="H49-1", act="xem", party_id=7, purpose="Thụ lý hồ sơ")
    services.log_sign_in(request, user_id=request.user.pk, login="canbo@thu.example", act="vao")
    return AccessLog.objects.get(subject="H49-1")


def test_a_look_is_written_with_who_when_why_and_where(look):
    assert (look.user_name, look.act, look.party_id, look.purpose) == (
        "Trần Kiều Oanh",
        "xem",
        7,
        "Thụ lý hồ sơ",
    )
    assert look.ip == "10.1.2.3"


def test_somebody_without_an_account_is_written_too():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    services.log_access(request, subject="H49-2", act="tra cứu")
    assert AccessLog.objects.get(subject="H49-2").user_id is None


@pytest.mark.parametrize("table", ["audit_accesslog", "audit_signinlog"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET act = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_no_row_is_ever_changed(look, table, sql):
    with pytest.raises(DatabaseError, match="chỉ được ghi thêm"), transaction.atomic():
        connection.cursor().execute(sql.format(table))
    assert AccessLog.objects.filter(pk=look.pk).exists()
    assert SignInLog.objects.filter(act="vao").exists()
