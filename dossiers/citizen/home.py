"""What the home page knows of one's own: the draft to go on with."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from dossiers import queries
from dossiers.states import State
from portal.accounts.models import User


def draft_card(request: HttpRequest) -> str:
    """The newest draft of the person who looks, as a card with one button; nothing for anybody else."""
    if not isinstance(request.user, User):
        return ""
    drafts = queries.of_applicant(request.user).filter(state=State.DRAFT)
    draft = drafts.select_related("procedure").order_by("-touched_at").first()
    if draft is None:
        return ""
    return render_to_string("dossiers/citizen/_home_card.html", {"draft": draft}, request, using="jinja2")
