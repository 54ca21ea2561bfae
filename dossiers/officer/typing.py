"""What an officer typed on the counter's one page, read and drawn: answers, papers, fee, how to return."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from dossiers.judged import facts_of
from dossiers.models import Delivery, Dossier, DossierItem, ReturnMethod
from dossiers.services import national, vaulting
from portal.accounts.models import Party
from portal.accounts.numbers import normal_phone
from portal.agencies.models import Officer
from portal.integrations.national_store import Paper
from portal.vault.models import VaultItem
from portal.web.text import clean
from procedures import eform, fees, places
from procedures.definition import PaperSpec
from procedures.eform import view
from procedures.fees import FeeSum
from procedures.queries import definition


@dataclass(slots=True)
class PaperRow:
    """One line of the checklist."""

    spec: PaperSpec
    item: DossierItem | None
    pages: int
    error: str = ""
    kept: list[VaultItem] = field(default_factory=list)
    national: list[tuple[str, Paper]] | None = None  # what the national store said; None: not asked
    may_ask: bool = False
    from_national: str = ""  # the mark of what was taken from there

    @property
    def value(self) -> str:
        """there, missing, the key of the kept paper or the mark of the national one, "" while nobody has said."""
        if self.item is None:
            return ""
        if self.item.delivery == Delivery.VAULT and (taken := self._taken()):
            return taken
        return "there" if self.item.delivery == "counter" or self.pages else "missing"

    def _taken(self) -> str:
        assert self.item is not None
        files = _living(self.item)
        return next((one.key for one in self.kept if one.file_id in files), "") or self.from_national


@dataclass(slots=True)
class Typed:
    """The page: `problems` by question id, `paper:<id>`, `return_method` or `cach-thu`."""

    answers: dict[str, Any]
    sections: list[tuple[Any, list[view.FieldView]]]
    seen: str
    papers: list[PaperSpec]
    rows: list[PaperRow]
    there: dict[str, bool]
    stored: dict[str, str]
    fee: FeeSum
    return_method: str
    return_address: str
    phone: str
    email: str
    may_grow: bool
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The error summary, linked to the boxes."""
        drawn = [one for _, views in self.sections for one in views]
        own = {
            key: text
            for key, text in self.problems.items()
            if not key.startswith("paper:") and key not in _OWN
        }
        found = list(view.summary(drawn, own))
        for key, text in self.problems.items():
            if key.startswith("paper:"):
                found.append((f"p-{key.removeprefix('paper:')}", text))
            elif key in _OWN:
                found.append((_OWN[key], text))
        return found


_OWN = {"return_method": "nhan-0", "cach-thu": "thu-0", "dong-y": "dong-y-0"}


def typed_at_counter(
    dossier: Dossier, officer: Officer, post: QueryDict | None, *, problems: dict[str, str] | None = None
) -> Typed:
    """Reads the post over what is kept, or draws what is kept."""
    told, wrong = definition(dossier.version), problems or {}
    facts = facts_of(dossier)
    answers = dict(dossier.answers)
    if post is not None:
        for page in told.form.pages:
            answers = eform.read_page(page, post, answers, facts)
    pages = told.form.pages
    drawn = [(page, view.fields(told, page, answers, wrong, facts, together=pages)) for page in pages]
    sections = [(page, views) for page, views in drawn if views]
    papers = eform.papers_asked(told, answers, facts)
    there, stored = _marked(papers, post)
    kept = vaulting.offers_to_officer(officer, dossier, papers)
    items = {item.paper_id: item for item in dossier.items.prefetch_related("pages")}
    rows = [
        PaperRow(
            spec=paper,
            item=items.get(paper.id),
            pages=_pages(items.get(paper.id)),
            error=wrong.get(f"paper:{paper.id}", ""),
            kept=kept.get(paper.id, []),
        )
        for paper in papers
    ]
    _with_national(rows, dossier, officer)
    get = post.get if post is not None else (lambda key, otherwise: otherwise)
    method = str(get("nhan", dossier.return_method))
    return Typed(
        answers=answers,
        sections=sections,
        seen=",".join(filter(None, (view.seen(views) for _, views in sections))),
        papers=papers,
        rows=rows,
        there=there,
        stored=stored,
        fee=fees.fee_sum(told, answers, dossier.channel),
        return_method=method if method in ReturnMethod.values else "",
        return_address=clean(str(get("noi-nhan", dossier.return_address)))[:400],
        phone=normal_phone(str(get("dien-thoai", dossier.contact_phone)))[:15],
        email=clean(str(get("thu", dossier.contact_email)))[:254],
        may_grow=bool(told.papers) or any(one.kind == "file" for one in told.by_id.values()),
        problems=dict(wrong),
    )


def _with_national(rows: list[PaperRow], dossier: Dossier, officer: Officer) -> None:
    """What the national store said of each paper, whether it may be asked, what was taken from there."""
    files = {
        file for row in rows if row.item and row.item.delivery == Delivery.VAULT for file in _living(row.item)
    }
    taken = national.taken(dossier, files) if files else {}
    askable = {row.spec.id for row in rows if national.may_be_asked(dossier, row.spec)}
    if askable and vaulting.why_not_take(officer, dossier):
        askable = set()
    told = national.found(dossier, [row.spec for row in rows if row.spec.id in askable])
    for row in rows:
        row.may_ask = row.spec.id in askable
        if row.spec.id in told:
            row.national = [(national.mark_of(one), one) for one in told[row.spec.id]]
        if row.item is not None:
            row.from_national = next((taken[file] for file in _living(row.item) if file in taken), "")


def _living(item: DossierItem) -> set[int]:
    return {page.file_id for page in item.pages.all() if page.removed_at is None}


def _marked(papers: list[PaperSpec], post: QueryDict | None) -> tuple[dict[str, bool], dict[str, str]]:
    """Which papers lie on the table or lack, and which come from the store, under which key."""
    there, stored = {}, {}
    for paper in papers:
        said = post.get(f"p-{paper.id}", "") if post is not None else ""
        if said in ("there", "missing"):
            there[paper.id] = said == "there"
        elif said:
            stored[paper.id] = said[:26]
    return there, stored


def _pages(item: DossierItem | None) -> int:
    return sum(page.removed_at is None for page in item.pages.all()) if item else 0


def person_of(party: Party) -> str:
    """What Alt+N fills into a part of the form, as JSON: end of a question's name → end of the box → value."""
    born = party.birth_on
    told: dict[str, dict[str, str]] = {
        "_ho_ten": {"": party.name},
        "_so_dinh_danh": {"": party.id_number or ""},
        "_dien_thoai": {"": party.phone},
        "_noi_cu_tru": {"-duong": party.address, "-xa": places.text_of(party.commune_code)}
        if party.commune_code
        else {},
    }
    if party.id_checked_at:  # whoever shows an identity card is a citizen
        told["_quoc_tich"] = {"": "VN"}
    if born is not None:
        told["_ngay_sinh"] = {"-ngay": str(born.day), "-thang": str(born.month), "-nam": str(born.year)}
    return json.dumps(told, ensure_ascii=False)
