"""The applicant's side of the post: how the result shall come, papers fetched from home, where a piece is."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers.citizen import held, words
from dossiers.citizen.sent import own_sent
from dossiers.models import Dossier, PostKind, ReturnMethod
from dossiers.post import ordering, queries, tracking
from dossiers.services import posting
from dossiers.states import OPEN, State
from payments import postage
from portal.integrations import post
from portal.web.forms import Form, TextField
from portal.web.refusals import StepRefused
from portal.web.webhooks import NotSigned, signed_json


class PostForm(Form):
    """One choice and, where somebody comes to the door, the address."""

    way = forms.ChoiceField(label=_("Bạn muốn"), widget=forms.RadioSelect)
    address = TextField(
        label=_("Địa chỉ nhà"),
        max_length=400,
        required=False,
        help_text=_("Số nhà, đường hoặc thôn, xã, tỉnh"),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = choices  # type: ignore[attr-defined]
        self.fields["address"].widget.attrs["autocomplete"] = "street-address"

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("way") in ("postal", "collect") and len(said.get("address", "")) < 10:
            self.add_error("address", _("Nhập địa chỉ đủ để bưu tá tìm được nhà"))
        return said


@require_http_methods(["GET", "POST"])
@own_sent
def by_post(request: HttpRequest, found: Dossier) -> HttpResponse:
    """Choose, and follow each piece as the desk does."""
    choices = _choices(found)
    address = found.return_address or found.owner.address
    form = PostForm(
        request.POST or None, choices=choices, initial={"address": address, "way": found.return_method}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, found, form.cleaned_data)
            return redirect("citizen:by_post", code=found.shown_code)
        except StepRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "dossier": found, "called": words.called(found), "form": form, "choices": choices,
        "pieces": queries.of_dossier(found), "fee_vnd": ordering.fare_of(found, PostKind.DELIVER),
    }  # fmt: skip
    return render(request, "dossiers/post/citizen.html", context, status=422 if form.errors else 200)


def _do(request: HttpRequest, found: Dossier, said: dict[str, Any]) -> None:
    user = held.person(request)
    if said["way"] == "collect":
        ordering.collect(dossier=found, user=user, address=said["address"])
    else:
        posting.choose_return(dossier=found, user=user, method=said["way"], address=said["address"])


def _choices(found: Dossier) -> list[tuple[str, Any]]:
    """What can still be chosen; nothing once the result is with the post or returned."""
    if not post.offered() or found.state not in OPEN:
        return []
    choices: list[tuple[str, Any]] = []
    if queries.open_piece(found, PostKind.DELIVER) is None:
        choices = [
            (ReturnMethod.POSTAL, _("Nhận kết quả tại nhà, qua bưu điện")),
            (ReturnMethod.IN_PERSON, _("Đến nhận kết quả tại quầy")),
        ]
    if found.state != State.COMPLETED and queries.open_piece(found, PostKind.COLLECT) is None:
        choices.append(("collect", _("Bưu tá đến nhà lấy giấy tờ bản giấy nộp cho quầy")))
    return choices


@require_safe
def about_post(request: HttpRequest) -> HttpResponse:
    """What the post does in a procedure, and what it costs (ST-4.9, HG-4.8, DL-5.9)."""
    context = {"offered": post.offered(), "zones": postage.table()}
    return render(request, "dossiers/post/about.html", context)


@csrf_exempt
@require_POST
def notice(request: HttpRequest) -> JsonResponse:
    """What the post tells of a piece, signed."""
    try:
        told = signed_json(request, settings.POST_SECRET)
    except NotSigned:
        return JsonResponse({"error": "signature"}, status=401)
    if not isinstance(told, dict):
        return JsonResponse({"error": "body"}, status=400)
    return JsonResponse({"taken": tracking.take(told)})
