"""Letters of apology for late dossiers, for everybody to read, without names (DL-5.10)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dossiers import queries
from dossiers.models import Apology
from portal.web.text import mask_name


@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """The newest first, a page at a time."""
    after = request.GET.get("sau", "")
    found = queries.published_apologies(int(after) if after.isdigit() and len(after) < 19 else None)
    shown, more = found[:30], found[30:]
    older = f"{reverse('citizen:apologies')}?sau={shown[-1].pk}" if more else ""
    newer = reverse("citizen:apologies") if after else ""
    rows = [{"apology": one, "owner": masked(one)} for one in shown]
    return render(request, "dossiers/public/apologies.html", {"rows": rows, "older": older, "newer": newer})


@require_safe
def public_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: which procedure, which office, why, the old moment and the new one."""
    apology = queries.published_apology(pk)
    context = {"apology": apology, "dossier": apology.dossier, "owner": masked(apology)}
    return render(request, "dossiers/public/apology.html", context)


def masked(apology: Apology) -> str:
    """The owner's name as strangers may see it."""
    return mask_name(apology.dossier.owner_name or apology.dossier.owner.name)
