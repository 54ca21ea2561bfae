"""A paper that a dossier asks for, looked for in the national store of results and taken from there (DL-19.4, QN-16.3).

Asked only for the very result that the paper is, after the applicant agreed to this one question, or by the officer
in whose hands the dossier is. What was found is remembered for a quarter of an hour and for this dossier alone. Nothing
here stands in the way: when the store is down, the paper is brought as ever. Never inside a transaction."""

import hashlib
from collections.abc import Iterable

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest

from dossiers.models import Channel, Delivery, Dossier, ItemPage
from dossiers.services import papers
from dossiers.services.vaulting import put_in, why_not_take
from portal.accounts.models import ConsentRecord, Party, User
from portal.agencies.models import Officer
from portal.audit.services import log_access
from portal.calendars.now import now
from portal.documents import pdf, uploads
from portal.documents.models import StoredFile
from portal.documents.names import name_for
from portal.integrations import national_store
from portal.integrations.http import OutsideDown
from portal.integrations.national_store import Paper
from portal.vault import members, services
from portal.vault.models import Act, ItemState, Right, Shelf, VaultItem
from portal.web.refusals import StepRefused
from procedures.definition import PaperSpec

PURPOSE, TEXT_VERSION = "query_national_store", "2026-11"
SECONDS = 15 * 60
MARK = "qg-"
DOWN = "Kho dữ liệu quốc gia đang không trả lời. Bạn nộp giấy như bình thường, hồ sơ không phải chờ."
_CHANNELS = {Channel.IN_PERSON: "1", Channel.ONLINE: "2"}


def may_be_asked(dossier: Dossier, spec: PaperSpec) -> bool:
    """Whether the paper is a result that the national store could hold of this owner."""
    return bool(spec.result_code) and national_store.connected() and bool(_number(dossier.owner))


def found(dossier: Dossier, specs: Iterable[PaperSpec]) -> dict[str, list[Paper]]:
    """What the store said lately, by paper; a paper that was not asked for is not in it."""
    keys = {_key(dossier, spec): spec.id for spec in specs if may_be_asked(dossier, spec)}
    return {keys[key]: list(told) for key, told in cache.get_many(keys).items()} if keys else {}


def mark_of(paper: Paper) -> str:
    """Names a paper of the national store in a form, and in its owner's own store once it is there."""
    told = f"{paper.result_code}|{paper.number}|{paper.title}|{paper.issuer}"
    return MARK + hashlib.sha256(told.encode()).hexdigest()[:16]


def ask(*, request: HttpRequest, dossier: Dossier, user: User, spec: PaperSpec) -> list[Paper]:
    """The applicant agrees and has the store asked. Consent and a line of the access log stay. Raises StepRefused."""
    if not members.may(user, dossier.owner, Right.FILE):
        raise StepRefused("Chỉ chủ của giấy tờ đồng ý cho hỏi kho dữ liệu quốc gia được.")
    known = found(dossier, [spec]).get(spec.id)
    if known is not None:
        return known
    ConsentRecord.objects.create(
        party=dossier.owner,
        purpose=PURPOSE,
        text_version=TEXT_VERSION,
        given_at=now(),
        evidence=dossier.reference,
    )
    return _ask(request, dossier, spec, user)


def ask_as_officer(
    *, request: HttpRequest, dossier: Dossier, officer: Officer, spec: PaperSpec
) -> list[Paper]:
    """The officer asks for the very paper of the dossier in hand. Raises StepRefused."""
    if refusal := why_not_take(officer, dossier):
        raise StepRefused(refusal)
    return _ask(request, dossier, spec, officer.user)


def take(*, dossier: Dossier, user: User, paper_id: str, mark: str) -> ItemPage:
    """Puts a paper that was found into the applicant's dossier; it also comes into their store. Raises StepRefused."""
    if not members.may(user, dossier.owner, Right.FILE):
        raise StepRefused("Chỉ chủ của giấy tờ lấy được giấy trong kho dữ liệu quốc gia.")
    item = _brought(dossier, user, paper_id, mark)
    page = _added(dossier, user, paper_id, item)
    services.note_use(item, Act.REUSED, dossier.shown_code, str(user))
    return page


def take_as_officer(*, dossier: Dossier, officer: Officer, paper_id: str, mark: str) -> VaultItem:
    """Puts a paper that was found into the dossier in hand; journaled. A second time changes nothing."""
    if refusal := why_not_take(officer, dossier):
        raise StepRefused(refusal)
    item = _brought(dossier, officer.user, paper_id, mark)
    spec = papers.asked_by_name(dossier, paper_id)
    assert spec is not None, "what was brought has its place"
    return put_in(dossier=dossier, officer=officer, spec=spec, item=item, source=" từ kho dữ liệu quốc gia")


def taken(dossier: Dossier, files: Iterable[int]) -> dict[int, str]:
    """By file, the mark of the papers of these that came from the national store."""
    rows = VaultItem.objects.filter(party=dossier.owner_id, shelf=Shelf.NATIONAL, file__in=list(files))
    return {file: source.removeprefix("national:") for file, source in rows.values_list("file", "source")}


def _ask(request: HttpRequest, dossier: Dossier, spec: PaperSpec, user: User) -> list[Paper]:
    if not may_be_asked(dossier, spec):
        raise StepRefused("Giấy này không hỏi được ở kho dữ liệu quốc gia.")
    log_access(
        request, subject=dossier.shown_code, act="Hỏi kho dữ liệu quốc gia", party_id=dossier.owner_id,
        purpose=f"{spec.name} cho thủ tục {dossier.procedure.code}",
    )  # fmt: skip
    asker = Party.objects.filter(user=user).first()
    try:
        told = national_store.papers_of(
            owner_number=_number(dossier.owner), asker_name=str(user), asker_number=_number(asker) if asker else "",
            channel=_CHANNELS.get(Channel(dossier.channel), "3"), procedure=dossier.procedure.code,
            wanted=[(spec.result_code, "")], key=f"{dossier.reference}-{spec.id}",
            purpose=f"Giải quyết thủ tục {dossier.procedure.code}, hồ sơ {dossier.shown_code}: {spec.name}",
        )  # fmt: skip
    except OutsideDown as down:
        raise StepRefused(DOWN) from down
    cache.set(_key(dossier, spec), told, SECONDS)
    return told


def _brought(dossier: Dossier, user: User, paper_id: str, mark: str) -> VaultItem:
    """The paper in its owner's store: fetched, looked through like every upload, with where it came from."""
    spec = papers.asked_by_name(dossier, paper_id)
    held = found(dossier, [spec]).get(paper_id, []) if spec else []
    paper = next((one for one in held if mark_of(one) == mark), None)
    source = f"national:{mark}"
    known = VaultItem.objects.select_related("file").filter(party=dossier.owner, source=source)
    item = known.exclude(state__in=(ItemState.RECALLED, ItemState.REMOVED)).first()
    if item and (paper is not None or item.file.pk in _files_of(dossier, paper_id)):
        return item
    if paper is None:
        raise StepRefused("Kết quả hỏi kho dữ liệu quốc gia đã quá 15 phút. Hỏi lại rồi chọn.")
    parts = [_fetched(dossier, user, name, address) for name, address in paper.files]
    try:
        file = pdf.images_to_pdf([(part, 0) for part in parts])
    except uploads.UploadRefused as refusal:
        raise StepRefused("Tệp của kho dữ liệu quốc gia không dùng được. %(why)s", why=refusal) from refusal
    given = services.Deposit(
        party=dossier.owner, shelf=Shelf.NATIONAL, source=source, title=paper.title, file=file, number=paper.number,
        issuer=paper.issuer, result_code=paper.result_code, about=dossier.shown_code,
    )  # fmt: skip
    return services.deposit(given)


def _files_of(dossier: Dossier, paper_id: str) -> set[int]:
    pages = ItemPage.objects.filter(item__dossier=dossier, item__paper_id=paper_id, removed_at=None)
    return set(pages.values_list("file", flat=True))


def _fetched(dossier: Dossier, user: User, name: str, address: str) -> StoredFile:
    try:
        content = national_store.file_of(address)
    except OutsideDown as down:
        raise StepRefused(DOWN) from down
    try:
        kept = uploads.receive(
            user, f"kho-quoc-gia:{dossier.reference}", SimpleUploadedFile(name, content)
        ).stored
    except uploads.UploadRefused as refusal:
        raise StepRefused("Tệp của kho dữ liệu quốc gia không dùng được. %(why)s", why=refusal) from refusal
    assert kept is not None
    return kept


def _added(dossier: Dossier, user: User, paper_id: str, item: VaultItem) -> ItemPage:
    name = name_for(item.title[:100], item.file.content_type)
    return papers.add_page(
        dossier=dossier, user=user, paper_id=paper_id, file=item.file, name=name, delivery=Delivery.VAULT
    )


def _number(party: Party) -> str:
    return party.id_number or party.tax_code or ""


def _key(dossier: Dossier, spec: PaperSpec) -> str:
    return f"national:{dossier.reference}:{hashlib.sha256(spec.id.encode()).hexdigest()[:16]}"
