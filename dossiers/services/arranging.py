"""Pages put right by hand at the counter: a scan parted page by page, turned, put in order, given to its paper.

The file as it was scanned stays with its paper, taken away and able to come back; only what is read changes."""

from collections.abc import Mapping

from dossiers.models import Delivery, Dossier, ItemPage
from dossiers.services import papers
from portal.accounts.models import User
from portal.calendars.now import now
from portal.documents import separating
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused

_UNKNOWN = "Thủ tục này không cần giấy tờ đó."
_TOO_MANY = "Tập này có {} trang, mỗi giấy nhận đến {} trang. Quét thành nhiều tập nhỏ hơn."


def part(*, dossier: Dossier, user: User, page: ItemPage) -> list[ItemPage]:
    """One file of several sheets becomes single pages in its place, each turned as it was. Raises StepRefused."""
    file = page.file
    if file.content_type != separating.PDF or file.pages < 2:
        raise StepRefused("Tệp này chỉ có một trang.")
    with papers.page_open(dossier, user, page) as fresh:
        living = papers.pages_of(fresh.item)
        if len(living) + file.pages - 1 > papers.MOST_PAGES:
            raise StepRefused(_TOO_MANY.format(file.pages, papers.MOST_PAGES))
        if fresh not in living:
            return living
        parts = [separating.part_of(file, [number]) for number in range(file.pages)]
        fresh.removed_at = now()
        fresh.save(update_fields=["removed_at"])
        made = ItemPage.objects.bulk_create(
            ItemPage(
                item=fresh.item, file=one, name=_name(fresh.name, n), rotation=fresh.rotation, added_at=now()
            )
            for n, one in enumerate(_once(parts), 1)
        )
        place = living.index(fresh)
        _number([*living[:place], *made, *living[place + 1 :]])
        papers.rebuild(fresh.item)
    return made


def _once(parts: list[StoredFile]) -> list[StoredFile]:
    """Two blank sheets are one content and one page."""
    return list({one.pk: one for one in parts}.values())


def _name(name: str, number: int) -> str:
    return f"{name[:240]}, trang {number}"


def give(*, dossier: Dossier, user: User, page: ItemPage, paper_id: str, onwards: bool = False) -> int:
    """Gives a page, or this and all behind it, to another paper of the dossier. How many went. Raises StepRefused."""
    with papers.page_open(dossier, user, page) as fresh:
        spec = papers.asked_by_name(dossier, paper_id)
        if spec is None:
            raise StepRefused(_UNKNOWN)
        living = papers.pages_of(fresh.item)
        if fresh not in living or fresh.item.paper_id == paper_id:
            return 0
        place = living.index(fresh)
        going = living[place:] if onwards else [fresh]
        target = papers.item_for(dossier, spec)
        there = papers.pages_of(target)
        if len(there) + len(going) > papers.MOST_PAGES:
            raise StepRefused(_TOO_MANY.format(len(there) + len(going), papers.MOST_PAGES))
        for one in going:
            one.item = target
        ItemPage.objects.bulk_update(going, ["item"])
        _number([*there, *going])
        papers.rebuild(fresh.item)
        papers.rebuild(target, delivery=Delivery.UPLOAD)
    return len(going)


def arrange(*, dossier: Dossier, user: User, wishes: Mapping[int, str]) -> int:
    """Every page to the paper it is wished for (page → paper). How many went. Raises StepRefused."""
    pages = ItemPage.objects.filter(item__dossier=dossier, removed_at=None, pk__in=list(wishes))
    moved = 0
    for page in pages.select_related("item").order_by("item__position", "position", "pk"):
        if page.item.paper_id != wishes[page.pk]:
            moved += give(dossier=dossier, user=user, page=page, paper_id=wishes[page.pk])
    return moved


def _number(order: list[ItemPage]) -> None:
    for position, one in enumerate(order):
        one.position = position
    ItemPage.objects.bulk_update(order, ["position"])
