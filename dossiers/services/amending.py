"""amend: the applicant changes what they sent, by themselves, until the desk takes it in (NĐ 45/2020 Đ12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dossiers import declared
from dossiers.judged import facts_of
from dossiers.models import Channel, Delivery, Dossier
from dossiers.permissions import is_applicant
from dossiers.services import papers
from dossiers.services._step import step
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.routing import competent_agency
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from procedures import eform, fees
from procedures.queries import definition

TAKEN_IN = "Quầy đã trả lời hồ sơ này, nên muốn sửa thì nhắn cho quầy."
SIGNED = "Tờ khai của hồ sơ này đã ký số. Muốn sửa thì rút hồ sơ rồi nộp lại, hoặc nhắn cho quầy."
NOT_ONLINE = "Hồ sơ nộp ở quầy hay qua bưu chính thì sửa tại nơi đã nộp."
NOTHING = "Chưa có gì thay đổi."
CHANGES_TOO_MUCH = (
    "Sửa như vậy làm đổi phí, giấy tờ phải nộp hoặc cơ quan giải quyết. Rút hồ sơ này rồi nộp lại."
)


@dataclass(frozen=True)
class Added:
    """A file that was received for a paper, and what the applicant calls it."""

    paper_id: str
    file: StoredFile
    name: str


def why_not_amend(user: User, dossier: Dossier) -> str:
    """Only the applicant, only what came over the net and the desk has not answered yet."""
    if not is_applicant(user, dossier):
        return "Hồ sơ này không phải của bạn."
    if dossier.state != State.REGISTERED or dossier.received_at is not None:
        return TAKEN_IN
    if dossier.channel != Channel.ONLINE:
        return NOT_ONLINE
    return SIGNED if declared.asks_signature(dossier) else ""


def amend(
    *,
    dossier: Dossier,
    user: User,
    answers: dict[str, Any],
    added: Sequence[Added] = (),
    seen: int | None = None,
) -> Dossier:
    """Keeps the new answers and files; the journal tells which were changed, the desk's term stays.

    Raises StepRefused: also where fees, papers asked for or the competent agency would become others.
    """
    told: dict[str, Any] = {}
    with step(dossier, "amend", by=user, seen=seen, data=told) as locked:
        if refusal := why_not_amend(user, locked):
            raise StepRefused(refusal)
        version = definition(locked.version)
        fresh = eform.effective(version, answers, facts_of(locked))
        changed = sorted(
            key for key in fresh.keys() | locked.answers.keys() if fresh.get(key) != locked.answers.get(key)
        )
        if not changed and not added:
            raise StepRefused(NOTHING)
        if wrong := eform.problems(version, fresh, facts_of(locked)):
            raise StepRefused(" ".join(dict.fromkeys(wrong.values())))
        if changed and _weight(locked, fresh) != _weight(locked, locked.answers):
            raise StepRefused(CHANGES_TOO_MUCH)
        locked.answers = fresh
        locked.answer_marks.filter(question_id__in=changed).delete()
        for one in added:
            _put(locked, one)
        told |= {"answers": changed, "papers": sorted({one.paper_id for one in added})}
    return dossier


def _put(locked: Dossier, one: Added) -> None:
    spec = papers.asked_by_name(locked, one.paper_id)
    if spec is None:
        raise StepRefused("Thủ tục này không cần giấy tờ đó.")
    item = papers.item_for(locked, spec)
    papers.add_last(item, one.file, one.name, Delivery.UPLOAD)
    type(item).objects.filter(pk=item.pk).update(verdict="", verdict_note="")


def _weight(dossier: Dossier, answers: dict[str, Any]) -> tuple[object, ...]:
    """What hangs on the answers and was settled by sending: fees, papers asked for, who decides."""
    version, facts = definition(dossier.version), facts_of(dossier)
    lines = [(line.id, line.vnd) for line in fees.fee_sum(version, answers, dossier.channel).lines]
    asked = [spec.id for spec in eform.papers_asked(version, answers, facts)]
    agency = competent_agency(version.competence, answers, dossier.owner.commune_code)
    return lines, asked, agency.pk
