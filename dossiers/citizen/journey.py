"""The steps of one draft in order: pages of questions, papers, fee, how to receive, check."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dossiers import queries
from dossiers.models import Dossier, DossierItem
from procedures import eform, speaking
from procedures.definition import Definition, PaperSpec, Question

LONG_FORM = 12


@dataclass(frozen=True)
class Stop:
    """One screen of the way. kind: page, paper, fee, receive, check; key: the page's or paper's id."""

    kind: str
    key: str
    section: str
    title: str
    url: str


@dataclass(frozen=True)
class Journey:
    """Every screen that this draft has to go through with its present answers."""

    dossier: Dossier
    told: Definition
    stops: tuple[Stop, ...]
    papers: tuple[PaperSpec, ...]
    certain: bool

    def index(self, kind: str, key: str = "") -> int | None:
        return next((n for n, stop in enumerate(self.stops) if (stop.kind, stop.key) == (kind, key)), None)

    def after(self, kind: str, key: str = "") -> Stop:
        """The next screen; after one that is no longer asked, the check page tells what is missing."""
        here = self.index(kind, key)
        return self.stops[-1] if here is None else self.stops[min(here + 1, len(self.stops) - 1)]

    def onwards(self, kind: str, key: str = "") -> Stop:
        """The next screen that has something to ask: pages filled from the register wait on the check page."""
        stop = self.after(kind, key)
        while stop.kind == "page" and self.ready_made(stop.key):
            stop = self.after(stop.kind, stop.key)
        return stop

    def ready_made(self, key: str) -> bool:
        """Every question of the page is answered from what is known about the person, and nobody changed it."""
        page, answers = self.told.page(key), self.dossier.answers
        asked = eform.questions_asked(self.told, page, answers) if page else []
        return bool(asked) and all(
            question.kind == "statement" or eform.source_of(question.id, answers) for question in asked
        )

    def before(self, kind: str, key: str = "") -> str:
        """Where “Quay lại” leads."""
        here = self.index(kind, key)
        if here:
            return self.stops[here - 1].url
        return reverse("citizen:start", args=[self.dossier.procedure.code])

    def doors(self, kind: str, key: str = "") -> tuple[int, int] | None:
        """(now, total), only when the total is certain: after the last question nothing can add a screen."""
        here = self.index(kind, key)
        settled = self.certain or kind != "page"
        return (here + 1, len(self.stops)) if here is not None and settled else None

    @property
    def is_long(self) -> bool:
        """Long forms have a task list (C5)."""
        return sum(len(page.questions) for page in self.told.form.pages) > LONG_FORM


def journey(dossier: Dossier) -> Journey:
    """The way as the answers so far make it."""
    told = speaking.told(dossier.version)
    ref = dossier.reference
    pages = [page for page, asked in eform.asked(told, dossier.answers) if _asks_here(asked)]
    papers = eform.papers_asked(told, dossier.answers)
    stops = [
        Stop("page", page.id, page.section, page.title, reverse("citizen:page", args=[ref, page.id]))
        for page in pages
    ]
    stops += [
        Stop("paper", paper.id, _("Giấy tờ"), paper.name, reverse("citizen:paper", args=[ref, paper.id]))
        for paper in papers
    ]
    if eform.exemptions_offered(told, dossier.answers):
        stops.append(Stop("fee", "", _("Lệ phí"), _("Miễn, giảm phí"), reverse("citizen:fee", args=[ref])))
    stops += [
        Stop("receive", "", _("Nhận kết quả"), _("Nhận kết quả"), reverse("citizen:receive", args=[ref])),
        Stop("check", "", _("Kiểm tra"), _("Kiểm tra trước khi gửi"), reverse("citizen:check", args=[ref])),
    ]
    certain = (
        not any(page.when for page in told.form.pages)
        and not any(paper.when or paper.cases for paper in told.papers)
        and not any(question.kind == "file" for question in told.by_id.values())
    )
    return Journey(dossier, told, tuple(stops), tuple(papers), certain)


def _asks_here(asked: list[Question]) -> bool:
    """A page of nothing but files is no screen: each file has its own among the papers."""
    return any(question.kind != "file" for question in asked)


def items_by_paper(dossier: Dossier) -> dict[str, DossierItem]:
    """What has been handed in so far, by the paper's id in the version."""
    return {item.paper_id: item for item in queries.items_with_pages(dossier)}


def status(stop: Stop, way: Journey, items: dict[str, DossierItem], problems: dict[str, str]) -> str:
    """todo, doing or done, for the task list."""
    answers = way.dossier.answers
    if stop.kind == "page":
        page = way.told.page(stop.key)
        asked = eform.questions_asked(way.told, page, answers) if page else []
        keys = {question.id for question in asked}
        begun = any(answers.get(key) not in (None, "", []) for key in keys)
        open_keys = {problem.split(".")[0].split("[")[0] for problem in problems}
        if keys & open_keys:
            return "doing" if begun else "todo"
        return "done" if begun or not any(question.required for question in asked) else "todo"
    if stop.kind == "paper":
        item = items.get(stop.key)
        spec = way.told.paper(stop.key)
        if item is not None and (item.delivery == "counter" or item.pages.all()):
            return "done"
        return "todo" if spec is None or spec.required else "optional"
    if stop.kind == "receive":
        return "done" if way.dossier.return_method else "todo"
    return "todo"
