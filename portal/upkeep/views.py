"""News for everybody, and its feed."""

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from portal.agencies.queries import profile
from portal.upkeep import news
from portal.web.show import HANOI


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
