"""The public side of the catalogue: home, search, lists, life events, one page for each procedure."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from portal.agencies.queries import profile
from portal.agencies.queries import today as this_day
from portal.agencies.routing import RoutingProblem, department
from portal.documents import answers
from portal.upkeep import news
from portal.web import hooks
from portal.web.text import clean, fold
from procedures import catalogue, life_events, pictures, queries, showing, speaking
from procedures.definition import Definition
from procedures.graph import public_picture, rows_of
from procedures.level import level_of
from procedures.models import ProcedureField
from procedures.more_time import added

_USUAL = ("1.001193", "2.000635", "1.004873", "1.001612", "1.004222", "1.000894")
_SHOWN = 30
SAMPLE_WIDTH = 720
_NATIONAL = "https://dichvucong.gov.vn/"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    on = this_day()
    counted = hooks.popular()
    context = {
        "cards": hooks.home_cards(request),
        "today": catalogue.today(),
        "ahead_words": catalogue.ahead_words,
        "events": life_events.EVENTS,
        "counted": bool(counted),
        "popular": catalogue.by_codes((counted or list(_USUAL))[:6], on),
        "total": queries.open_procedures(on).count(),
        "news": news.items(3),
    }
    return render(request, "procedures/public/home.html", context)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search in everyday words. A code typed whole goes straight to its page."""
    said = clean(request.GET.get("q", ""))[:200]
    on = this_day()
    if said and (exact := queries.by_code(said)):
        return redirect("procedure", exact.code)
    if not said:
        return redirect("procedures")
    found, elsewhere = queries.search_all(said, on=on, limit=200, rest=8)
    fields = sorted({(one.field.slug, one.field.name) for one in found})
    chosen = request.GET.get("linh-vuc", "")
    if chosen:
        found = [one for one in found if one.field.slug == chosen]
    entries = catalogue.entries(found[:_SHOWN], on)
    online = request.GET.get("cach", "") == "mang"
    if online:
        entries = [entry for entry in entries if entry.definition.online == "full"]
    context = {
        "q": said,
        "entries": entries,
        "more": max(len(found) - _SHOWN, 0),
        "fields": fields,
        "chosen": chosen,
        "online": online,
        "elsewhere": [] if chosen or online else elsewhere,
    }
    return render(request, "procedures/public/search.html", context)


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """The whole catalogue by letter, for people or for businesses."""
    on = this_day()
    audience = request.GET.get("cho", "")
    rows = queries.open_procedures(on)
    if audience in ("citizen", "business"):
        rows = rows.filter(audience__in=(audience, "both"))
    everything = catalogue.listed(rows)
    known = {catalogue.letter_of(one.title) for one in everything}
    letters = [letter for letter in catalogue.LETTERS if letter in known]
    letter = request.GET.get("van", "")[:1].lower()
    if letter in letters:
        shown = [one for one in everything if catalogue.letter_of(one.title) == letter]
    else:
        letter, shown = "", everything
    groups: dict[str, list[catalogue.Listed]] = {}
    for one in shown:
        groups.setdefault(catalogue.letter_of(one.title).upper(), []).append(one)
    context = {
        "groups": groups,
        "letters": letters,
        "letter": letter,
        "audience": audience,
        "fields": catalogue.fields(on),
        "total": len(everything),
    }
    return render(request, "procedures/public/browse.html", context)


@require_safe
def field(request: HttpRequest, slug: str) -> HttpResponse:
    on = this_day()
    found = get_object_or_404(ProcedureField, slug=slug)
    rows = catalogue.entries(queries.open_procedures(on).filter(field=found), on)
    rows.sort(key=lambda entry: fold(entry.title))
    return render(request, "procedures/public/field.html", {"field": found, "entries": rows})


@require_safe
def life_event(request: HttpRequest, slug: str) -> HttpResponse:
    event = life_events.by_slug(slug)
    if event is None:
        raise Http404
    context = {"event": event, "steps": catalogue.steps_of(event, this_day())}
    return render(request, "procedures/public/life_event.html", context)


@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "procedures/public/procedure.html", _page(code))


@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The same on paper."""
    context = _page(code)
    if context["definition"] is None:
        return redirect("procedure", code)
    return render(request, "procedures/public/sheet.html", context)


def _page(code: str) -> dict[str, Any]:
    found = queries.by_code(code)
    if found is None:
        raise Http404
    on = this_day()
    retired = found.retired_on is not None and found.retired_on <= on
    version = None if retired else queries.current_version(found, on)
    definition = speaking.told(version) if version else None
    context: dict[str, Any] = {"procedure": found, "definition": definition, "retired": retired}
    context |= {"national": _NATIONAL}
    if definition is None or version is None:
        return context
    here = catalogue.files_here()
    return context | {
        "terms": showing.terms(definition, on),
        "fees": showing.fees(definition, on),
        "needs": showing.needs(definition),
        "limit": definition.limits.processing,
        "limit_words": showing.limit_words,
        "level": level_of(definition),
        "more_time": [(showing.limit_words(added(definition, one)), one) for one in definition.limits.more],
        "work": showing.work_words(definition),
        "process": rows_of(definition),
        "picture": public_picture(definition),
        "office": _office(definition),
        "profile": profile(),
        "foot": catalogue.last_checked(version.effective_from, version.decision),
        "start": f"/nop/{found.code}/" if here and definition.online != "none" else "",
        "national": "" if here else _NATIONAL,
    }


def _office(definition: Definition) -> str:
    """Who decides, as far as it can be said before anybody says where they live."""
    if definition.competence.kind == "department":
        try:
            return department(definition.competence.specialty).name
        except RoutingProblem:
            return ""
    return ""


@require_safe
def sample_picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """What a paper looks like, for everybody who is asked for it."""
    found = pictures.sample(sha256)
    if found is None:
        raise Http404("sample")
    drawn = answers.picture(request, found.file, 1, SAMPLE_WIDTH)
    drawn["Cache-Control"] = "public, max-age=86400"
    return drawn
