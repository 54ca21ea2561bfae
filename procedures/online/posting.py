"""Services on line on the national portal (ST-20.2c): what stands there follows what is in force here, by itself.

One service for one procedure (QN-9.2), with its time and fees. Compared by content: safe to run at any time, twice."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from portal.agencies.queries import today
from portal.calendars.now import now
from portal.integrations import national_portal
from portal.integrations.http import OutsideDown, Refused
from portal.web.show import NBSP
from procedures import showing
from procedures.definition import Definition
from procedures.level import level_of
from procedures.models import Procedure
from procedures.online.records import NationalPosting
from procedures.online.services import in_use
from procedures.queries import in_force

AT_ONCE = 200
_KEY, _KEPT_SECONDS = "procedures.services-posted", 24 * 3600


def wanted() -> dict[int, tuple[Procedure, dict[str, Any]]]:
    """What should stand on the national portal today: each procedure that can be done on line, as one service."""
    with translation.override("vi"):
        return {
            key: (procedure, service(procedure, told))
            for key, (procedure, told) in in_use().items()
            if level_of(told).offered != "none"
        }


def service(procedure: Procedure, told: Definition) -> dict[str, Any]:
    """One service as the national portal lists it."""
    on = today()
    terms = showing.terms(told, on)
    return {
        "MaTTHC": procedure.code,
        "TenTTHC": told.name,
        "MaLinhVuc": told.field.code,
        "MucDo": {"full": "toàn trình", "partial": "một phần"}[level_of(told).offered],
        "ThoiHanGiaiQuyet": terms.time.replace(NBSP, " "),
        "PhiLePhi": [
            {"Ten": fee.name, "MucThu": fee.amount.replace(NBSP, " ")} for fee in showing.fees(told, on)
        ],
        "DiaChi": settings.SITE_URL.rstrip("/") + reverse("procedure", args=[procedure.code]),
    }


def sha_of(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def post_due() -> int:
    """Tells the national portal what it does not know yet; how many it took. Nothing while it is not set up.

    A refusal is kept for the administration's page and sent again when the content changes or somebody asks."""
    state = _state()
    if not national_portal.connected() or cache.get(_KEY) == state:
        return 0
    taken, due = 0, _due()
    for procedure, said in due[:AT_ONCE]:
        try:
            taken += _tell(procedure, said)
        except Refused:
            continue
        except OutsideDown:
            return taken  # the rest the next time
    if len(due) <= AT_ONCE:
        cache.set(_KEY, state, _KEPT_SECONDS)
    return taken


def _state() -> str:
    """The day and what is in force on it: while these are the same, nothing new is to be told."""
    on = today()
    standing = in_force(on).order_by("pk").values_list("procedure_id", "procedure__retired_on", "sha256")
    return hashlib.sha256(repr((on, list(standing))).encode()).hexdigest()


def _due() -> list[tuple[Procedure, dict[str, Any] | None]]:
    """Those whose content differs from what was told last; None: to be taken down."""
    known = {one.procedure_id: one for one in NationalPosting.objects.select_related("procedure")}
    want = wanted()
    due: list[tuple[Procedure, dict[str, Any] | None]] = []
    for key, (procedure, said) in want.items():
        posting = known.get(key)
        sha = sha_of(said)
        if posting is None or (posting.sent_sha != sha and posting.problem != _refusal(sha)):
            due.append((procedure, said))
    due += [(one.procedure, None) for key, one in known.items() if key not in want and one.level]
    return due


def _refusal(sha: str) -> str:
    return f"từ chối nội dung {sha[:12]}"


def _tell(procedure: Procedure, said: dict[str, Any] | None) -> bool:
    """Sends one. Raises OutsideDown after writing down that it was tried."""
    posting, _ = NationalPosting.objects.get_or_create(procedure=procedure)
    sha = sha_of(said) if said else ""
    posting.tried_at = now()
    try:
        if said:
            posting.number = national_portal.offer(said, key=f"{procedure.code}-{sha[:12]}")
            posting.level = said["MucDo"]
        else:
            national_portal.take_down(procedure.code, key=f"{procedure.code}-go-{posting.sent_sha[:12]}")
            posting.level = ""
        posting.sent_sha, posting.sent_at, posting.problem = sha, now(), ""
    except Refused:
        posting.problem = _refusal(sha)
        raise
    except OutsideDown:
        posting.problem = "chưa gọi được Cổng quốc gia, sẽ gửi lại"
        raise
    finally:
        posting.save()
    return True


def send_again(codes: Iterable[str]) -> None:
    """Forgets what was told, so that the next round tells it once more."""
    NationalPosting.objects.filter(procedure__code__in=codes).update(sent_sha="", problem="")
    cache.delete(_KEY)


def rows() -> list[tuple[Procedure, dict[str, Any] | None, NationalPosting | None, str]]:
    """For the page: procedure, what should stand there, what was told, and how it stands in a word."""
    known = {one.procedure_id: one for one in NationalPosting.objects.select_related("procedure")}
    want = wanted()
    found: list[tuple[Procedure, dict[str, Any] | None, NationalPosting | None, str]] = []
    for key, (procedure, said) in want.items():
        posting = known.get(key)
        same = posting is not None and posting.sent_sha == sha_of(said)
        problem = posting.problem if posting else ""
        found.append((procedure, said, posting, "đã đưa lên" if same else problem or "chờ gửi"))
    gone = [one for key, one in known.items() if key not in want and one.level]
    found += [(one.procedure, None, one, one.problem or "chờ gỡ") for one in gone]
    return sorted(found, key=lambda row: (row[3] == "đã đưa lên", row[0].code))
