"""Statements whose text is built once give the same rows as the querysets they were built from."""

from datetime import UTC, datetime

import pytest
from django.db import DataError, connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from portal.agencies.models import Agency, Officer
from portal.web.ready import Ready
from tests import people

pytestmark = pytest.mark.django_db


def _at(agency: int, title: str) -> QuerySet[Officer]:
    found = (
        Officer.objects.filter(agency_id=agency).exclude(title=title).select_related("user", "agency__parent")
    )
    return found.annotate(where=F("agency__name")).defer("settings", "agency__address").order_by("pk")


def test_it_finds_what_the_queryset_finds_with_whatever_values():
    at = Ready(_at, agency=int, title=str)
    agencies = Agency.objects.filter(officers__isnull=False).distinct().order_by("pk")[:3]
    for agency in agencies:
        found = at.all(agency=agency.pk, title="Chánh Văn phòng")
        assert [one.pk for one in found] == [one.pk for one in _at(agency.pk, "Chánh Văn phòng")]
        assert found


def test_related_rows_come_along_and_what_was_left_out_is_fetched_when_asked_for():
    officer = people.desk_officer()
    at = Ready(_at, agency=int, title=str)
    found = next(one for one in at.all(agency=officer.agency_id, title="") if one.pk == officer.pk)
    with CaptureQueriesContext(connection) as asked:
        assert found.user.full_name == officer.user.full_name
        assert found.agency.name == found.where == officer.agency.name
    assert not asked.captured_queries
    assert found.settings == officer.settings
    assert found.agency.address == officer.agency.address


def test_json_and_arrays_are_read_as_the_models_read_them():
    officer = people.desk_officer()
    Officer.objects.filter(pk=officer.pk).update(settings={"density": "dense"})
    by_key = Ready(lambda pk: Officer.objects.filter(pk=pk), pk=int)
    found = by_key.first(pk=officer.pk)
    assert (found.settings, found.duties) == ({"density": "dense"}, officer.duties)
    assert by_key.first(pk=-1) is None


def test_a_moment_is_put_in_like_any_other_value():
    from portal.accounts.models import User

    opened = Ready(lambda at: User.objects.filter(date_joined__gt=at).order_by("pk"), at=datetime)
    assert not opened.all(at=datetime(2200, 1, 1, tzinfo=UTC))
    assert len(opened.all(at=datetime(2000, 1, 1, tzinfo=UTC))) == User.objects.count()


def test_moments_are_read_as_the_driver_reads_them():
    said = ["2026-11-22 08:45:26.5+07", "0033-01-01 00:00+00", "1850-06-01 12:00:00.000001+07"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(%s::timestamptz[]), NULL::timestamptz", [said])
        read = cursor.fetchall()
    assert [row[0] for row in read] == [
        datetime(2026, 11, 22, 1, 45, 26, 500_000, UTC),
        datetime(33, 1, 1, tzinfo=UTC),
        datetime(1850, 6, 1, 5, 0, 0, 1, UTC),
    ]
    assert {row[0].tzinfo for row in read} == {UTC}
    assert read[0][1] is None
    with connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute("SELECT 'infinity'::timestamptz")
        cursor.fetchall()
