"""submit: the applicant sends the dossier and the receipt clock starts (T1, QN-13.2a)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dossiers import board, clock, codes, declared, queries
from dossiers.judged import facts_of
from dossiers.models import Channel, Dossier
from dossiers.permissions import only_brings, why_not_submit
from dossiers.services import _messages, papers
from dossiers.services._step import step
from dossiers.services._tasks import open_desk_task
from dossiers.services.drafts import CONSENT_PURPOSE, CONSENT_VERSION
from payments.exemptions import Claimed
from payments.services import open_charge
from portal.accounts.models import ConsentRecord, User
from portal.agencies.models import Officer
from portal.agencies.queries import profile
from portal.agencies.routing import competent_agency, receiving_desk
from portal.calendars.now import now
from portal.web.ready import Ready
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures import eform, fees
from procedures.definition import Definition
from procedures.queries import definition

SIGNATURE = "sign:declaration"
_NOBODY = "khong"  # no rule knows this ground: the fees of somebody who claims nothing


class NotComplete(StepRefused):
    """What is still missing, as (what it concerns, sentence): a paper, a question, a choice."""

    def __init__(self, missing: dict[str, str]) -> None:
        super().__init__(f"Còn {len(missing)} mục cần làm trước khi gửi.")
        self.missing = missing


def submit(
    *, dossier: Dossier, user: User, officer: Officer | None = None, seen: int | None = None
) -> Dossier:
    """Sends a complete draft. Sending twice gives the same dossier back, never a second one.

    Raises NotComplete with everything that is missing, StepRefused when it may not be sent.
    """
    told: dict[str, object] = {}
    with step(dossier, "submit", by=user, officer=officer, seen=seen, data=told) as locked:
        if refusal := why_not_submit(user, locked):
            raise StepRefused(refusal)
        board.lay(locked, empty=True)
        if missing := what_is_missing(locked):
            raise NotComplete(missing)
        told |= signed_facts(locked)
        locked.answers = eform.effective(definition(locked.version), locked.answers, facts_of(locked))
        _place(locked, officer)
        _freeze_people(locked)
        at = now()
        locked.submit()
        locked.submitted_at = locked.registered_at = at
        if profile().code_assigned_at == "submission":
            locked.code = codes.next_code(locked, at)
        open_desk_task(locked, "accept", clock.receipt_due_at(locked, at), _of_the_desk(officer))
        _record_consent(locked)
        open_fees(locked)
        papers.retitle(locked)
        papers.bind_later(locked)
        _messages.tell(locked, "submitted", answer_by=clock.receipt_due_at(locked, at))
    return dossier


def what_is_missing(dossier: Dossier) -> dict[str, str]:
    """Everything that keeps a draft from being sent: answers, papers, how to receive the result (R5)."""
    told = definition(dossier.version)
    facts = facts_of(dossier)
    missing = dict(eform.problems(told, dossier.answers, facts))
    handed_in = {item.paper_id: item for item in queries.with_papers(dossier).items.all()}
    for paper in eform.papers_asked(told, dossier.answers, facts):
        item = handed_in.get(paper.id)
        has_pages = item is not None and bool(item.pages.all())
        if paper.required and not has_pages and not (item and item.delivery == "counter"):
            missing[f"paper:{paper.id}"] = f"Thêm {paper.name}"
        if has_pages and item and any(page.file.state == "rejected" for page in item.pages.all()):
            missing[f"paper:{paper.id}"] = f"Thay tệp không nhận được của {paper.name}"
    if not dossier.return_method:
        missing["return_method"] = "Chọn cách bạn muốn nhận kết quả"
    if declared.asks_signature(dossier) and not (standing := declared.standing(dossier)).signed:
        again = standing.old is not None
        missing[SIGNATURE] = (
            _("Ký số lại tờ khai: bạn đã sửa sau khi ký") if again else _("Ký số tờ khai trước khi gửi")
        )
    return missing


def signed_facts(dossier: Dossier) -> dict[str, object]:
    """Who signed which bytes, for the journal; nothing where no signature is asked for."""
    paper = declared.standing(dossier).paper if declared.asks_signature(dossier) else None
    if paper is None or paper.signed is None:
        return {}
    return {"declaration": paper.signed.sha256, "signer": paper.signer}


def open_fees(dossier: Dossier) -> None:
    """Opens the charges of the version's fee rules, one per moment when they are due."""
    told, on = definition(dossier.version), local(now()).date()
    by_timing: dict[str, list[dict[str, object]]] = {}
    for line in fees.fee_sum(told, dossier.answers, dossier.channel, on, exemption=_NOBODY).lines:
        by_timing.setdefault(line.timing, []).append(
            {
                "id": line.id,
                "name": line.name,
                "kind": line.kind,
                "vnd": line.vnd,
                "how": line.note,
                "account": line.account,
                **({} if line.refundable else {"refundable": False}),
            }
        )
    less = fees.fee_sum(told, dossier.answers, dossier.channel, on)
    for timing, lines in by_timing.items():
        open_charge(
            subject=dossier.reference,
            timing=timing,
            lines=lines,
            payer=dossier.owner.name,
            agency=dossier.receiving_agency,
            about=f"Phí, lệ phí: {dossier.procedure.name}",
            settled_task="dossiers.charge_settled",
            matter=dossier.procedure.code,
            claim=_claimed(told, less.at(timing), lines),
        )


def _claimed(told: Definition, less: fees.FeeSum, lines: list[dict[str, object]]) -> Claimed | None:
    """What the applicant says they need not pay, for an officer to look at; None when they claim nothing."""
    full = {line["id"]: int(str(line["vnd"])) for line in lines}
    off = {line.id: full[line.id] - line.vnd for line in less.lines if line.exemption}
    if not any(vnd > 0 for vnd in off.values()):
        return None
    chosen = next(line.exemption for line in less.lines if line.exemption)
    ground = next(one for fee in told.fees for one in fee.exempt if one.id == chosen)
    return Claimed(ground.id, ground.label, off, proof=ground.proof, source=ground.source)


def _place(dossier: Dossier, officer: Officer | None) -> None:
    """Which agency decides (by the place of the matter) and which desk receives; a centre that has taken
    it in at its counter stays the receiving one, wherever the matter is (NĐ 118/2025 Đ14)."""
    told = definition(dossier.version)
    dossier.competent_agency = competent_agency(told.competence, dossier.answers, dossier.owner.commune_code)
    if officer is not None and dossier.channel != Channel.ONLINE:
        dossier.receiving_agency = officer.agency
    else:
        dossier.receiving_agency = receiving_desk(dossier.competent_agency)


def _of_the_desk(officer: Officer | None) -> Officer | None:
    """Whoever of the desk has begun keeps it; what an agent of the post brought waits for anybody there."""
    return None if officer is None or only_brings(officer) else officer


def _freeze_people(dossier: Dossier) -> None:
    """Names as they were when the dossier was sent."""
    dossier.owner_name = dossier.owner.name
    dossier.owner_fold = dossier.owner.name_fold
    dossier.owner_number = dossier.owner.identifier
    dossier.summary = dossier.summary or dossier.procedure.name


def _record_consent(dossier: Dossier) -> None:
    """Once per dossier: given at the start online, with the signature at the counter."""
    given = {"party_id": dossier.submitter_id, "purpose": CONSENT_PURPOSE, "evidence": dossier.reference}
    if (
        _consent.first(party=dossier.submitter_id, evidence=dossier.reference) is None
    ):  # locked: nobody else writes
        ConsentRecord.objects.create(**given, text_version=CONSENT_VERSION, given_at=now())


def _consent_of(party: int, evidence: str) -> QuerySet[ConsentRecord]:
    given = ConsentRecord.objects.filter(evidence=evidence, party_id=party, purpose=CONSENT_PURPOSE)
    return given.only("pk")[:1]


_consent = Ready(_consent_of, party=int, evidence=str)
