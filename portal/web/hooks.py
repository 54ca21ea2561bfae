"""Places on low-floor pages that higher floors fill: they register when the application starts."""

from collections.abc import Callable

from django.http import HttpRequest

Card = Callable[[HttpRequest], str]
Codes = Callable[[], list[str]]

_home_cards: list[Card] = []
_popular: list[Codes] = []


def on_home(card: Card) -> None:
    """Adds a card to the home page ("Làm tiếp …"): safe HTML for this person, or "" for none."""
    _home_cards.append(card)


def home_cards(request: HttpRequest) -> list[str]:
    """The cards that have something to say to this person."""
    return [html for card in _home_cards if (html := card(request))]


def count_popular(codes: Codes) -> None:
    """Names who knows which procedures were asked for most this month (national codes, most asked first)."""
    _popular.append(codes)


def popular() -> list[str]:
    """The most asked codes of the month; empty when nobody counts or nothing was filed yet."""
    return [code for codes in _popular for code in codes()]
