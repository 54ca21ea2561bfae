"""Proof of the journal for people who do not trust us (promise P3): each day's head signed, stamped, published.

A dossier's rows follow from one another by their hashes; the hashes of a day make its head; the head follows from
the day before, and the signed statement of the head cannot be made later than its time stamp says.
docs/kiem-tra-nhat-ky.py checks all of it without our code.
"""

import base64
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db.models import QuerySet

from dossiers import journal
from dossiers.models import ChainHead, Dossier, JournalEntry
from portal.agencies.models import Agency, AgencyKind
from portal.audit.models import DaySeal
from portal.calendars.now import now
from portal.documents.models import SigningKey
from portal.documents.signing import keys
from portal.documents.signing.refusals import CannotSign
from portal.web.show import local

PAGE = 31
SCRIPT = Path(settings.BASE_DIR) / "docs" / "kiem-tra-nhat-ky.py"


def sealer() -> SigningKey | None:
    """The certificate that answers for the journal: the province's, else that of its centre."""
    kinds = (AgencyKind.PROVINCE, AgencyKind.PROVINCE_CENTRE)
    for agency in Agency.objects.filter(kind__in=kinds).order_by("-kind"):
        if (key := keys.of_agency(agency.pk)) is not None:
            return key
    return None


def seal(head: ChainHead) -> DaySeal:
    """The statement of a published head; signed and stamped when that is possible, else it waits for the next night."""
    from portal.documents.signing import statements  # heavy: pyHanko

    found, _ = DaySeal.objects.get_or_create(day=head.day, defaults={"statement": statement_of(head)})
    key = sealer()
    if found.sealed_at is not None or key is None:
        return found
    text = found.statement.encode()
    try:
        found.signature, found.stamp = statements.sign(text, key), statements.stamp(text)
    except CannotSign:
        return found
    found.signer, found.sealed_at = key.subject, now()
    found.save(update_fields=["signature", "stamp", "signer", "sealed_at"])
    return found


def seal_waiting(most: int = 60) -> int:
    """Seals the newest heads that are not sealed yet. Safe to run twice."""
    sealed = DaySeal.objects.filter(sealed_at__isnull=False).values("day")
    heads = ChainHead.objects.exclude(day__in=sealed).order_by("-day")[:most]
    return sum(seal(head).sealed_at is not None for head in heads)


def statement_of(head: ChainHead) -> str:
    """One line of JSON, the same for ever."""
    told = {
        "day": head.day.isoformat(),
        "entries": head.entries,
        "previous": head.previous_hash,
        "hash": head.hash,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def heads_before(day: date | None) -> QuerySet[ChainHead]:
    """Published days, newest first; a page further down begins before `day`."""
    found = ChainHead.objects.order_by("-day")
    return found.filter(day__lt=day) if day else found


@dataclass(frozen=True, slots=True)
class Published:
    """One day as the public list shows it."""

    head: ChainHead
    seal: DaySeal | None


def with_seals(heads: list[ChainHead]) -> list[Published]:
    """Each head with what was signed about it."""
    seals = {one.day: one for one in DaySeal.objects.filter(day__in=[head.day for head in heads])}
    return [Published(head, seals.get(head.day)) for head in heads]


def day_file(head: ChainHead) -> Iterator[str]:
    """All that was published about one day, as JSON: statement, signature, stamp, the hashes of its rows."""
    found = DaySeal.objects.filter(day=head.day).first()
    told = {
        "statement": found.statement if found else statement_of(head),
        "signature": _text(found.signature if found else b""),
        "stamp": _text(found.stamp if found else b""),
        "signer": found.signer if found else "",
    }
    yield json.dumps(told, ensure_ascii=False)[:-1] + ', "hashes": ['
    for number, one in enumerate(journal.hashes_of(head.day)):
        yield f'{"," if number else ""}\n"{one}"'
    yield "]}\n"


def write_proof(dossier: Dossier, target: IO[bytes]) -> None:
    """The proof of one dossier as ZIP: its rows, the days on which they fell, whom we believe, and what checks it."""
    rows = list(journal.told(dossier))
    days = sorted({local(row.at).date() for row, _ in rows})
    heads = list(ChainHead.objects.filter(day__in=days).order_by("day"))
    told: dict[str, Any] = {
        "code": dossier.shown_code,
        "rows": [{"text": _text_of(row, text), "hash": row.hash, "day": _day(row.at)} for row, text in rows],
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("ho-so.json", json.dumps(told, ensure_ascii=False, indent=1))
        package.writestr("goc-tin-cay.pem", b"".join(_roots()))
        package.write(SCRIPT, SCRIPT.name)
        for head in heads:
            _write(package, f"ngay/{head.day.isoformat()}.json", day_file(head))


# What people in the office write to one another: the applicant gets the trace of the row, not its words.
_INSIDE = {"approve", "ask_opinion", "assign", "finish_task", "give_opinion", "send_back"}


def _text_of(row: JournalEntry, text: str) -> str:
    return "" if row.verb in _INSIDE and row.note else text


def _write(package: zipfile.ZipFile, name: str, pieces: Iterable[str]) -> None:
    with package.open(name, "w") as file:
        for piece in pieces:
            file.write(piece.encode())


def _roots() -> list[bytes]:
    return [path.read_bytes() for path in sorted(Path(settings.TRUSTED_ROOTS).glob("*.pem"))]


def _day(at: Any) -> str:
    return local(at).date().isoformat()


def _text(content: bytes | memoryview) -> str:
    return base64.b64encode(bytes(content)).decode()
