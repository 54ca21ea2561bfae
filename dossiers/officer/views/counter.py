"""D3: a paper dossier taken in at the counter – person, procedure, form, papers, fee, receipt."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import clock, letters, queries, registers, scanning
from dossiers.models import Dossier, ReturnMethod
from dossiers.officer.bench import Bench
from dossiers.officer.counter_forms import CONSENTS, ConsentForm, PersonForm
from dossiers.officer.forms import METHODS
from dossiers.officer.typing import Typed, person_of, typed_at_counter
from dossiers.permissions import only_brings
from dossiers.services import counter, digitising, drafts, national, owners
from dossiers.services.submission import NotComplete
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.calendars.now import now
from portal.documents import answers
from portal.visits import arrivals
from portal.visits.models import Arrival
from portal.visits.queries import counter_of
from portal.visits.services import at_counter
from portal.web.refusals import StepRefused
from portal.web.show import local
from portal.web.text import clean
from procedures.models import Procedure
from procedures.queries import by_code, search

_OFTEN_DAYS = 90


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Who is there and what they want; both known, the form opens."""
    officer = current_officer(request)
    counter.refuse_others(officer)
    form = PersonForm(request.POST if request.method == "POST" else None)
    wanted = by_code(request.POST.get("thu-tuc", "")) if request.POST.get("thu-tuc") else None
    party, refusal = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            party = counter.person_at_counter(officer=officer, **form.facts())
            if wanted is not None and request.POST.get("lam") != "tim":
                return redirect(
                    "officer:counter", ref=_opened(request, officer, form, party, wanted).reference
                )
        except StepRefused as error:
            form.add_error(None, str(error))
    if party is not None:
        log_access(
            request, subject=party.identifier, act="Tra cứu tại quầy", party_id=party.pk, purpose="Tiếp nhận"
        )
    context = {
        "form": form,
        "party": party,
        "asked": request.method == "POST" and wanted is None and request.POST.get("lam") != "tim",
        "cover": _cover(request, officer),
        "agent": only_brings(officer),
        "opened": counter.open_dossiers_of(party) if party and not only_brings(officer) else [],
        "waiting": counter.drafts_at(officer) if request.method == "GET" else [],
        **_procedures(officer, request.POST.get("tt", "")),
        "chosen": wanted.code if wanted else "",
        "officer": officer,
        "refusal": refusal,
        "seat": (seat := counter_of(officer)),
        "ticket": at_counter(seat) if seat else None,
    }
    return render(request, "dossiers/officer/counter_start.html", context, status=422 if form.errors else 200)


def _opened(
    request: HttpRequest, officer: Officer, form: PersonForm, party: Any, wanted: Procedure
) -> Dossier:
    owner, cover = party, _cover(request, officer)
    if form.cleaned_data.get("owner_number"):
        owner = owners.named(
            kind="ca_nhan", name=form.cleaned_data["owner_name"], number=form.cleaned_data["owner_number"]
        )
    dossier = counter.open_at_counter(
        officer=officer, owner=owner, submitter=party, procedure=wanted, on=local(now()).date(),
        by_post=cover is not None,
    )  # fmt: skip
    if cover is not None:
        arrivals.match(cover, officer, dossier.reference)
    return dossier


def _cover(request: HttpRequest, officer: Officer) -> Arrival | None:
    """The cover that the post brought and from which this dossier is typed in."""
    number = request.POST.get("buu_gui", "") or request.GET.get("buu-gui", "")
    if not (number.isascii() and number.isdigit() and len(number) < 19) or only_brings(officer):
        return None
    return arrivals.open_at([officer.agency_id]).filter(pk=int(number), subject="").first()


def _procedures(officer: Officer, typed: str) -> dict[str, Any]:
    words = clean(typed)[:120]
    if words:
        return {"procedures": search(words, limit=9), "words": words}
    often = counter.top_procedures(officer, local(now()).date(), now() - timedelta(days=_OFTEN_DAYS))
    return {"procedures": often, "words": ""}


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """The list under the procedure box as it is typed."""
    officer = current_officer(request)
    counter.refuse_others(officer)
    context = {**_procedures(officer, request.GET.get("q", "")), "chosen": ""}
    return render(request, "dossiers/officer/_procedures.html", context)


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, ref: str) -> HttpResponse:
    """Form, papers, fee on one page; every button keeps what was typed."""
    officer = current_officer(request)
    counter.refuse_others(officer)
    dossier = queries.counter_draft(officer, ref)
    typed = typed_at_counter(dossier, officer, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        problems = _kept(request, officer, dossier, typed)
        act = request.POST.get("lam", "")
        if act.startswith("hoi-kho:") or act == "tra-cuu":
            counter.refuse_agents(officer)
        if act.startswith("hoi-kho:"):
            problems |= _ask_national(request, officer, dossier, typed, act.removeprefix("hoi-kho:"))
        if act == "bo":
            return _discarded(request, dossier)
        if act == "tra-cuu":
            return _looked_up(request, dossier)
        if act in ("nhan", "huong-dan", "tra-ngay") and not problems:
            done = _finish(request, officer, dossier, typed, act)
            if done is not None:
                return done
        typed = typed_at_counter(dossier, officer, None, problems=typed.problems | problems)
        if request.headers.get("X-Requested-With") == "fetch":
            context = {
                "dossier": dossier,
                "typed": typed,
                "methods": METHODS,
                "paid_by": "",
                "agent": only_brings(officer),
            }
            return render(request, "dossiers/officer/_counter_side.html", context)
    log_access(
        request,
        subject=dossier.reference,
        act="Nhập hồ sơ tại quầy",
        party_id=dossier.owner_id,
        purpose="Tiếp nhận",
    )
    same = [
        one for one in counter.open_dossiers_of(dossier.owner) if one.procedure_id == dossier.procedure_id
    ]
    if agent := only_brings(officer):
        same = []
    context = {
        "dossier": dossier,
        "typed": typed,
        "same": same,
        "agent": agent,
        "same_day": clock.limit_of(dossier).unit == "same_day",
        "methods": METHODS,
        "paid_by": request.POST.get("cach-thu", ""),
        "card_slip": request.POST.get("card_slip", "")[:20],
        "consents": CONSENTS,
        "person": person_of(dossier.submitter),
        "agreed": request.POST.get("dong_y", ""),
        "drawn": request.POST.get("drawn", ""),
        "returns": ReturnMethod.choices,
        "slips": list(dossier.slips.all()),
        "registers": [
            registers.WORDS[name] for name in ([] if agent else registers.offered_at_counter(dossier))
        ],
        "officer": officer,
    }
    return render(request, "dossiers/officer/counter.html", context, status=422 if typed.problems else 200)


def _looked_up(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The registers asked with the agreement of the person at the counter; what was typed is kept already."""
    if not request.POST.get("dong-y-tra-cuu"):
        messages.warning(request, "Hỏi người nộp, đánh dấu “đồng ý” rồi tra cứu.")
        return redirect("officer:counter", ref=dossier.reference)
    try:
        told = registers.look_up_at_counter(request=request, dossier=dossier)
    except StepRefused as refusal:
        told = [str(refusal)]
    for sentence in told:
        messages.warning(request, sentence)
    if not told:
        messages.success(request, "Đã điền các mục còn trống theo cơ sở dữ liệu. Đọc lại cho người nộp nghe.")
    return redirect("officer:counter", ref=dossier.reference)


def _discarded(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    try:
        drafts.discard(dossier=dossier)
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("officer:counter", ref=dossier.reference)
    messages.success(request, "Đã bỏ hồ sơ nháp.")
    return redirect("officer:counter_start")


def _kept(request: HttpRequest, officer: Officer, dossier: Dossier, typed: Typed) -> dict[str, str]:
    """Stores answers, how to return, papers and scans; returns what could not be received."""
    drafts.save_answers(
        dossier=dossier,
        answers=typed.answers,
        return_method=typed.return_method,
        return_address=typed.return_address,
        contact_phone=typed.phone,
        contact_email=typed.email,
    )
    files = {
        paper.id: request.FILES.getlist(f"f-{paper.id}")
        for paper in typed.papers
        if request.FILES.getlist(f"f-{paper.id}")
    }
    refused = counter.hand_in(
        dossier=dossier, officer=officer, there=typed.there, stored=typed.stored, files=files
    )
    if pile := request.FILES.get("tap"):
        why = counter.hand_in_pile(dossier=dossier, officer=officer, pile=pile)
        refused |= {"tap": why} if why else {}
    for paper_id in typed.stored.keys() - refused.keys():
        log_access(
            request,
            subject=dossier.reference,
            act="Lấy giấy tờ trong kho",
            party_id=dossier.owner_id,
            purpose=f"Tiếp nhận: {next(paper.name for paper in typed.papers if paper.id == paper_id)}",
        )
    return {f"paper:{key}": sentence for key, sentence in refused.items()}


def _ask_national(
    request: HttpRequest, officer: Officer, dossier: Dossier, typed: Typed, paper_id: str
) -> dict[str, str]:
    """Has the national store asked for one paper of the checklist; why not, under the paper."""
    spec = next((paper for paper in typed.papers if paper.id == paper_id), None)
    if spec is None:
        return {}
    try:
        national.ask_as_officer(request=request, dossier=dossier, officer=officer, spec=spec)
    except StepRefused as refusal:
        return {f"paper:{paper_id}": str(refusal)}
    return {}


def _finish(
    request: HttpRequest, officer: Officer, dossier: Dossier, typed: Typed, act: str
) -> HttpResponse | None:
    """Takes the dossier in, or hands out the guidance slip; None when the page must be shown again."""
    try:
        if act == "huong-dan":
            slip = counter.guide_at_counter(dossier=dossier, officer=officer)
            href = reverse("officer:counter_slip", args=[dossier.reference, slip.pk])
            messages.success(
                request,
                format_html(
                    'Đã lập phiếu hướng dẫn, hồ sơ nháp được giữ lại. <a href="{}" target="_blank">In phiếu</a>',
                    href,
                ),
            )
            return redirect("officer:counter", ref=dossier.reference)
        agreed = ConsentForm(request.POST)
        if not agreed.is_valid():
            typed.problems["dong-y"] = str(agreed.errors["dong_y"][0])
            return None
        if only_brings(officer):
            counter.submit_at_counter(dossier=dossier, officer=officer, given=agreed.given())
            messages.success(request, f"Đã nộp cho quầy. Mã: {dossier.shown_code}.")
            return redirect("postman_mine")
        if act == "tra-ngay":
            counter.submit_at_counter(dossier=dossier, officer=officer, given=agreed.given())
            return redirect("officer:at_once", code=dossier.shown_code)
        method = request.POST.get("cach-thu", "")
        printed = request.POST.get("card_slip", "")[:20]
        counter.file_at_counter(
            dossier=dossier, officer=officer, method=method, card_slip=printed, given=agreed.given()
        )
    except NotComplete as missing:
        typed.problems.update(missing.missing)
        return None
    except StepRefused as refusal:
        typed.problems["cach-thu"] = str(refusal)
        return None
    return redirect("officer:filed", code=dossier.shown_code)


@require_safe
def filed(request: HttpRequest, code: str) -> HttpResponse:
    """Taken in: the receipt to print, then the next person."""
    bench = Bench(request, code)
    slip = bench.dossier.slips.filter(kind="receipt").last()
    told = bench.context(slip=slip, seat=counter_of(bench.officer), bare=digitising.unscanned(bench.dossier))
    return render(request, "dossiers/officer/filed.html", told)


@require_safe
def separators(request: HttpRequest, ref: str) -> HttpResponse:
    """The sheets that part the papers of this draft in the scanner."""
    officer = current_officer(request)
    counter.refuse_others(officer)
    dossier = queries.counter_draft(officer, ref)
    specs = typed_at_counter(dossier, officer, None).papers
    if not specs:
        messages.warning(request, "Chưa có giấy tờ nào cần quét. Điền tờ khai trước rồi in tờ phân cách.")
        return redirect("officer:counter", ref)
    answer = HttpResponse(scanning.sheets(dossier, specs), content_type="application/pdf")
    answer["Content-Disposition"] = answers.disposition(f"{ref}-to-phan-cach.pdf", inline=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def print_set(request: HttpRequest, code: str) -> HttpResponse:
    """Receipt and label in one key; the first print is the slip itself, later ones are marked."""
    bench = Bench(request, code)
    slip = get_object_or_404(bench.dossier.slips.filter(kind="receipt").order_by("-pk")[:1])
    slip.dossier = bench.dossier
    bench.log("In phiếu", slip.get_kind_display())
    answer = HttpResponse(letters.receipt_set(slip), content_type="application/pdf")
    name = f"{bench.dossier.shown_code}-giay-hen-va-nhan.pdf"
    answer["Content-Disposition"] = answers.disposition(name, inline=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def slip(request: HttpRequest, ref: str, pk: int) -> HttpResponseBase:
    """A guidance slip of a draft at this desk."""
    officer = current_officer(request)
    dossier = queries.counter_draft(officer, ref)
    drawn = letters.draw_slip(get_object_or_404(dossier.slips, pk=pk))
    assert drawn.file is not None
    return answers.serve(request, drawn.file, f"{dossier.reference}-huong-dan.pdf", inline=True)
