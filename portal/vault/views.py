"""C15: one's own store of papers, and the page behind a shared link."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from portal.accounts.models import Party, PartyKind, User
from portal.accounts.queries import current_party
from portal.calendars.now import now
from portal.documents import answers, uploads
from portal.vault import hooks, members, permissions, queries, services
from portal.vault.forms import InviteForm, OwnPaperForm, ShareForm
from portal.vault.models import ExportState, ItemState, Right, Shelf, VaultItem
from portal.web import limits
from portal.web.errors import too_many
from portal.web.refusals import NotYours, StepRefused
from portal.web.show import local
from portal.web.text import clean

_CHOSEN = "kho-cua"
View = Callable[..., HttpResponseBase]
_SOON_DAYS = 30


def _own(view: View) -> View:
    """Signed-in people in front of a store: their own, or that of an organisation which they belong to."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, _party(request), *args, **kwargs)

    return guarded


def _party(request: HttpRequest) -> Party:
    """Whose store is looked at; a membership that has ended leads back to the own one."""
    own = current_party(request)
    chosen = request.session.get(_CHOSEN)
    if chosen is None:
        return own
    for one in members.organisations_of(_person(request)):
        if one.organisation_id == chosen:
            return one.organisation
    del request.session[_CHOSEN]
    return own


def _need(request: HttpRequest, party: Party, right: Right) -> None:
    if not members.may(_person(request), party, right):
        raise NotYours(_("Việc này cần quyền “%(right)s” trong tổ chức.") % {"right": right.label})


@require_safe
@_own
def store(request: HttpRequest, party: Party) -> HttpResponse:
    """Everything in the store, newest first, by shelf; what waits for a decision stands above."""
    shelf = request.GET.get("nhom", "")
    shelf = shelf if shelf in Shelf.values else ""
    before = request.GET.get("truoc", "")
    rows = queries.page(
        party, shelf, int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    )
    items, more = rows[: queries.PAGE], rows[queries.PAGE :]
    today = local(now()).date()
    context = {
        "offered": [item for item in items if item.state == ItemState.OFFERED],
        "rows": [(item, _mark(item, today)) for item in items if item.state != ItemState.OFFERED],
        "older": f"?{_tail(shelf)}truoc={items[-1].pk}" if more else "",
        "shelf": shelf,
        "tabs": [(_("Tất cả"), "/kho/", not shelf)]
        + [(name, f"/kho/?nhom={value}", shelf == value) for value, name in _tab_names()],
        "ways": hooks.ways(party),
        "party": party,
        "always": services.keeps_always(party),
        "export": queries.last_export(party),
        "states": ExportState,
        **_around(request, party),
    }
    return render(request, "vault/store.html", context)


@require_http_methods(["GET", "POST"])
@_own
def add(request: HttpRequest, party: Party) -> HttpResponse:
    """Brings a paper of one's own into the store."""
    _need(request, party, Right.FILE)
    form = OwnPaperForm(request.POST or None)
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("tep")
        if file is None:
            problem = _("Chọn tệp của giấy tờ")
        if form.is_valid() and file is not None:
            try:
                stored = uploads.receive(_person(request), "kho", file).stored
                item = _kept(party, form.cleaned_data, stored)
                return redirect("vault:item", key=item.key)
            except StepRefused as refusal:
                problem = str(refusal)
    status = 422 if request.method == "POST" else 200
    return render(request, "vault/add.html", {"form": form, "problem": problem}, status=status)


def _kept(party: Party, told: dict[str, Any], file: Any) -> VaultItem:
    return services.add_own(
        party=party, title=told["ten"], file=file, issuer=told["noi_cap"], number=told["so"],
        issued_on=told["ngay_cap"], expires_on=told["het_han"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@_own
def item(request: HttpRequest, party: Party, key: str) -> HttpResponse:
    """One paper: what it is, where it comes from, what was done with it; share it, keep it, delete it."""
    found = queries.item_of(party, key)
    form = ShareForm(request.POST if request.POST.get("viec") == "chia-se" else None)
    problem = ""
    if request.method == "POST":
        _need(request, party, Right.FILE)
        try:
            if answer := _act(request, found, form):
                return answer
        except StepRefused as refusal:
            problem = str(refusal)
    today = local(now()).date()
    context = {
        "item": found,
        "standing": _mark(found, today),
        "form": form,
        "problem": problem,
        "uses": queries.uses_of(found),
        "shares": [(one, services.why_not_open(one, now())) for one in queries.shares_of(found)],
        "why_not_open": permissions.why_not_open(found),
        "why_not_remove": permissions.why_not_remove(found),
        "why_not_use": permissions.why_not_use(found, today),
        "site_url": settings.SITE_URL,
    }
    return render(request, "vault/item.html", context, status=422 if request.method == "POST" else 200)


def _act(request: HttpRequest, found: VaultItem, form: ShareForm) -> HttpResponse | None:
    """The button that was pressed. None when the form of a share has to be shown again."""
    user = _person(request)
    verb, _colon, name = request.POST.get("viec", "").partition(":")
    match verb:
        case "chia-se":
            if not form.is_valid():
                return None
            told = form.cleaned_data
            services.share(item=found, user=user, purpose=told["muc_dich"], days=told["ngay"])
        case "ngung":
            share = found.shares.filter(key=name).first()
            if share is None:
                raise Http404("share")
            services.end_share(share, user)
        case "giu":
            services.keep(found)
        case "khong-giu":
            services.decline(found)
            return redirect("vault:store")
        case "xoa":
            services.remove(found)
            return redirect("vault:store")
        case _:
            raise Http404("act")
    return redirect("vault:item", key=found.key)


@require_safe
@_own
def file(request: HttpRequest, party: Party, key: str) -> HttpResponseBase:
    """The paper itself, or with ?rong= a picture of its first page; of a recalled one the page that says so."""
    found = queries.item_of(party, key)
    if permissions.why_not_open(found):
        return redirect("vault:item", key=found.key)
    width = request.GET.get("rong", "")
    if width.isascii() and width.isdigit() and len(width) < 5:
        return answers.picture(request, found.file, 1, int(width))
    return answers.serve(request, found.file, f"{found.title}.pdf", inline="xem" in request.GET)


@require_POST
@_own
def always(request: HttpRequest, party: Party) -> HttpResponse:
    """Gives or takes back the standing consent to keep every result."""
    _need(request, party, Right.OWNER)
    services.keep_always(party, _person(request), request.POST.get("luon") == "co")
    return redirect("vault:store")


@require_http_methods(["GET", "POST"])
@_own
def export(request: HttpRequest, party: Party) -> HttpResponseBase:
    """Asks for everything as one ZIP (POST), or downloads the last one (GET)."""
    _need(request, party, Right.OWNER)
    if request.method == "POST":
        if not limits.allow("vault-export", str(party.pk), times=5, seconds=86400):
            return too_many(request, minutes=60 * 24)
        services.ask_export(party)
        return redirect("vault:store")
    last = queries.last_export(party)
    if last is None or last.file is None:
        raise Http404("export")
    return answers.serve(request, last.file, "kho-giay-to.zip")


@require_POST
@login_required
@never_cache
def turn(request: HttpRequest) -> HttpResponse:
    """Turns to another store: one's own (empty), or that of an organisation."""
    own, chosen = current_party(request), request.POST.get("cua", "")
    request.session.pop(_CHOSEN, None)
    for one in members.organisations_of(_person(request)):
        if str(one.organisation_id) == chosen and one.organisation_id != own.pk:
            request.session[_CHOSEN] = one.organisation_id
    return redirect("vault:store")


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Takes up an invitation by its code; the link of an invitation fills the code in and changes nothing yet."""
    current_party(request)
    code, problem = clean(request.POST.get("ma", "") or request.GET.get("ma", ""))[:40], ""
    if request.method == "POST":
        if not limits.allow("vault-join", str(_person(request).pk), times=10, seconds=3600):
            return too_many(request, minutes=60)
        try:
            member = members.join(user=_person(request), code=code)
            request.session[_CHOSEN] = member.organisation_id
            messages.success(request, _("Bạn đã vào %(name)s.") % {"name": member.organisation.name})
            return redirect("vault:store")
        except StepRefused as refusal:
            problem = str(refusal)
    context = {"code": code, "problem": problem}
    return render(request, "vault/join.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
@_own
def people(request: HttpRequest, party: Party) -> HttpResponse:
    """Who acts for the organisation: invite, take an invitation back, leave, send away."""
    if party.kind != PartyKind.ORGANISATION:
        raise Http404("organisation")
    form = InviteForm(request.POST if request.POST.get("viec") == "moi" else None)
    code = problem = ""
    if request.method == "POST":
        verb, _colon, key = request.POST.get("viec", "").partition(":")
        number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
        try:
            if verb == "moi" and form.is_valid():
                told = form.cleaned_data
                code = members.invite(
                    organisation=party, by=_person(request), right=told["quyen"], note=told["moi_ai"]
                )
            elif verb == "thu":
                members.take_back(organisation=party, by=_person(request), pk=number)
            elif verb == "thoi":
                members.end(organisation=party, by=_person(request), pk=number)
                return redirect(
                    "vault:people" if members.may(_person(request), party, Right.READ) else "vault:store"
                )
        except StepRefused as refusal:
            problem = str(refusal)
    context = {
        "form": InviteForm() if code else form,
        "code": code,
        "link": f"{settings.SITE_URL}{reverse('vault:join')}?ma={code}",
        "problem": problem,
        "members": members.members_of(party),
        "invitations": list(members.open_invitations(party)),
        "manages": members.may(_person(request), party, Right.OWNER),
        "me": request.user.pk,
        "party": party,
    }
    wrong = problem or (form.is_bound and form.errors)
    return render(request, "vault/people.html", context, status=422 if wrong else 200)


def _around(request: HttpRequest, party: Party) -> dict[str, Any]:
    """Which stores one may turn to, and what one may do in this one."""
    own, mine = current_party(request), members.organisations_of(_person(request))
    right = next((one.right for one in mine if one.organisation_id == party.pk), Right.OWNER)
    return {
        "stores": [(own.pk, own.name)] + [(one.organisation_id, one.organisation.name) for one in mine],
        "is_own": party.pk == own.pk,
        "right": Right(right),
        "may_file": right in (Right.FILE, Right.OWNER),
        "may_manage": right == Right.OWNER,
        "is_organisation": party.kind == PartyKind.ORGANISATION,
    }


@require_GET
@never_cache
def shared(request: HttpRequest, key: str) -> HttpResponseBase:
    """What somebody with the link sees: for what the copy is, until when; the copy itself with ?ban-sao."""
    share = queries.share_of(key)
    refusal = services.why_not_open(share, now())
    if refusal:
        return render(request, "vault/shared.html", {"refusal": refusal}, status=410)
    if "ban-sao" not in request.GET or share.file is None:
        return render(request, "vault/shared.html", {"share": share, "refusal": ""})
    services.opened(share, limits.client_address(request))
    return answers.serve(request, share.file, f"{share.item.title}.pdf", inline=True)


def _tab_names() -> list[tuple[Shelf, str]]:
    return [
        (Shelf.RESULT, _("Kết quả")),
        (Shelf.CERTIFIED, _("Bản chứng thực")),
        (Shelf.DIGITISED, _("Số hoá ở quầy")),
        (Shelf.NATIONAL, _("Từ kho quốc gia")),
        (Shelf.OWN, _("Tự tải lên")),
    ]


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _tail(shelf: str) -> str:
    return f"nhom={shelf}&" if shelf else ""


def _mark(found: VaultItem, today: date) -> tuple[str, str]:
    """The words and tone of a paper's tag; ("", "") when there is nothing to say."""
    if found.state == ItemState.RECALLED:
        return _("Đã thu hồi"), "red"
    if found.state == ItemState.OFFERED:
        return _("Chờ bạn quyết định"), "amber"
    if found.expires_on is None:
        return "", ""
    left = (found.expires_on - today).days
    if left < 0:
        return _("Đã hết hạn"), "red"
    return (_("Sắp hết hạn"), "amber") if left <= _SOON_DAYS else ("", "")
