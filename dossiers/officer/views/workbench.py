"""D5: one dossier – papers and answers on the left, the reader on the right, the next act below."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dossiers import declared, presence, queries
from dossiers.attachments import falls_short
from dossiers.models import Dossier, DossierItem, SlipKind
from dossiers.officer.acts import wrong_count
from dossiers.officer.bench import Bench
from dossiers.officer.reader import Leaf, leaves_of
from dossiers.permissions import why_not_do
from dossiers.services import intake, judging
from dossiers.states import State
from portal.calendars.now import now
from portal.documents import answers
from portal.documents.signing.looking import signatures_in
from portal.web.refusals import StepRefused
from portal.web.show import clock
from portal.web.text import clean
from procedures import eform
from procedures.queries import definition

WIDTH = 1100
THUMB = 120


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The workbench; each look at personal data is logged."""
    bench = Bench(request, code)
    bench.log("Xem hồ sơ", "Giải quyết thủ tục")
    readers = presence.open_up(bench.dossier, bench.officer)
    return render(request, "dossiers/officer/dossier.html", {**_context(bench), "readers": readers})


def _context(bench: Bench, problems: list[tuple[str, str]] | None = None) -> dict[str, Any]:
    dossier = queries.with_papers(bench.dossier)
    items = list(dossier.items.all())
    marks = bench.beside.marks
    leaves = leaves_of(items)
    typed = bench.request.POST
    here = _looked_at(bench)
    signed = signatures_in(page.file for item in items for page in item.pages.all())
    may_judge = dossier.state in (State.REGISTERED, State.PROCESSING) and any(
        not why_not_do(bench.officer, task) for task in bench.tasks
    )
    by_item = {
        item.pk: [one for page in item.pages.all() for one in signed.get(page.file_id, ())] for item in items
    }
    return bench.context(
        items=[_paper(item, typed) for item in items],
        signed=by_item,
        short={item.pk: falls_short(item, by_item[item.pk]) for item in items},
        to_look_at=[item.title for item in items if item.paper_id in here],
        looked_at=here,
        judged=sum(item.verdict != "" for item in items),
        sections=_sections(dossier, marks, typed),
        leaves=leaves,
        leaf=_chosen(leaves, bench.request.GET.get("trang", "")),
        acts=bench.acts(wrong_count(items, len(marks))),
        may_judge=may_judge,
        may_use_store=may_judge and dossier.owner_id == dossier.submitter_id,
        problems=problems or [],
        saved_at=clock(dossier.touched_at),
        at=now(),
        results=bench.beside.results,
        declared=_declared(dossier),
        slips=[{**slip, "words": SlipKind(slip["kind"]).label} for slip in bench.beside.slips],
    )


def _declared(dossier: Dossier) -> dict[str, Any] | None:
    """Who signed the declaration, when, and whether what is declared has changed since; None where nobody has to."""
    if not declared.asks_signature(dossier):
        return None
    standing = declared.standing(dossier)
    paper = standing.file_of
    if paper is None or paper.signed is None:
        return {"signatures": [], "changed": False, "file": None}
    found = signatures_in([paper.signed]).get(paper.signed.pk, [])
    return {"signatures": found, "changed": not standing.signed, "file": paper.signed}


def _looked_at(bench: Bench) -> set[str]:
    """The papers that the steps now open for this officer name; none when the step names none (then all matter)."""
    told = definition(bench.dossier.version)
    mine = [task.step_id for task in bench.tasks if not why_not_do(bench.officer, task)]
    return {paper for key in mine if (step := told.step(key)) is not None for paper in step.papers}


def _paper(item: DossierItem, typed: Any) -> dict[str, Any]:
    """One paper; what was typed and not accepted stands in its box again."""
    pages = list(item.pages.all())
    return {
        "item": item,
        "pages": sum(page.file.pages for page in pages),
        "files": pages,
        "verdict": typed.get(f"v-{item.paper_id}", item.verdict),
        "note": typed.get(f"n-{item.paper_id}", item.verdict_note),
        "leaf": f"{pages[0].pk}-1" if pages else "",
    }


def _sections(dossier: Dossier, marks: dict[str, str], typed: Any) -> list[dict[str, Any]]:
    """The answers as declared, each with the officer's finding; pages of one section stand together."""
    shown: list[dict[str, Any]] = []
    judged: set[str] = set()
    for page in eform.shown(definition(dossier.version), dossier.answers, eform.at_desk()):
        if not shown or shown[-1]["title"] != page.section:
            shown.append({"title": page.section or page.page.title, "rows": []})
        for row in page.rows:
            question = row.id.split("-")[0]
            shown[-1]["rows"].append(
                {
                    "id": "" if question in judged else question,
                    "label": row.label,
                    "text": row.text,
                    "wrong": typed.get(f"qv-{question}") == "wrong" if typed else question in marks,
                    "note": typed.get(f"qn-{question}", marks.get(question, "")),
                }
            )
            judged.add(question)
    return shown


def _chosen(leaves: list[Leaf], key: str) -> Leaf | None:
    return next((leaf for leaf in leaves if leaf.key == key), leaves[0] if leaves else None)


@require_POST
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """Keeps what the officer found, at once. A finding without words is told, nothing typed is lost."""
    bench = Bench(request, code)
    problems = [*_judge_papers(bench), *_judge_answers(bench)]
    if request.headers.get("X-Requested-With") == "fetch":
        bench = Bench(request, code)
        items = list(queries.with_papers(bench.dossier).items.all())
        acts = bench.acts(wrong_count(items, len(bench.beside.marks)))
        context = bench.context(acts=acts, problems=problems, saved_at=clock(now()))
        return render(request, "dossiers/officer/_actions.html", context)
    if problems:
        return render(request, "dossiers/officer/dossier.html", _context(bench, problems), status=422)
    return redirect(bench.href("dossier"))


def _judge_papers(bench: Bench) -> list[tuple[str, str]]:
    """Stores the changed verdicts; returns what could not be kept as (id of the box, sentence)."""
    problems = []
    for item in bench.dossier.items.all():
        verdict = bench.request.POST.get(f"v-{item.paper_id}", item.verdict)
        note = clean(bench.request.POST.get(f"n-{item.paper_id}", "")) if verdict == "wrong" else ""
        if verdict not in ("", "ok", "wrong") or (verdict, note) == (item.verdict, item.verdict_note):
            continue
        try:
            intake.judge_item(
                dossier=bench.dossier,
                officer=bench.officer,
                paper_id=item.paper_id,
                verdict=verdict,
                note=note,
            )
        except StepRefused as refusal:
            problems.append((f"n-{item.paper_id}", f"{item.title}: {refusal}"))
    return problems


def _judge_answers(bench: Bench) -> list[tuple[str, str]]:
    kept = {mark.question_id: mark.note for mark in bench.dossier.answer_marks.all()}
    problems = []
    for name in bench.request.POST:
        if not name.startswith("qv-"):
            continue
        question = name.removeprefix("qv-")
        wrong = bench.request.POST[name] == "wrong"
        note = clean(bench.request.POST.get(f"qn-{question}", "")) if wrong else ""
        if note == kept.get(question, ""):
            if wrong and not note:
                problems.append((f"qn-{question}", "Ghi rõ sai ở đâu, sửa thế nào."))
            continue
        try:
            judging.judge_answer(
                dossier=bench.dossier, officer=bench.officer, question_id=question, note=note
            )
        except StepRefused as refusal:
            problems.append((f"qn-{question}", str(refusal)))
    return problems


@require_safe
def page_image(request: HttpRequest, code: str, page_id: int, number: int) -> HttpResponse:
    """One page of one paper as a picture; the look is logged (the citizen can read who looked)."""
    bench = Bench(request, code)
    page = queries.page_of(bench.dossier, page_id)
    small = request.GET.get("nho") == "1"
    if not small:
        bench.log("Xem giấy tờ", f"{page.item.title}, trang {number}")
    answer = answers.picture(request, page.file, number, THUMB if small else WIDTH, page.rotation)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def declaration_file(request: HttpRequest, code: str) -> HttpResponseBase:
    """The declaration as the applicant signed it."""
    bench = Bench(request, code)
    found = _declared(bench.dossier)
    if found is None or found["file"] is None:
        raise Http404("declaration")
    bench.log("Tải giấy tờ", "Tờ khai đã ký số")
    return answers.serve(request, found["file"], f"To-khai-{bench.dossier.shown_code}.pdf", inline=True)


@require_safe
def page_file(request: HttpRequest, code: str, page_id: int) -> HttpResponseBase:
    """The file as it was handed in."""
    bench = Bench(request, code)
    page = queries.page_of(bench.dossier, page_id)
    bench.log("Tải giấy tờ", page.item.title)
    return answers.serve(request, page.file, page.name, inline=True)
