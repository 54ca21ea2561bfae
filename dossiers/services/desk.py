"""What officers keep for themselves and their team: saved views, reply templates."""

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from dossiers import replies
from dossiers.models import ReplyTemplate, SavedView
from portal.agencies.models import Officer
from portal.web.ready import Ready
from portal.web.refusals import StepRefused

MOST = 30


def saved_views(officer: Officer) -> list[SavedView]:
    """One's own and those that colleagues of the agency share."""
    return _saved.all(officer=officer.pk, agency=officer.agency_id)


def _saved_by(officer: int, agency: int) -> QuerySet[SavedView]:
    mine = Q(officer=officer) | Q(agency=agency)
    return SavedView.objects.filter(mine).select_related("officer__user")


_saved = Ready(_saved_by, officer=int, agency=int)


def save_view(*, officer: Officer, name: str, query: str, shared: bool) -> SavedView:
    """Keeps a view with its filters under a name; the same name of the same person is replaced. Raises StepRefused."""
    name = name.strip()[:60]
    if not name:
        raise StepRefused("Đặt tên cho chế độ xem.")
    if officer.saved_views.exclude(name=name).count() >= MOST:
        raise StepRefused(f"Đã lưu {MOST} chế độ xem. Xoá bớt rồi lưu tiếp.")
    kept, _ = SavedView.objects.update_or_create(
        officer=officer,
        name=name,
        defaults={"query": query[:600], "agency_id": officer.agency_id if shared else None},
    )
    return kept


def drop_view(*, officer: Officer, pk: int) -> None:
    """Only whoever saved it takes it away. Raises StepRefused."""
    if not officer.saved_views.filter(pk=pk).delete()[0]:
        raise StepRefused("Chế độ xem này của đồng nghiệp, chỉ người lưu xoá được.")


def keep_reply(
    *, officer: Officer, use: str, name: str, text: str, shared: bool, pk: int | None = None
) -> ReplyTemplate:
    """A new template, or one's own written anew. Raises StepRefused: an unknown place, somebody else's."""
    if unknown := replies.unknown_places(text):
        raise StepRefused("Không có chỗ điền {" + "}, {".join(unknown) + "}. Chọn trong danh sách bên dưới.")
    reply = ReplyTemplate(officer=officer)
    if pk is not None:
        found = officer.reply_templates.filter(pk=pk).first()
        if found is None:
            raise StepRefused("Mẫu này của đồng nghiệp, chỉ người soạn sửa được.")
        reply = found
    reply.use, reply.name, reply.text = use, name.strip()[:80], text.strip()[:2000]
    reply.agency_id = officer.agency_id if shared else None
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:  # the agency was closed meanwhile
        raise StepRefused("Chưa lưu được mẫu này. Thử lại.") from error
    return reply


def drop_reply(*, officer: Officer, pk: int) -> None:
    """Only whoever wrote it takes it away. Raises StepRefused."""
    if not officer.reply_templates.filter(pk=pk).delete()[0]:
        raise StepRefused("Mẫu này của đồng nghiệp, chỉ người soạn xoá được.")
