"""The papers of a dossier: add, take away, put back, order, turn; hand in on paper instead.

Allowed while the dossier is a draft, and on the papers asked for while it waits for a supplement. Every act keeps
the files; the one PDF of the paper is built anew by a worker."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max, QuerySet

from dossiers import queries
from dossiers.judged import facts_of
from dossiers.models import AT_DESK, Delivery, Dossier, DossierItem, ItemPage
from dossiers.permissions import is_applicant
from dossiers.states import State
from portal.accounts.models import User
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents import pdf
from portal.documents.models import FileState, StoredFile
from portal.web.refusals import StepRefused
from portal.web.text import clean
from procedures import eform
from procedures.definition import Definition, PaperSpec
from procedures.definition.shapes import SLOT
from procedures.queries import definition

log = logging.getLogger(__name__)

MOST_PAGES = 60
BEYOND = "them_"
NOT_NOW = "Hồ sơ đã được gửi nên không sửa giấy tờ ở đây được nữa."
NOT_ASKED = "Giấy này không nằm trong yêu cầu bổ sung nên giữ nguyên."


def add_page(
    *,
    dossier: Dossier,
    user: User,
    paper_id: str,
    file: StoredFile,
    name: str,
    delivery: Delivery = Delivery.UPLOAD,
) -> ItemPage:
    """Puts a received file at the end of a paper. The same file twice is one page (a double click, a retry).

    Raises StepRefused when the dossier may not be changed, the paper is unknown, or it has too many pages.
    """
    with _open(dossier, user, paper_id) as (locked, spec):
        return add_last(item_for(locked, spec), file, name, delivery)


def add_last(item: DossierItem, file: StoredFile, name: str, delivery: Delivery) -> ItemPage:
    """The page at the end of a paper whose dossier is locked; a file that is there already stays one page."""
    known = item.pages.filter(file=file, removed_at=None).first()
    if known is not None:
        return known
    living = item.pages.filter(removed_at=None)
    if living.count() >= MOST_PAGES:
        raise StepRefused(
            "Mỗi giấy tờ có đến %(most)s tệp. Ghép bớt thành một PDF rồi tải lên.", most=MOST_PAGES
        )
    last = living.aggregate(last=Max("position"))["last"]
    page = ItemPage.objects.create(
        item=item,
        file=file,
        name=clean(name)[:255] or "tep",
        position=0 if last is None else last + 1,
        added_at=now(),
    )
    rebuild(item, delivery=delivery)
    return page


def remove_page(*, dossier: Dossier, user: User, page: ItemPage) -> ItemPage:
    """Takes a page away; the row and the file stay so that it can be put back."""
    with page_open(dossier, user, page) as fresh:
        if fresh.removed_at is None:
            fresh.removed_at = now()
            fresh.save(update_fields=["removed_at"])
            rebuild(fresh.item)
    return fresh


def restore_page(*, dossier: Dossier, user: User, page: ItemPage) -> ItemPage:
    """Puts a page back where it was."""
    with page_open(dossier, user, page) as fresh:
        if fresh.removed_at is not None:
            fresh.removed_at = None
            fresh.save(update_fields=["removed_at"])
            rebuild(fresh.item, delivery=Delivery.UPLOAD)
    return fresh


def move_page(*, dossier: Dossier, user: User, page: ItemPage, by: int) -> ItemPage:
    """Moves a page `by` places (-1 = one towards the front); at an end it stays."""
    with page_open(dossier, user, page) as fresh:
        order = list(fresh.item.pages.filter(removed_at=None).order_by("position", "id"))
        if fresh not in order:
            return fresh
        place = order.index(fresh)
        order.insert(min(max(place + by, 0), len(order) - 1), order.pop(place))
        for position, one in enumerate(order):
            one.position = position
        ItemPage.objects.bulk_update(order, ["position"])
        rebuild(fresh.item)
        fresh.position = order.index(fresh)
    return fresh


def rotate_page(*, dossier: Dossier, user: User, page: ItemPage, by: int = 90) -> ItemPage:
    """Turns a page a quarter to the right, or by so many degrees."""
    with page_open(dossier, user, page) as fresh:
        fresh.rotation = (fresh.rotation + by) % 360
        fresh.save(update_fields=["rotation"])
        rebuild(fresh.item)
    return fresh


def choose_delivery(*, dossier: Dossier, user: User, paper_id: str, delivery: str) -> DossierItem:
    """Upload the paper, or hand it in at the counter where the procedure allows that (`counter_allowed`)."""
    with _open(dossier, user, paper_id) as (locked, spec):
        at_desk = locked.channel in AT_DESK
        if (
            delivery == Delivery.COUNTER
            and not at_desk
            and not counter_allowed(definition(locked.version), spec)
        ):
            raise StepRefused(
                "Giấy này cần tải lên. Bạn cũng có thể mang cả hồ sơ đến quầy để được nộp giúp."
            )
        item = item_for(locked, spec)
        item.delivery = delivery
        item.save(update_fields=["delivery"])
    return item


def counter_allowed(told: Definition, spec: PaperSpec) -> bool:
    """Partly-online procedures, and papers whose original is compared at the counter anyway."""
    return told.online != "full" or spec.bring_original


def why_not_change(user: User, dossier: Dossier, paper_id: str) -> str:
    """Why this person may not change this paper now; empty means they may."""
    if not is_applicant(user, dossier) and dossier.created_by_id != user.pk:
        return "Hồ sơ này không phải của bạn."
    if dossier.state == State.DRAFT:
        return ""
    if dossier.state != State.SUPPLEMENT_REQUIRED:
        return NOT_NOW
    asked = dossier.supplements.filter(answered_at=None, closed_at=None).first()
    flagged = {item["id"] for item in asked.flagged if item["kind"] == "paper"} if asked else set()
    return "" if paper_id in flagged else NOT_ASKED


def pages_of(item: DossierItem) -> list[ItemPage]:
    """The living pages in reading order, with their files."""
    return list(item.pages.filter(removed_at=None).select_related("file").order_by("position", "id"))


def every_page(dossier: Dossier) -> QuerySet[ItemPage]:
    """Every page that was ever handed in for the dossier, also those taken away."""
    return ItemPage.objects.select_related("item", "file").filter(item__dossier=dossier)


def taken_away(dossier: Dossier, most: int = 40) -> list[ItemPage]:
    """What was taken away, the latest first: it can be put back."""
    return list(every_page(dossier).filter(removed_at__isnull=False).order_by("-removed_at", "pk")[:most])


def all_checked(pages: list[ItemPage]) -> bool:
    """Whether every page may be opened by others (none still in quarantine, none rejected)."""
    return bool(pages) and all(page.file.state == FileState.CLEAN for page in pages)


def build_pdf(item: DossierItem) -> DossierItem:
    """Makes the one PDF of a paper from its pages. Kept only if the pages are still the same when it is done.

    A page that cannot be bound leaves the paper without a PDF; its pages stay readable one by one.
    """
    pages = pages_of(item)
    if not pages:
        return item
    try:
        made = pdf.images_to_pdf([(page.file, page.rotation) for page in pages])
    except StepRefused as refusal:
        log.info("paper %s is not bound: %s", item.pk, refusal)
        return item
    with transaction.atomic():
        fresh = DossierItem.objects.select_for_update().get(pk=item.pk)
        if [_face(page) for page in pages_of(fresh)] == [_face(page) for page in pages]:
            fresh.pdf = made
            fresh.save(update_fields=["pdf"])
    return fresh


def bind_later(dossier: Dossier) -> None:
    """Asks a worker again for every paper that has pages and no PDF yet (its first request may have been lost)."""
    for item in queries.with_papers(dossier).items.all():
        if item.pdf_id is None and item.pages.all():
            start_on_commit("dossiers.build_item_pdf", item.pk)


def _face(page: ItemPage) -> tuple[int, int]:
    return page.pk, page.rotation


@contextmanager
def _open(dossier: Dossier, user: User, paper_id: str) -> Iterator[tuple[Dossier, PaperSpec]]:
    """The locked dossier and the paper in its version. Raises StepRefused when it may not be changed."""
    with transaction.atomic():
        locked = Dossier.objects.select_for_update(of=("self",)).select_related("version").get(pk=dossier.pk)
        spec = asked_by_name(locked, paper_id)
        if spec is None:
            raise StepRefused("Thủ tục này không cần giấy tờ đó.")
        if refusal := why_not_change(user, locked, paper_id):
            raise StepRefused(refusal)
        yield locked, spec
        if locked.state == State.DRAFT:
            Dossier.objects.filter(pk=locked.pk).update(touched_at=now())


@contextmanager
def page_open(dossier: Dossier, user: User, page: ItemPage) -> Iterator[ItemPage]:
    """The page as it is now, its dossier locked. Raises StepRefused when its paper may not be changed."""
    with _open(dossier, user, page.item.paper_id) as (locked, _):
        yield ItemPage.objects.select_related("item").get(pk=page.pk, item__dossier=locked)


def asked_by_name(dossier: Dossier, paper_id: str) -> PaperSpec | None:
    """The paper by its present name: one for an item of a repeated group says which item it belongs to."""
    told = definition(dossier.version)
    if SLOT in paper_id:
        asked = eform.papers_asked(told, dossier.answers, facts_of(dossier))
        return next((spec for spec in asked if spec.id == paper_id), None)
    return told.paper(paper_id) or _beyond_the_list(dossier, paper_id)


def _beyond_the_list(dossier: Dossier, paper_id: str) -> PaperSpec | None:
    """A paper that no version names: an officer asked for it on a stated legal ground (domain.md §4.4)."""
    if not paper_id.startswith(BEYOND):
        return None
    flagged = [item for asked in dossier.supplements.all() for item in asked.flagged]
    titles = (item["title"] for item in flagged if item["kind"] == "paper" and item["id"] == paper_id)
    title = next(titles, None)
    return PaperSpec(paper_id, title, copy_kind="copy") if title else None


def retitle(dossier: Dossier) -> None:
    """When a dossier is sent: papers of items of a group bear the item's present number, and those of items that
    were taken away again go with them (their files stay until the sweep)."""
    items = [item for item in dossier.items.all() if SLOT in item.paper_id]
    if not items:
        return
    told = definition(dossier.version)
    names = {spec.id: spec.name for spec in eform.papers_asked(told, dossier.answers, facts_of(dossier))}
    for item in items:
        if item.paper_id not in names:
            dossier.items.filter(pk=item.pk).delete()
            getattr(dossier, "_prefetched_objects_cache", {}).pop("items", None)  # as read before
        elif item.title != names[item.paper_id][:300]:
            item.title = names[item.paper_id][:300]
            item.save(update_fields=["title"])


def item_for(dossier: Dossier, spec: PaperSpec) -> DossierItem:
    """The row of a paper; made when the paper is touched for the first time."""
    papers = [paper.id for paper in definition(dossier.version).papers]
    item, _ = DossierItem.objects.get_or_create(
        dossier=dossier,
        paper_id=spec.id,
        defaults={
            "title": spec.name[:300],
            "position": papers.index(spec.id) + 1 if spec.id in papers else 0,
            "copy_kind": spec.copy_kind,
            "count": spec.count,
        },
    )
    return item


def rebuild(item: DossierItem, delivery: str = "") -> None:
    """The one PDF no longer shows these pages; a worker makes it anew."""
    item.pdf = None
    item.delivery = delivery or item.delivery
    item.save(update_fields=["pdf", "delivery"])
    start_on_commit("dossiers.build_item_pdf", item.pk)
