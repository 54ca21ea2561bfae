"""What the officer finds about the answers; about papers it is `intake.judge_item`."""

from django.db import transaction

from dossiers.models import AnswerMark, Dossier, Task
from dossiers.permissions import why_not_do
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from procedures.queries import definition


def judge_answer(*, dossier: Dossier, officer: Officer, question_id: str, note: str) -> None:
    """Marks one answer as wrong, with the words for the applicant; an empty note takes the mark away.

    Raises StepRefused when the dossier is not with this officer, or the form has no such question.
    """
    if definition(dossier.version).question(question_id) is None:
        raise StepRefused("Tờ khai không có mục này.")
    tasks = Task.objects.filter(dossier=dossier, ended_at=None)
    if not any(not why_not_do(officer, task) for task in tasks):
        raise StepRefused("Hồ sơ này không ở chỗ bạn nên bạn không đánh giá được.")
    if not note.strip():
        AnswerMark.objects.filter(dossier=dossier, question_id=question_id).delete()
        return
    with transaction.atomic():
        AnswerMark.objects.update_or_create(
            dossier=dossier,
            question_id=question_id,
            defaults={"note": note.strip()[:1000], "officer": officer, "at": now()},
        )
