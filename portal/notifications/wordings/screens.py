"""The administration's screens of messages (ux.md A8): all kinds, the words of one, what the law demands, compared."""

import difflib
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from jinja2 import TemplateError

from portal.calendars.now import now
from portal.notifications import bounces, tasks
from portal.notifications import queries as outbox
from portal.notifications.models import Message, Wording, WordingState
from portal.notifications.proof import told
from portal.notifications.wordings import queries, services
from portal.notifications.wordings.checking import preview
from portal.notifications.wordings.forms import WordingForm
from portal.notifications.wordings.kinds import KINDS, MAY_BE_OFF, VARIABLES, Kind
from portal.notifications.wordings.writing import SHOWN
from portal.web.refusals import StepRefused
from portal.web.show import HANOI, local

_HOME = ("admin:notifications_wording_changelist", "Lời tin nhắn")
VIEW, CHANGE = "notifications.view_wording", "notifications.change_wording"


def may_look(request: HttpRequest) -> bool:
    return request.user.has_perm(VIEW)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every kind and way: whose words speak, and where a draft waits."""
    _looking(request)
    rows = Wording.objects.exclude(state=WordingState.ENDED)
    standing: dict[tuple[str, str], list[Wording]] = {}
    for row in rows:
        standing.setdefault((row.template, row.channel), []).append(row)
    kinds = [
        (name, kind, [(way, word, standing.get((name, way), [])) for way, word in queries.WAYS.items()])
        for name, kind in KINDS.items()
    ]
    context = {"kinds": kinds, "may_be_off": MAY_BE_OFF}
    return render(request, "notifications/wordings/overview.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, template: str, channel: str, language: str) -> HttpResponse:
    """One way of one kind: the words now, the draft, how it looks, what may be used, what stood before."""
    _looking(request)
    kind = KINDS.get(template)
    if kind is None or channel not in queries.WAYS or language not in queries.LANGUAGES:
        raise Http404
    if request.method == "POST" and not request.user.has_perm(CHANGE):
        raise PermissionDenied
    past = queries.history(template, channel, language)
    draft = next((one for one in past if one.state == WordingState.DRAFT), None)
    speaking = next((one for one in past if one.state == WordingState.ACTIVE), None)
    form = WordingForm(
        request.POST or None,
        template=template,
        channel=channel,
        initial=_start(template, channel, language, past),
    )
    if request.method == "POST":
        said = _act(request, form, draft, {"template": template, "channel": channel, "language": language})
        if said is not None:
            return said
    context = {
        "template": template, "kind": kind, "channel": channel, "language": language, "form": form, "draft": draft,
        "speaking": speaking, "past": past, "ways": queries.WAYS, "tongues": queries.LANGUAGES, "filters": SHOWN,
        "variables": _variables(kind), "previews": _previews(form, template, channel),
        "may": request.user.has_perm(CHANGE), "crumbs": [(reverse(_HOME[0]), _HOME[1])],
        "difference": _difference(request, past, template, language), "letter_first": channel in ("email", "in_app"),
    }  # fmt: skip
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "notifications/wordings/edit.html", context, status=status)


def _act(
    request: HttpRequest, form: WordingForm, draft: Wording | None, where: dict[str, str]
) -> HttpResponse | None:
    """Does what the button says; None shows the page again, with what was typed."""
    by: Any = request.user
    act, here = request.POST.get("lam", ""), redirect(request.path)
    try:
        if act in ("luu", "dung"):
            if not form.is_valid():
                return None
            told = form.cleaned_data
            kept = services.save_draft(
                **where, by=by, subject=told.get("subject", ""), text=told["text"],
                marks=told.get("marks", True), provider_id=told.get("provider_id", ""),
            )  # fmt: skip
            if act == "dung":
                services.put_in_force(wording=kept, by=by)
            messages.success(request, "Lời mới đang được dùng." if act == "dung" else "Đã lưu bản nháp.")
            return here
        if act == "goc":
            done = services.back_to_shipped(**where, by=by)
            messages.success(request, "Đã trở về lời gốc." if done else "Lời gốc vẫn đang được dùng.")
            return here
        if act == "bo" and draft is not None:
            services.drop_draft(wording=draft)
            messages.success(request, "Đã bỏ bản nháp.")
            return here
    except StepRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    form.is_valid()
    return None


def _start(template: str, channel: str, language: str, past: list[Wording]) -> dict[str, Any]:
    """The draft, else what speaks now, else the shipped words: nobody begins with an empty box."""
    own = next((one for one in past if one.state != WordingState.ENDED), None)
    if own is not None:
        return {"subject": own.subject, "text": own.text, "marks": own.marks, "provider_id": own.provider_id}
    letter = queries.shipped(template, language) or queries.shipped(template)
    if letter is None:
        return {"subject": "", "text": ""}
    if channel == "sms":
        return {
            "text": f"{letter.subject}. Xem tai {{{{ url }}}}"
            if "url" in KINDS[template].known
            else letter.subject
        }
    if channel == "zalo":
        rows = [
            f"{VARIABLES[name].meaning.capitalize()}: {{{{ {name}{_filter(name)} }}}}"
            for name in KINDS[template].must
        ]
        return {
            "subject": KINDS[template].word,
            "text": "\n".join([f"{KINDS[template].word} trên cổng dịch vụ công.", *rows]),
        }
    return {"subject": letter.subject, "text": letter.text}


def _filter(name: str) -> str:
    example = VARIABLES[name].example
    return "|stamp" if isinstance(example, datetime) else "|vnd" if name == "amount_vnd" else ""


def _previews(form: WordingForm, template: str, channel: str) -> list[tuple[str, Any]]:
    """With everything an act may give, and with the least; nothing while the words are faulty."""
    if form.is_bound and form.errors:
        return []
    told = form.cleaned_data if form.is_bound else form.initial
    if not told.get("text"):
        return []
    words = (told.get("subject", ""), told["text"], told.get("marks", True))
    try:
        return [
            ("Khi có đủ dữ kiện", preview(template, channel, *words)),
            ("Khi chỉ có dữ kiện bắt buộc", preview(template, channel, *words, bare=True)),
        ]
    except TemplateError:
        return []


def _variables(kind: Kind) -> list[tuple[str, str, str]]:
    """Each word that may be used: name, what it is, how a wording must treat it."""
    rank = dict.fromkeys(kind.needs, "bắt buộc")
    return [
        (name, VARIABLES[name].meaning, rank.get(name, "luôn có" if name in kind.must else "có khi trống"))
        for name in (*kind.must, *kind.may, "name", "site_url")
    ]


def _difference(
    request: HttpRequest, past: list[Wording], template: str, language: str
) -> list[tuple[str, str]] | None:
    """Lines of an older wording against what is newest: (sign, line); `?so=0` is the shipped file."""
    asked = request.GET.get("so", "")
    if not asked.isdigit():
        return None
    letter = queries.shipped(template, language) or queries.shipped(template)
    older = next((f"{one.subject}\n{one.text}" for one in past if one.number == int(asked)), None)
    if asked == "0" and letter:
        older = f"{letter.subject}\n{letter.text}"
    newest = f"{past[0].subject}\n{past[0].text}" if past else ""
    if older is None or not newest:
        return None
    lines = difflib.ndiff(older.splitlines(), newest.splitlines())
    return [(line[0], line[2:]) for line in lines if line[0] in " +-"]


@require_GET
def statutory(request: HttpRequest) -> HttpResponse:
    """The log's own proof: each kind that the law demands, over the last days."""
    _looking(request)
    days = {"1": 1, "7": 7, "31": 31}.get(request.GET.get("ngay", ""), 7)
    until = now()
    since = datetime.combine(local(until).date() - timedelta(days=days - 1), time(0), HANOI)
    context = {
        "rows": told(since, until), "days": days, "since": since, "crumbs": [(reverse(_HOME[0]), _HOME[1])],
    }  # fmt: skip
    return render(request, "notifications/wordings/statutory.html", context)


@require_http_methods(["GET", "POST"])
def undelivered(request: HttpRequest) -> HttpResponse:
    """What one way could not bring, why, and what became of it; a POST sends one of them again."""
    _looking(request)
    if request.method == "POST":
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        again = tasks.send_again(request.POST.get("tin", ""))
        messages.success(request, "Đang gửi lại." if again else "Tin này đã đi hoặc đang chờ gửi.")
        return redirect(request.get_full_path())
    everything = request.GET.get("ca") == "1"
    since = now() - timedelta(days=31)
    rows = [one for one in outbox.undelivered(since) if everything or not outbox.reached(one)]
    context = {
        "rows": [(one, _word(one.said), _masked(one.said), outbox.reached(one)) for one in rows],
        "everything": everything, "tries": tasks.MOST_TRIES, "may": request.user.has_perm(CHANGE),
        "crumbs": [(reverse(_HOME[0]), _HOME[1])],
    }  # fmt: skip
    return render(request, "notifications/wordings/undelivered.html", context)


def _word(message: Message) -> str:
    kind = KINDS.get(message.template)
    return kind.word if kind else "Trả lời câu hỏi"


def _masked(message: Message) -> str:
    """Enough to know which address is meant, for somebody who need not know it."""
    if not message.address:
        return ""
    if message.channel == "email":
        return bounces.mask_email(message.address)
    return f"•••{message.address[-3:]}"


def _looking(request: HttpRequest) -> None:
    if not may_look(request):
        raise Http404
