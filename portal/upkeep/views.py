"""News for everybody, and its feed; whom to tell of a hole in the portal."""

from datetime import UTC, timedelta

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.upkeep import news
from portal.web.show import HANOI

_CONTACT_HOLDS = timedelta(days=180)


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    return render(request, "upkeep/news.html", {"items": news.items()})


@require_safe
def news_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice; what is not shown today is not there."""
    found = next((one for one in news.standing() if one.pk == pk), None)
    if found is None:
        raise Http404("news")
    return render(request, "upkeep/news_one.html", {"item": news.told(found)})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: where a person who has found a hole can report it. Not there while nobody has been named."""
    address = settings.SECURITY_CONTACT or profile().support_email
    if not address:
        raise Http404("no contact")
    until = (now() + _CONTACT_HOLDS).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {address if ':' in address else f'mailto:{address}'}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: vi, en",
        f"Canonical: {settings.SITE_URL.rstrip('/')}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class NewsFeed(Feed):  # type: ignore[type-arg]
    """Atom, for those who would rather be told."""

    feed_type = Atom1Feed
    link = "/tin-tuc/"

    def title(self) -> str:
        return f"Một cửa {profile().province_name}: tin tức, thông báo"

    def items(self) -> list[news.Item]:
        return news.items(20)

    def item_title(self, item: news.Item) -> str:
        return str(item.title)

    def item_description(self, item: news.Item) -> str:
        return "\n\n".join(item.paragraphs)

    def item_link(self, item: news.Item) -> str:
        return f"/tin-tuc/{item.pk}/"

    def item_updateddate(self, item: news.Item):  # type: ignore[no-untyped-def]
        return item.changed_at.astimezone(HANOI)
