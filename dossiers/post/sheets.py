"""Labels and lists are drawn by the drawing worker, twenty pieces at a time; the page says how far it is.

Drawn anew they say the same, so how far one is stands in the cache alone and the drawn file lies in the store for a
day: what is lost is asked for again. Without a cache nothing can be waited for; then the request draws it itself.
"""

import hashlib
import time
from dataclasses import asdict, dataclass, field, replace

from django.core.cache import cache
from django.db import transaction

from dossiers.models import PostHandover, PostOrder
from dossiers.post import papers
from portal.agencies.models import Officer
from portal.celery import start_on_commit
from portal.documents import pdf
from portal.documents.models import StoredFile

AT_ONCE = 20
LOST_AFTER = 60.0  # seconds without a word
_KEPT_SECONDS = 24 * 3600
LABELS, LIST = "labels", "list"


@dataclass(frozen=True)
class Sheet:
    """What an officer asked to be drawn, and how far it is."""

    key: str
    what: str
    officer: int
    name: str
    pieces: list[int] = field(default_factory=list)
    handover: int = 0
    done: int = 0
    file: int = 0
    asked: float = 0.0  # seconds; when a worker was last told, or last said how far it is

    @property
    def total(self) -> int:
        return len(self.pieces) or 1


def labels(officer: Officer, orders: list[PostOrder]) -> Sheet:
    """Asks for the labels of these pieces; the same ones again are the same sheet."""
    pieces = [one.pk for one in orders]
    return _asked(Sheet(_key(officer, LABELS, pieces), LABELS, officer.pk, "nhan-buu-gui", pieces=pieces))


def handing_over(officer: Officer, made: PostHandover) -> Sheet:
    """Asks for the printed list of one handing over."""
    return _asked(Sheet(_key(officer, LIST, [made.pk]), LIST, officer.pk, made.number, handover=made.pk))


def of(officer: Officer, key: str) -> Sheet | None:
    """What this officer asked for; None when it was somebody else's or is forgotten."""
    kept = cache.get(_place(key))
    return Sheet(**kept) if kept and kept["officer"] == officer.pk else None


def is_kept(key: str) -> bool:
    """Whether anybody's sheet of this key is known."""
    return cache.get(_place(key)) is not None


def file_of(sheet: Sheet) -> StoredFile | None:
    return StoredFile.objects.filter(pk=sheet.file).first() if sheet.file else None


def draw(key: str) -> None:
    """The worker's part; run twice it does the work once."""
    kept = cache.get(_place(key))
    if not kept or kept["file"]:
        return
    sheet = Sheet(**kept)
    parts = []
    for start in range(0, len(sheet.pieces), AT_ONCE):
        wanted = sheet.pieces[start : start + AT_ONCE]
        found = {
            one.pk: one for one in PostOrder.objects.filter(pk__in=wanted).select_related("dossier", "desk")
        }
        parts.append(papers.labels([found[pk] for pk in wanted if pk in found]))
        _keep(sheet := replace(sheet, done=start + len(wanted)))
    if sheet.handover:
        made = PostHandover.objects.select_related("agency", "officer__user").get(pk=sheet.handover)
        parts.append(papers.handover(made))
    content = parts[0] if len(parts) == 1 else pdf.joined(parts)
    _keep(replace(sheet, done=sheet.total, file=pdf.store(content).pk))


def _asked(sheet: Sheet) -> Sheet:
    known = cache.get(_place(sheet.key))
    if known and (known["file"] and StoredFile.objects.filter(pk=known["file"]).exists()):
        return Sheet(**known)
    return _started(sheet)


def looked_at(sheet: Sheet) -> Sheet:
    """Somebody waits for it: when its worker has said nothing for long, or the task was lost, it is asked for again."""
    silent = time.time() - sheet.asked > LOST_AFTER
    return _started(sheet) if silent and not sheet.file else sheet


def _started(sheet: Sheet) -> Sheet:
    _keep(sheet)
    if cache.get(_place(sheet.key)) is not None:
        with transaction.atomic():
            start_on_commit("dossiers.draw_post", sheet.key)
    return sheet


def at_once(sheet: Sheet) -> bytes:
    """The same paper without worker and cache."""
    if sheet.handover:
        return papers.handover(PostHandover.objects.get(pk=sheet.handover))
    return papers.labels(
        list(PostOrder.objects.filter(pk__in=sheet.pieces).select_related("dossier", "desk"))
    )


def _key(officer: Officer, what: str, pieces: list[int]) -> str:
    said = f"{officer.pk}:{what}:{','.join(map(str, pieces))}"
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _place(key: str) -> str:
    return f"post-sheet:{key}"


def _keep(sheet: Sheet) -> None:
    cache.set(_place(sheet.key), asdict(replace(sheet, asked=time.time())), _KEPT_SECONDS)
