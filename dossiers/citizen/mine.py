"""C14: my dossiers, by what they need; keyset pages."""

import re
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers import queries
from dossiers.citizen import held, words
from dossiers.models import Dossier
from dossiers.states import ENDED, OPEN, State
from portal.accounts.models import Party
from portal.accounts.numbers import normal_number
from portal.vault.hooks import Beside
from portal.web.text import clean, fold

PER_PAGE = 20
REFERENCE = re.compile("T-[0-9A-Z]{26}")
TODO = Q(state__in=words.WAITS_FOR_YOU) | Q(state=State.COMPLETED, return_method="in_person")
GROUPS: dict[str, Q] = {
    "viec": TODO,
    "dang": Q(state__in=OPEN) & ~TODO,
    "xong": Q(state__in=ENDED),
    "nhap": Q(state=State.DRAFT),
}


@require_safe
@held.signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Tabs by what is to be done; the first shown is the first that has something."""
    every = queries.of_applicant(held.person(request))
    counts = every.order_by().aggregate(**{name: Count("pk", filter=which) for name, which in GROUPS.items()})
    group = request.GET.get("nhom", "")
    if group not in GROUPS:
        group = next((name for name in ("viec", "dang", "nhap", "xong") if counts[name]), "dang")
    query = clean(request.GET.get("tim", "").replace("\0", ""))[:100]
    found = _matching(every.filter(GROUPS[group]), query)
    rows, older = _page(found, every, request.GET.get("sau", ""))
    context = {
        "tabs": _tabs(counts, group),
        "group": group,
        "query": query,
        "rows": [(dossier, words.tag(dossier)) for dossier in rows],
        "older": f"?{urlencode({'nhom': group, 'sau': older, **({'tim': query} if query else {})})}"
        if older
        else "",
        "newer": f"?nhom={group}" if request.GET.get("sau") else "",
        "nothing_at_all": not any(counts.values()),
        "words": words,
    }
    return render(request, "dossiers/citizen/mine.html", context)


def beside_the_vault(party: Party) -> Beside:
    """The way from the store of papers to the dossiers themselves (classes 2 and 3 of QN-15)."""
    sent = queries.sent_of(party, most=100)
    text = _("%(n)s hồ sơ đã nộp, cùng giấy tờ và diễn biến") % {"n": "99+" if sent > 99 else sent}
    return Beside(_("Hồ sơ của tôi"), text, "/ho-so/")


def _tabs(counts: dict[str, int], group: str) -> list[tuple[Any, ...]]:
    names = {"viec": _("Cần bạn làm"), "dang": _("Đang xử lý"), "xong": _("Xong"), "nhap": _("Nháp")}
    return [
        (names[name], f"?nhom={name}", name == group, counts[name], _tone(name, counts[name]))
        for name in GROUPS
    ]


def _tone(name: str, count: int) -> str:
    return "amber" if name == "viec" and count else "grey"


def _matching(found: QuerySet[Dossier], query: str) -> QuerySet[Dossier]:
    """By code, by the procedure's words, by whose it is or who filed it, name or number (DL-12.7a); among one's own
    few, so any way of looking is cheap."""
    if not query:
        return found
    words, number = fold(query), normal_number(query)
    which = (
        Q(code__icontains=query)
        | Q(reference__icontains=query)
        | Q(procedure__search_fold__contains=words)
        | Q(owner__name_fold__contains=words)
        | Q(submitter__name_fold__contains=words)
    )
    if number:
        which |= Q(owner_number=number) | Q(owner__id_number=number) | Q(submitter__id_number=number)
    return found.filter(which)


def _page(found: QuerySet[Dossier], every: QuerySet[Dossier], after: str) -> tuple[list[Dossier], str]:
    """Twenty, newest first, and the mark after which the next ones come."""
    if REFERENCE.fullmatch(after) and (
        mark := every.filter(reference=after).values_list("pk", flat=True).first()
    ):
        found = found.filter(pk__lt=mark)
    related = ("procedure", "version", "owner", "receiving_agency", "competent_agency", "holder_agency")
    rows = list(found.select_related(*related).defer("version__definition")[: PER_PAGE + 1])
    more = len(rows) > PER_PAGE
    return rows[:PER_PAGE], rows[PER_PAGE - 1].reference if more else ""
