"""C6: one paper at a time, from the camera or from files; also the papers that were asked for again (C11)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers import attachments
from dossiers.citizen import held
from dossiers.citizen.journey import journey
from dossiers.citizen.wizard import CHECK, own_draft, tail
from dossiers.models import Delivery, Dossier, DossierItem, ItemPage
from dossiers.services import national, papers, vaulting
from portal.accounts.models import User
from portal.documents import uploads
from portal.documents.models import FileSignature
from portal.documents.signing.looking import signatures_in
from portal.vault import members
from portal.vault.models import Right
from portal.web.refusals import StepRefused
from procedures.definition import PaperSpec
from procedures.queries import definition

MOST_AT_ONCE = 20
_DELIVERIES = {"tai-len": Delivery.UPLOAD, "tai-quay": Delivery.COUNTER}


@dataclass(frozen=True)
class Sheet:
    """One page of a paper as the strip shows it."""

    page: ItemPage
    number: int
    first: bool
    last: bool

    @property
    def state(self) -> str:
        return {"quarantined": "busy", "rejected": "bad"}.get(self.page.file.state, "")


@dataclass(frozen=True)
class PaperView:
    """One paper on a screen: what is asked, what has been handed in, what can be taken back."""

    dossier: Dossier
    spec: PaperSpec
    item: DossierItem | None
    sheets: list[Sheet]
    removed: ItemPage | None
    counter_allowed: bool

    @property
    def at_counter(self) -> bool:
        return self.item is not None and self.item.delivery == Delivery.COUNTER

    @property
    def page_count(self) -> int:
        """Pages of paper, not files: a PDF of eight pages counts eight."""
        return sum(sheet.page.file.pages for sheet in self.sheets)

    @property
    def size(self) -> int:
        return sum(sheet.page.file.size for sheet in self.sheets)

    @property
    def signatures(self) -> list[FileSignature]:
        """What was found in the PDFs among the pages; nothing is asked of the database when there are none."""
        found = signatures_in(sheet.page.file for sheet in self.sheets)
        return [one for sheet in self.sheets for one in found.get(sheet.page.file_id, ())]

    @property
    def waiting(self) -> bool:
        return any(sheet.state == "busy" for sheet in self.sheets)


def paper_view(dossier: Dossier, spec: PaperSpec, item: DossierItem | None) -> PaperView:
    """Reads the pages of one paper: one statement; none, and nothing to take back, when they came with the item."""
    every = _every_page(item) if item else []
    living = [page for page in every if page.removed_at is None]
    gone = sorted((p for p in every if p.removed_at is not None), key=lambda p: str(p.removed_at))
    sheets = [Sheet(p, n + 1, n == 0, n == len(living) - 1) for n, p in enumerate(living)]
    allowed = papers.counter_allowed(definition(dossier.version), spec)
    return PaperView(dossier, spec, item, sheets, gone[-1] if gone else None, allowed)


def _every_page(item: DossierItem) -> list[ItemPage]:
    if "pages" in getattr(item, "_prefetched_objects_cache", {}):
        return list(item.pages.all())
    return list(item.pages.select_related("file").order_by("position", "id"))


@require_http_methods(["GET", "POST"])
@own_draft
def paper(request: HttpRequest, dossier: Dossier, paper_id: str) -> HttpResponse:
    """Shows one paper of the draft; a POST adds the chosen files and, with “Lưu và tiếp tục”, goes on."""
    spec = papers.asked_by_name(dossier, paper_id)
    if spec is None:
        return redirect("citizen:resume", ref=dossier.reference)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        added, problems = take_files(request, dossier, spec)
        if held.wants_json(request):
            return told(added, problems)
        if "viec" in request.POST:
            act(request, dossier)
            return redirect(f"{request.path}{tail(request)}#trang-{spec.id}")
        if not problems:
            return _onwards(request, dossier, spec, added)
    return _show(request, dossier, spec, problems)


def page_of(dossier: Dossier, number: str, paper_id: str = "") -> ItemPage:
    """A page of this very dossier; a number from another dossier does not exist."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404("page")
    for item in dossier.items.filter(**({"paper_id": paper_id} if paper_id else {})):
        found = item.pages.select_related("file", "item").filter(pk=int(number)).first()
        if found is not None:
            return found
    raise Http404("page")


def act(request: HttpRequest, dossier: Dossier) -> str:
    """The tool that was pressed (`viec` = verb:number or verb:paper): turn, move, take away, put back, from one's
    own store, the counter instead. The paper it concerns. Raises StepRefused, Http404 for a page of another dossier."""
    user = held.person(request)
    verb, _colon, name = request.POST.get("viec", "").partition(":")
    if verb in ("hoi-kho", "kho-qg"):
        return _act_on_national(request, dossier, verb, name)
    if verb == "kho":
        paper_id, _colon, key = name.rpartition(":")
        vaulting.take_from_vault(dossier=dossier, user=user, paper_id=paper_id, key=key)
        return paper_id
    if verb in _DELIVERIES:
        papers.choose_delivery(dossier=dossier, user=user, paper_id=name, delivery=_DELIVERIES[verb])
        return name
    page = page_of(dossier, name)
    match verb:
        case "xoay":
            papers.rotate_page(dossier=dossier, user=user, page=page)
        case "len":
            papers.move_page(dossier=dossier, user=user, page=page, by=-1)
        case "xuong":
            papers.move_page(dossier=dossier, user=user, page=page, by=1)
        case "bo":
            papers.remove_page(dossier=dossier, user=user, page=page)
        case "lay-lai":
            papers.restore_page(dossier=dossier, user=user, page=page)
        case _:
            raise Http404("act")
    return page.item.paper_id


def _act_on_national(request: HttpRequest, dossier: Dossier, verb: str, name: str) -> str:
    """Has the national store asked for a paper, or takes one it has; a refusal is told on the paper's page."""
    user = held.person(request)
    paper_id, _colon, mark = name.rpartition(":") if verb == "kho-qg" else (name, "", "")
    spec = papers.asked_by_name(dossier, paper_id)
    if spec is None:
        raise Http404("paper")
    try:
        if mark:
            national.take(dossier=dossier, user=user, paper_id=paper_id, mark=mark)
        elif not national.ask(request=request, dossier=dossier, user=user, spec=spec):
            messages.info(
                request, _("Kho dữ liệu quốc gia chưa có giấy này của bạn. Bạn nộp như bình thường.")
            )
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    return paper_id


def take_files(
    request: HttpRequest, dossier: Dossier, spec: PaperSpec, field: str = "tep"
) -> tuple[list[ItemPage], list[tuple[str, str]]]:
    """Adds what came with the form: whole files, or the keys of uploads that came in chunks.

    Gives the pages added and, per file that was not taken, (its name, why).
    """
    added: list[ItemPage] = []
    problems: list[tuple[str, str]] = []
    user = held.person(request)
    for key in request.POST.getlist("khoa")[:MOST_AT_ONCE]:
        if not key.isalnum():
            raise Http404("upload")
        upload = uploads.find(user, key)
        if upload.stored is not None:
            _add(dossier, user, spec, upload.stored, upload.name, added, problems)
    for file in request.FILES.getlist(field)[:MOST_AT_ONCE]:
        name = file.name or ""
        try:
            stored = uploads.receive(user, _purpose(dossier, spec), file).stored
        except StepRefused as refusal:
            problems.append((name, str(refusal)))
            continue
        _add(dossier, user, spec, stored, name, added, problems)
    return added, problems


def _add(
    dossier: Dossier,
    user: User,
    spec: PaperSpec,
    stored: Any,
    name: str,
    added: list[ItemPage],
    problems: list[tuple[str, str]],
) -> None:
    try:
        added.append(papers.add_page(dossier=dossier, user=user, paper_id=spec.id, file=stored, name=name))
    except StepRefused as refusal:
        problems.append((name, str(refusal)))


def _purpose(dossier: Dossier, spec: PaperSpec) -> str:
    return f"{dossier.reference}:{spec.id}"


def told(added: list[ItemPage], problems: list[tuple[str, str]]) -> HttpResponse:
    """For the script: what was taken and what was not."""
    pages = [{"id": page.pk, "name": page.name, "state": page.file.state} for page in added]
    status = 200 if added or not problems else 422
    return JsonResponse({"pages": pages, "problems": [text for _, text in problems]}, status=status)


def _onwards(request: HttpRequest, dossier: Dossier, spec: PaperSpec, added: list[ItemPage]) -> HttpResponse:
    """Files were brought: look at them first. “Lưu và tiếp tục” without new files goes on."""
    to_check = request.POST.get("ve") == CHECK
    if "de-sau" in request.POST:
        return redirect("citizen:later", ref=dossier.reference)
    if added or "tai-len" in request.POST:
        return redirect(f"{request.path}{tail(request)}#trang-{spec.id}")
    if to_check:
        return redirect("citizen:check", ref=dossier.reference)
    return redirect(journey(dossier).after("paper", spec.id).url)


def _is_own(request: HttpRequest, dossier: Dossier) -> bool:
    """Whether this person may use the papers in the store of the dossier's owner."""
    return members.may(held.person(request), dossier.owner, Right.FILE)


def _national(request: HttpRequest, dossier: Dossier, spec: PaperSpec) -> dict[str, Any] | None:
    """The national store beside this paper: whether it was asked, and what it has; None where it cannot be asked."""
    if not national.may_be_asked(dossier, spec) or not _is_own(request, dossier):
        return None
    told = national.found(dossier, [spec]).get(spec.id)
    return {"asked": told is not None, "papers": [(national.mark_of(one), one) for one in told or []]}


def _show(
    request: HttpRequest, dossier: Dossier, spec: PaperSpec, problems: list[tuple[str, str]]
) -> HttpResponse:
    way = journey(dossier)
    said = next((paper for paper in way.papers if paper.id == spec.id), spec)
    fitting, others = vaulting.offers(dossier, spec) if _is_own(request, dossier) else ([], [])
    to_check = CHECK in (request.GET.get("ve"), request.POST.get("ve"))
    context = {
        "dossier": dossier,
        "way": way,
        "paper": paper_view(dossier, said, dossier.items.filter(paper_id=spec.id).first()),
        "problems": problems,
        "accepted": attachments.wanted(spec),
        "fitting": fitting,
        "others": others,
        "national": _national(request, dossier, spec),
        "doors": way.doors("paper", spec.id),
        "back": f"/nop/{dossier.reference}/{CHECK}/" if to_check else way.before("paper", spec.id),
        "to_check": to_check,
    }
    status = 422 if problems else 200
    return render(request, "dossiers/citizen/paper.html", context, status=status)
