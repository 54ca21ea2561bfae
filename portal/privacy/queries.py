"""What people see of their requests, and those who answer of all of them."""

from django.db.models import F, QuerySet
from django.http import Http404

from portal.accounts.models import ConsentRecord, Party
from portal.agencies.models import Duty, Officer
from portal.privacy.models import OPEN, DataCopy, DataRequest
from portal.web.refusals import NotYours

PAGE = 30


def consents_of(party: Party) -> list[ConsentRecord]:
    return list(
        ConsentRecord.objects.filter(party=party).order_by(F("withdrawn_at").desc(nulls_first=True), "-pk")[
            :50
        ]
    )


def requests_of(party: Party) -> list[DataRequest]:
    return list(DataRequest.objects.filter(party=party).order_by("-pk")[:PAGE])


def last_copy(party: Party) -> DataCopy | None:
    return DataCopy.objects.select_related("file").filter(party=party).order_by("-pk").first()


def for_answering(officer: Officer) -> QuerySet[DataRequest]:
    """Everything that was asked, for those charged with answering. Raises NotYours for everybody else."""
    if Duty.SECURITY_AUDITOR not in officer.duties:
        raise NotYours("Chỉ người giám sát an toàn dữ liệu trả lời các yêu cầu này.")
    return DataRequest.objects.select_related("party", "handled_by")


def waiting(officer: Officer) -> list[DataRequest]:
    """Open requests, the one whose term ends first on top."""
    return list(for_answering(officer).filter(state__in=OPEN).order_by("done_due", "pk")[:200])


def ended(officer: Officer, before: int | None = None) -> list[DataRequest]:
    """A page of ended requests, newest first; one row more than a page tells that there are more."""
    rows = for_answering(officer).exclude(state__in=OPEN)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def one(officer: Officer, key: str) -> DataRequest:
    """One request by its key. Raises NotYours, Http404."""
    found = for_answering(officer).filter(key=key).first()
    if found is None:
        raise Http404("request")
    return found
