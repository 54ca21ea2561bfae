"""Papers of a dossier under way, looked for where their owner already has them: the own store, the national one."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import queries
from dossiers.judged import facts_of
from dossiers.models import DossierItem
from dossiers.officer.bench import Bench
from dossiers.services import national, papers, vaulting
from portal.integrations.national_store import Paper
from portal.vault.models import VaultItem
from portal.web.refusals import StepRefused
from procedures import eform
from procedures.definition import PaperSpec
from procedures.queries import definition


@dataclass(frozen=True, slots=True)
class Place:
    """One paper of the dossier and what there is for it; `national` is None while nobody has asked."""

    spec: PaperSpec
    item: DossierItem | None
    kept: list[VaultItem]
    national: list[tuple[str, Paper]] | None
    may_ask: bool
    files: set[int]


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Shows what fits each paper, asks the national store for one, puts one in. Each look is logged."""
    bench = Bench(request, code)
    refusal = vaulting.why_not_take(bench.officer, bench.dossier)
    if request.method == "POST":
        try:
            messages.success(request, _act(bench))
            return redirect(bench.href("store"))
        except StepRefused as error:
            refusal = str(error)
    elif not refusal:
        bench.log("Tìm trong kho giấy tờ", "Giấy tờ mà hồ sơ đang cần")
    context = bench.context(places=_places(bench), refusal=refusal)
    return render(
        request, "dossiers/officer/store.html", context, status=422 if request.method == "POST" else 200
    )


def _act(bench: Bench) -> str:
    """The button that was pressed (`lam` = act:paper or act:paper:mark); the words of what was done."""
    verb, _colon, name = bench.request.POST.get("lam", "").partition(":")
    if verb == "hoi":
        spec = papers.asked_by_name(bench.dossier, name)
        if spec is None:
            raise Http404("paper")
        found = national.ask_as_officer(
            request=bench.request, dossier=bench.dossier, officer=bench.officer, spec=spec
        )
        return f"Kho quốc gia có {len(found)} giấy." if found else "Kho quốc gia chưa có giấy này."
    if verb != "dung":
        raise Http404("act")
    paper_id, _colon, mark = name.rpartition(":")
    if mark.startswith(national.MARK):
        item = national.take_as_officer(
            dossier=bench.dossier, officer=bench.officer, paper_id=paper_id, mark=mark
        )
    else:
        item = vaulting.take_as_officer(
            dossier=bench.dossier, officer=bench.officer, paper_id=paper_id, key=mark
        )
    return f"Đã đưa {item.title} vào hồ sơ. Xem rồi đánh giá như mọi giấy tờ khác."


def _places(bench: Bench) -> list[Place]:
    """Every paper the dossier asks for, in its order; nothing of the store that is not one of them."""
    dossier = queries.with_papers(bench.dossier)
    if vaulting.why_not_take(bench.officer, dossier):
        return []
    specs = eform.papers_asked(definition(dossier.version), dossier.answers, facts_of(dossier))
    kept = vaulting.offers_to_officer(bench.officer, dossier, specs)
    told = national.found(dossier, specs)
    items = {item.paper_id: item for item in dossier.items.all()}
    return [
        Place(
            spec=spec,
            item=items.get(spec.id),
            kept=kept.get(spec.id, []),
            national=[(national.mark_of(one), one) for one in told[spec.id]] if spec.id in told else None,
            may_ask=national.may_be_asked(dossier, spec),
            files={page.file_id for page in items[spec.id].pages.all()} if spec.id in items else set(),
        )
        for spec in specs
    ]
