"""C7 to C9: how to receive, exemption, check, send, and the page that says it has been sent."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers import clock, declared, queries
from dossiers.citizen import held
from dossiers.citizen.forms import ExemptionForm, ReceiveForm
from dossiers.citizen.journey import Journey, items_by_paper, journey
from dossiers.citizen.paper_pages import paper_view
from dossiers.citizen.wizard import CHECK, Elsewhere, follow_version, own_draft
from dossiers.models import Dossier, ReturnMethod
from dossiers.services import drafts, submission
from dossiers.services.submission import SIGNATURE, NotComplete
from dossiers.states import State
from portal.accounts.numbers import spaced_phone
from portal.agencies.models import Agency
from portal.agencies.routing import competent_agency, receiving_desk
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import vnd
from procedures import eform, fees, speaking
from procedures.definition import EXEMPTION
from procedures.fees import FeeLine, FeeSum


@require_http_methods(["GET", "POST"])
@own_draft
def receive(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """C7: online, at the counter, or by post; and where we write meanwhile."""
    desk = expected_desk(dossier)
    told = speaking.told(dossier.version)
    initial = {
        "cach": dossier.return_method,
        "dia_chi": dossier.return_address or dossier.submitter.address,
        "dien_thoai": dossier.contact_phone or eform.answered(told, dossier.answers, "party.phone"),
        "thu": dossier.contact_email or eform.answered(told, dossier.answers, "party.email"),
    }
    form = ReceiveForm(request.POST or None, initial=initial, ways=_ways(desk))
    if request.method == "POST":
        _keep_typed(dossier, form)
        if "de-sau" in request.POST:
            return redirect("citizen:later", ref=dossier.reference)
        if form.is_valid():
            return redirect("citizen:check", ref=dossier.reference)
    return _step(request, dossier, "receive", form, office=desk)


@require_http_methods(["GET", "POST"])
@own_draft
def fee(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Whether the person need not pay, asked only where the procedure knows such cases."""
    told = speaking.told(dossier.version)
    offered = eform.exemptions_offered(told, dossier.answers)
    form = ExemptionForm(
        request.POST or None, initial={"mien_phi": dossier.answers.get(EXEMPTION) or None}, offered=offered
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["mien_phi"]
        drafts.save_answers(dossier=dossier, answers={EXEMPTION: None if chosen == "khong" else chosen})
        if request.POST.get("ve") == CHECK:
            return redirect("citizen:check", ref=dossier.reference)
        return redirect(journey(dossier).after("fee").url)
    return _step(request, dossier, "fee", form, offered=offered)


@require_http_methods(["GET", "POST"])
@own_draft
def check(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """C8: everything at once; “Gửi hồ sơ” sends it. Pressed twice it is sent once."""
    missing: dict[str, str] = {}
    error = ""
    if request.method == "POST":
        if "de-sau" in request.POST:
            return redirect("citizen:later", ref=dossier.reference)
        if request.POST.get("cam_doan") != "co":
            error = _("Đánh dấu vào ô cam đoan rồi gửi")
        else:
            answer = _send(request, dossier)
            if isinstance(answer, HttpResponse):
                return answer
            missing = answer
    return _check_page(request, dossier, missing, error)


def _send(request: HttpRequest, dossier: Dossier) -> HttpResponse | dict[str, str]:
    """The confirmation page, or what is still missing."""
    try:
        follow_version(dossier)
        submission.submit(dossier=dossier, user=held.person(request))
    except Elsewhere as elsewhere:
        return elsewhere.response
    except NotComplete as incomplete:
        return incomplete.missing
    except StepRefused:
        sent = queries.for_applicant(held.person(request), dossier.reference)
        if sent.state == State.DRAFT:
            raise
    return redirect("citizen:sent", code=dossier.reference)


def _check_page(request: HttpRequest, dossier: Dossier, missing: dict[str, str], error: str) -> HttpResponse:
    way = journey(dossier)
    items = items_by_paper(dossier)
    desk = expected_desk(dossier)
    charged = fees.fee_sum(way.told, dossier.answers, dossier.channel)
    context: dict[str, Any] = {
        "dossier": dossier,
        "way": way,
        "groups": _groups(way),
        "papers": [paper_view(dossier, spec, items.get(spec.id)) for spec in way.papers],
        "fee_rows": _fee_rows(charged),
        "later_words": _later(charged),
        "receive_rows": _receive_rows(dossier, desk),
        "missing": [(where(way, key), text) for key, text in missing.items()],
        "error": error,
        "declared": request.POST.get("cam_doan") == "co",
        "signature": declared.standing(dossier) if declared.asks_signature(dossier) else None,
        "office": desk,
        "answer_by": _answer_by(dossier, desk),
        "doors": way.doors("check"),
        "back": way.before("check"),
    }
    return render(request, "dossiers/citizen/check.html", context, status=422 if missing or error else 200)


@dataclass(frozen=True)
class Group:
    """The answers of one section; rows are those of the summary list."""

    title: str
    rows: list[tuple[str, ...]]


def _groups(way: Journey) -> list[Group]:
    """Answers by section; each leads to its page and straight back."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for shown in eform.shown(way.told, way.dossier.answers):
        stop = way.index("page", shown.page.id)
        if stop is not None:
            edit = f"{way.stops[stop].url}?ve={CHECK}"
            groups.setdefault(shown.section, []).extend(
                (row.label, row.text, f"{edit}#{row.id}", _("Sửa"), row.label) for row in shown.rows
            )
    return [Group(title, rows) for title, rows in groups.items() if rows]


def _receive_rows(dossier: Dossier, desk: Agency | None) -> list[tuple[str, ...]]:
    edit = f"/nop/{dossier.reference}/nhan-ket-qua/?ve={CHECK}"
    chosen = dict(_ways(desk)).get(dossier.return_method, "")
    place = f": {dossier.return_address}" if dossier.return_method == ReturnMethod.POSTAL else ""
    return [
        (_("Cách nhận"), f"{chosen}{place}", edit, _("Sửa"), _("cách nhận")),
        (_("Số di động"), spaced_phone(dossier.contact_phone), edit, _("Sửa"), _("số di động")),
        (_("Thư điện tử"), dossier.contact_email or _("Không có"), edit, _("Sửa"), _("thư điện tử")),
    ]


def _fee_rows(charged: FeeSum) -> list[tuple[str, ...]]:
    """Each fee with how it was reckoned; the sum when there are several."""
    rows: list[tuple[str, ...]] = [(line.name, f"{vnd(line.vnd)} ({_how(line)})") for line in charged.lines]
    return [*rows, (_("Cộng"), vnd(charged.total_vnd))] if len(rows) > 1 else rows


def _how(line: FeeLine) -> str:
    when = {
        "at_receipt": _("nộp khi quầy nhận"),
        "at_supplement": _("nộp khi được yêu cầu"),
        "at_return": _("nộp khi nhận kết quả"),
    }[line.timing]
    parts = [f"{line.quantity} × {vnd(line.full_vnd // line.quantity)}"] if line.quantity > 1 else []
    if line.note:
        parts.append(_("giảm vì %(ground)s") % {"ground": line.note[:1].lower() + line.note[1:]})
    return ", ".join([*parts, when])


def _later(charged: FeeSum) -> str:
    """Nothing is paid while sending; the sum that will be asked for later."""
    if not charged.total_vnd:
        return _("Không thu khoản nào")
    return _("%(sum)s nộp sau, khi được báo") % {"sum": vnd(charged.total_vnd)}


def where(way: Journey, key: str) -> str:
    """The screen where what is missing can be mended; it leads straight back to the check page."""
    kind, _, name = key.partition(":")
    if key == SIGNATURE:
        return reverse("citizen:sign", args=[way.dossier.reference])
    if kind == "paper" and name:
        stop = way.index("paper", name)
    elif key == "return_method":
        stop = way.index("receive")
    else:
        question = key.split(".")[0].split("[")[0].split("-")[0]
        stop = next(
            (
                way.index("page", page.id)
                for page in way.told.form.pages
                if any(question in (one.id, one.other_id) for one in page.questions)
            ),
            None,
        )
    url = way.stops[stop].url if stop is not None else way.stops[0].url
    return f"{url}?ve={CHECK}"


def expected_desk(dossier: Dossier) -> Agency | None:
    """Where the dossier will go with its present answers; None while the place is not known."""
    told = speaking.told(dossier.version)
    try:
        competent = competent_agency(told.competence, dossier.answers, dossier.owner.commune_code)
        return receiving_desk(competent)
    except (StepRefused, LookupError, ValueError):
        return None


def _answer_by(dossier: Dossier, desk: Agency | None) -> Any:
    """By when the desk has to answer if the dossier is sent right now."""
    if desk is None:
        return None
    dossier.receiving_agency = desk
    return clock.receipt_due_at(dossier, now())


def _ways(desk: Agency | None) -> list[tuple[str, str]]:
    return [
        (ReturnMethod.ONLINE, _("Trên cổng này, bản điện tử")),
        (ReturnMethod.IN_PERSON, _("Tại %(desk)s") % {"desk": desk.name if desk else _("quầy một cửa")}),
        (ReturnMethod.POSTAL, _("Qua bưu điện, đến tận nhà")),
    ]


def _keep_typed(dossier: Dossier, form: ReceiveForm) -> None:
    """Whatever can be kept of the page is kept, also when some of it is still wrong."""
    form.is_valid()
    said = form.cleaned_data
    names = {
        "cach": "return_method",
        "dia_chi": "return_address",
        "dien_thoai": "contact_phone",
        "thu": "contact_email",
    }
    fields = {field: said[name] for name, field in names.items() if name in said}
    drafts.save_answers(dossier=dossier, answers={}, **fields)


def _step(request: HttpRequest, dossier: Dossier, kind: str, form: Any, **more: Any) -> HttpResponse:
    way = journey(dossier)
    to_check = CHECK in (request.GET.get("ve"), request.POST.get("ve"))
    context = {
        "dossier": dossier,
        "way": way,
        "form": form,
        "doors": way.doors(kind),
        "back": f"/nop/{dossier.reference}/{CHECK}/" if to_check else way.before(kind),
        "to_check": to_check,
        **more,
    }
    return render(request, f"dossiers/citizen/{kind}.html", context)
