"""What a finished dossier leaves in the store of its owner, and what the store gives to a dossier (QN-15, ST-13)."""

from dossiers.models import Delivery, Dossier, DossierResult, ItemPage, ResultKind
from dossiers.services import papers
from portal.accounts.models import User
from portal.calendars.now import now
from portal.documents.names import name_for
from portal.vault import queries, services
from portal.vault.models import Act, Shelf, VaultItem
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
    """Papers brought to the counter that had to be digitised (TT 01/2023): those are not asked for again (DL-19.4)."""
    if dossier.channel != "in_person":
        return
    told = {spec.id: spec for spec in definition(dossier.version).papers}
    for item in dossier.items.select_related("pdf").exclude(pdf=None):
        spec = told.get(item.paper_id)
        if (
            item.pdf is None
            or spec is None
            or not spec.digitise
            or item.verdict == "wrong"
            or item.delivery == Delivery.VAULT
        ):
            continue
        services.deposit(
            services.Deposit(
                party=dossier.owner, shelf=Shelf.DIGITISED, source=f"paper:{dossier.reference}:{item.paper_id}",
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
    if dossier.owner.user_id != user.pk:
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
