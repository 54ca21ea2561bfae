"""What a finished dossier leaves in the store of its owner, and what the store gives to a dossier (QN-15, ST-13)."""

from collections.abc import Iterable

from dossiers.models import AT_DESK, Channel, Delivery, Dossier, DossierResult, ItemPage, ResultKind
from dossiers.permissions import DESK_DUTIES, charged_with, why_not_work
from dossiers.services import digitising, papers
from dossiers.services._step import step
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.documents.names import name_for
from portal.vault import members, queries, services
from portal.vault.models import Act, Right, Shelf, VaultItem
from portal.vault.permissions import why_not_use
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures.definition import PaperSpec
from procedures.queries import definition


def source_of(result: DossierResult) -> str:
    """What names a result in every store, so that it comes in once and can be recalled."""
    return f"result:{result.verify_key}"


def deposit(dossier: Dossier, result: DossierResult) -> None:
    """The result, and the papers that the desk scanned and found right, go to the owner's store. Inside the step."""
    if result.kind != ResultKind.POSITIVE or result.file is None or dossier.owner is None:
        return
    issuer = dossier.competent_agency.name if dossier.competent_agency else ""
    services.deposit(
        services.Deposit(
            party=dossier.owner, shelf=Shelf.RESULT, source=source_of(result), title=result.title,
            file=result.file, number=result.number, issuer=issuer, issued_on=result.issued_on,
            result_code=definition(dossier.version).result.code, about=dossier.shown_code, values=result.fields,
        )
    )  # fmt: skip
    _deposit_scans(dossier)


def _deposit_scans(dossier: Dossier) -> None:
    """Papers brought to the counter that had to be digitised (TT 01/2023): those are not asked for again (DL-19.4).

    What goes through a second person's check is stored by it, not here."""
    if dossier.channel not in AT_DESK:
        return
    told = {spec.id: spec for spec in definition(dossier.version).papers}
    by_check = digitising.known(dossier)
    digitising.recall_wrong(dossier)
    for item in dossier.items.select_related("pdf").exclude(pdf=None):
        spec = told.get(item.paper_id)
        if (
            item.pdf is None
            or spec is None
            or not spec.digitise
            or item.paper_id in by_check
            or item.verdict == "wrong"
            or item.delivery == Delivery.VAULT
        ):
            continue
        services.deposit(
            services.Deposit(
                party=dossier.owner, shelf=Shelf.DIGITISED, source=digitising.subject_of(dossier, item.paper_id),
                title=item.title, file=item.pdf, result_code=spec.result_code, about=dossier.shown_code,
            )
        )  # fmt: skip


def offers(dossier: Dossier, spec: PaperSpec) -> tuple[list[VaultItem], list[VaultItem]]:
    """The owner's papers for this place: those that are the very result asked for, and all others that are good."""
    today = local(now()).date()
    fitting = queries.fitting(dossier.owner, spec.result_code, today)
    return fitting, [item for item in queries.usable(dossier.owner, today) if item not in fitting]


def take_from_vault(*, dossier: Dossier, user: User, paper_id: str, key: str) -> ItemPage:
    """Puts a paper of the owner's store into the dossier; the use is written into its history. Raises StepRefused."""
    if not members.may(user, dossier.owner, Right.FILE):
        raise StepRefused("Chỉ chủ của kho lấy được giấy tờ trong kho.")
    item = queries.item_of(dossier.owner, key)
    if refusal := why_not_use(item, local(now()).date()):
        raise StepRefused(refusal)
    name = name_for(item.title[:100], item.file.content_type)
    page = papers.add_page(
        dossier=dossier, user=user, paper_id=paper_id, file=item.file, name=name, delivery=Delivery.VAULT
    )
    services.note_use(item, Act.REUSED, dossier.shown_code, str(user))
    return page


def why_not_take_at_counter(officer: Officer, dossier: Dossier) -> str:
    """An officer takes from the store only for a dossier in their hands, while the owner stands at the counter."""
    if dossier.state != State.DRAFT or dossier.channel != Channel.IN_PERSON:
        return "Chỉ lấy giấy tờ trong kho khi đang tiếp nhận hồ sơ ở quầy."
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES):
        return "Tiếp nhận tại quầy là việc của cán bộ một cửa."
    if dossier.owner_id != dossier.submitter_id:
        return "Chủ kho không có mặt nên không lấy giấy tờ trong kho được."
    return ""


def why_not_take(officer: Officer, dossier: Dossier) -> str:
    """An officer takes from the store for a dossier in their hands alone, and only when its owner filed it: at
    the counter while it is taken in, later while the desk accepts it or they work on it (QN-15, DL-19.4)."""
    if dossier.state == State.DRAFT:
        return why_not_take_at_counter(officer, dossier)
    if dossier.state not in (State.REGISTERED, State.ACCEPTED, State.PROCESSING):
        return "Chỉ lấy giấy tờ trong kho khi hồ sơ đang được tiếp nhận hoặc giải quyết."
    if dossier.owner_id != dossier.submitter_id:
        return "Chủ kho không tự nộp hồ sơ này nên không lấy giấy tờ trong kho được."
    if dossier.state == State.PROCESSING:
        return why_not_work(officer, dossier)
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES):
        return "Hồ sơ đang ở quầy, lấy giấy tờ trong kho là việc của cán bộ một cửa."
    return ""


def offers_to_officer(
    officer: Officer, dossier: Dossier, specs: Iterable[PaperSpec]
) -> dict[str, list[VaultItem]]:
    """By paper, what the store holds of exactly that paper; an officer is shown nothing else of it (QN-15)."""
    if why_not_take(officer, dossier):
        return {}
    wanted = {spec.id: (spec.result_code, spec.name) for spec in specs}
    return queries.fitting_each(dossier.owner, wanted, local(now()).date())


def take_as_officer(*, dossier: Dossier, officer: Officer, paper_id: str, key: str) -> VaultItem:
    """Puts the owner's paper into the dossier in hand. Raises StepRefused."""
    if refusal := why_not_take(officer, dossier):
        raise StepRefused(refusal)
    spec = papers.asked_by_name(dossier, paper_id)
    fitting = offers_to_officer(officer, dossier, [spec] if spec else []).get(paper_id, [])
    item = next((one for one in fitting if one.key == key), None)
    if spec is None or item is None:
        raise StepRefused("Giấy này không còn trong kho, hoặc không phải giấy đang cần.")
    return put_in(dossier=dossier, officer=officer, spec=spec, item=item)


def put_in(
    *, dossier: Dossier, officer: Officer, spec: PaperSpec, item: VaultItem, source: str = ""
) -> VaultItem:
    """The kept paper becomes a page of the dossier, to be judged anew: journaled with its purpose, and written into
    the paper's own history. A second time changes nothing. Raises StepRefused when the dossier has moved on."""
    here = dossier.items.filter(paper_id=spec.id, pages__file=item.file, pages__removed_at=None)
    if here.exists():
        return item
    purpose = f"{item.title}{source} cho hồ sơ {dossier.shown_code}"
    with step(dossier, "use_store", by=officer.user, officer=officer, note=purpose) as locked:
        if refusal := why_not_take(officer, locked):
            raise StepRefused(refusal)
        row = papers.item_for(locked, spec)
        papers.add_last(row, item.file, name_for(item.title[:100], item.file.content_type), Delivery.VAULT)
        if row.verdict:
            row.verdict, row.verdict_note = "", ""
            row.save(update_fields=["verdict", "verdict_note"])
        where = "tại quầy " if locked.state == State.DRAFT else ""
        services.note_use(
            item, Act.REUSED, dossier.shown_code, f"{officer.user} {where}{officer.agency.name}"
        )
    return item


def put_back(*, dossier: Dossier, paper_id: str) -> None:
    """The officer marks the paper otherwise: what came from the store leaves the dossier again."""
    for page in ItemPage.objects.select_related("item").filter(
        item__dossier=dossier, item__paper_id=paper_id, item__delivery=Delivery.VAULT, removed_at=None
    ):
        papers.remove_page(dossier=dossier, user=dossier.created_by, page=page)
