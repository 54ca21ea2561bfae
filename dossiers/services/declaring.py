"""sign_declaration: the applicant signs what they declared, where the procedure asks for it (QN-16.3d)."""

from django.db import transaction

from dossiers import declaration, declared
from dossiers.models import Dossier
from dossiers.permissions import is_applicant
from dossiers.services import submission, supplement
from dossiers.services.submission import SIGNATURE, NotComplete
from dossiers.states import State
from portal.accounts.models import User
from portal.documents.models import PersonalPaper, StoredFile
from portal.documents.signing import personal
from portal.web.refusals import StepRefused


def made_ready(*, dossier: Dossier, user: User) -> PersonalPaper:
    """The printed declaration as it stands now, to be signed. Raises StepRefused, NotComplete for what is missing."""
    if refusal := why_not_sign(user, dossier):
        raise StepRefused(refusal)
    if dossier.state == State.DRAFT:
        missing = submission.what_is_missing(dossier)
        missing.pop(SIGNATURE, None)
        if missing:
            raise NotComplete(missing)
    elif untouched := supplement.untouched(dossier):
        raise StepRefused(supplement.STILL, items=", ".join(untouched))
    numbers = declared.numbers_of(dossier)
    if not numbers:
        raise StepRefused(
            "Tài khoản của bạn chưa có số định danh hoặc mã số thuế, nên không đối chiếu được chữ ký."
        )
    return personal.made_ready(
        declared.subject_of(dossier), declared.said(dossier), numbers, lambda: declaration.to_sign(dossier)
    )


def why_not_sign(user: User, dossier: Dossier) -> str:
    """Only the applicant, only before a sending, of a procedure that asks for it."""
    if not is_applicant(user, dossier):
        return "Hồ sơ này không phải của bạn."
    if dossier.state not in (State.DRAFT, State.SUPPLEMENT_REQUIRED):
        return "Hồ sơ này đã được gửi."
    return "" if declared.asks_signature(dossier) else "Thủ tục này không cần ký số tờ khai."


def sign_remotely(*, dossier: Dossier, user: User, service: str, pin: str) -> PersonalPaper:
    """Has the applicant's own key at a remote service sign; a worker does it. Raises StepRefused."""
    paper = made_ready(dossier=dossier, user=user)
    with transaction.atomic():
        personal.ask_service(paper, service, pin)
    return paper


def sign_by_file(*, dossier: Dossier, user: User, file: StoredFile) -> PersonalPaper:
    """Takes the declaration that the applicant signed elsewhere; a worker looks at it. Raises StepRefused."""
    paper = made_ready(dossier=dossier, user=user)
    with transaction.atomic():
        personal.bring(paper, file)
    return paper
