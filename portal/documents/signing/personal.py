"""Papers of ours that citizens sign: at a remote service, or with their own tool, the file brought back.

Asked for in a request, carried out by a worker. Whatever goes wrong is kept on the paper as a sentence; then the paper
waits as before, and nothing that was filled in is touched.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q

from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents import pdf, store
from portal.documents.models import FileState, PaperState, PersonalPaper, StoredFile
from portal.documents.signing import box
from portal.documents.signing.refusals import CannotSign, TryLater
from portal.web.refusals import StepRefused

WORK = "documents.sign_paper"
NO_PIN = "Nhập mã PIN của chứng thư số."
NOT_A_PDF = "Tệp đã ký phải là PDF."
NO_NUMBER = (
    "Dịch vụ này không có chứng thư nào mang số của người nộp hồ sơ. "
    "Chọn dịch vụ khác, hoặc ký trên máy của bạn."
)
NOT_THEIRS = (
    "Chứng thư dùng để ký không mang số của người nộp hồ sơ. Ký bằng chứng thư cấp cho chính bạn, hoặc cho tổ chức "
    "của hồ sơ này."
)
FAILED = "Có lỗi khi ký, đã ghi lại để kiểm tra. Tờ khai chưa được ký, thử lại sau ít phút."
UNDER_WAY = "Tờ khai này đang được ký. Đợi ít giây rồi tải lại trang."
_STUCK = timedelta(minutes=5)
_TRIES = 20  # of a file brought, while a list or the scanner cannot be reached


def services() -> list[str]:
    """The remote services that this portal knows, by name."""
    return list(settings.CITIZEN_SIGNING)


def paper_of(subject: str, said: str) -> PersonalPaper | None:
    """The paper with these very words, signed or not."""
    rows = PersonalPaper.objects.select_related("paper", "signed")
    return rows.filter(subject=subject, said=said).first()


def signed_before(subject: str) -> PersonalPaper | None:
    """What was signed last about this, whatever it said then."""
    rows = PersonalPaper.objects.filter(subject=subject, state=PaperState.SIGNED)
    return rows.select_related("paper", "signed").order_by("-signed_at", "-pk").first()


def signed_papers(subject: str) -> list[PersonalPaper]:
    """Everything that was signed about this, first to last."""
    rows = PersonalPaper.objects.filter(subject=subject, state=PaperState.SIGNED).exclude(signed=None)
    return list(
        rows.select_related("signed").prefetch_related("signed__signatures").order_by("signed_at", "pk")
    )


def made_ready(subject: str, said: str, numbers: Sequence[str], draw: Callable[[], bytes]) -> PersonalPaper:
    """The paper to sign, drawn once for the same words, so that what is brought back can be compared by the byte."""
    if (known := paper_of(subject, said)) is not None:
        return known
    from portal.documents.signing import pens  # heavy

    drawn = pdf.store(pens.with_room(draw()))
    made, _ = PersonalPaper.objects.get_or_create(
        subject=subject, said=said, defaults={"paper": drawn, "numbers": list(numbers)}
    )
    return made


def kept(subject: str, said: str, draw: Callable[[], bytes]) -> StoredFile:
    """A paper that nobody has to sign, drawn once for the same words."""
    if (known := paper_of(subject, said)) is not None:
        return known.paper
    made, _ = PersonalPaper.objects.get_or_create(
        subject=subject, said=said, defaults={"paper": pdf.store(draw())}
    )
    return made.paper


def ask_service(paper: PersonalPaper, service: str, pin: str) -> None:
    """Has the person's key at the service sign it. Raises StepRefused when it cannot be begun."""
    if service not in settings.CITIZEN_SIGNING:
        raise StepRefused("Chọn dịch vụ ký số bạn đang dùng.")
    if not pin:
        raise StepRefused(NO_PIN)
    _ask(paper, service=service, pin=box.close(pin.encode()), brought=None)


def bring(paper: PersonalPaper, file: StoredFile) -> None:
    """The person signed the downloaded paper and brings it back. Raises StepRefused when it cannot be begun."""
    if file.content_type != pdf.PDF:
        raise StepRefused(NOT_A_PDF)
    _ask(paper, service="", pin=b"", brought=file)


def _ask(paper: PersonalPaper, *, service: str, pin: bytes, brought: StoredFile | None) -> None:
    free = Q(state__in=(PaperState.DRAWN, PaperState.FAILED))
    free |= Q(state=PaperState.SIGNING, asked_at__lt=now() - _STUCK)
    begun = PersonalPaper.objects.filter(free, pk=paper.pk).update(
        state=PaperState.SIGNING, service=service, pin=pin, brought=brought, asked_at=now(), begun_at=None,
        reason="", tries=0,
    )  # fmt: skip
    if not begun:
        raise StepRefused(UNDER_WAY)
    start_on_commit(WORK, paper.pk)


def carry_out(pk: int) -> None:
    """What the worker does; a paper that another worker has is left alone."""
    free = Q(begun_at=None) | Q(begun_at__lt=now() - _STUCK)
    asked = PersonalPaper.objects.filter(free, pk=pk, state=PaperState.SIGNING)
    if not asked.update(begun_at=now(), tries=F("tries") + 1):
        return
    paper = PersonalPaper.objects.select_related("paper", "brought").get(pk=pk)
    try:
        content = _from_service(paper) if paper.service else _from_file(paper)
        _keep(paper, content)
    except TryLater as reason:
        _wait(paper, str(reason)) if paper.brought and paper.tries < _TRIES else _fail(paper, str(reason))
    except CannotSign as reason:
        _fail(paper, str(reason))
    except Exception:
        _fail(paper, FAILED)
        raise


def _from_service(paper: PersonalPaper) -> bytes:
    from portal.documents.signing import holders, keys, pens, signers  # heavy

    address = settings.CITIZEN_SIGNING.get(paper.service, "")
    token = settings.CITIZEN_SIGNING_TOKENS.get(paper.service, "")
    found = keys.remote_keys_of(address, token, paper.numbers)
    if not found:
        raise CannotSign(NO_NUMBER)
    own = [one for one in found if holders.numbers_in(signers.certificates(one)[0]) & set(paper.numbers)]
    if not own:
        raise CannotSign(NOT_THEIRS)
    signer = keys.open_key(own[0], box.open_(paper.pin).decode())
    return pens.sign_as_citizen(store.read(paper.paper), signer, "Người nộp hồ sơ ký tờ khai")


def _from_file(paper: PersonalPaper) -> bytes:
    file = paper.brought
    assert file is not None
    if file.state == FileState.REJECTED:
        raise CannotSign(file.reason or "Tệp này không nhận được.")
    if file.state == FileState.QUARANTINED:
        raise TryLater("Tệp đang được quét vi-rút, chữ ký được kiểm tra ngay sau đó.")
    return store.read(file)


def _keep(paper: PersonalPaper, content: bytes) -> None:
    """The signature is good, the file is kept: the paper is signed. Raises CannotSign or TryLater."""
    from portal.documents.signing import looking, proving  # heavy

    row = proving.prove(content, store.read(paper.paper), paper.numbers)
    file = pdf.store(content)
    looking.check_file(file)
    PersonalPaper.objects.filter(pk=paper.pk, state=PaperState.SIGNING).update(
        state=PaperState.SIGNED, signed=file, signer=row["signer"], signed_at=row["signed_at"] or now(),
        pin=b"", reason="", brought=None,
    )  # fmt: skip


def _fail(paper: PersonalPaper, reason: str) -> None:
    PersonalPaper.objects.filter(pk=paper.pk, state=PaperState.SIGNING).update(
        state=PaperState.FAILED, reason=reason[:500], pin=b"", brought=None
    )


def _wait(paper: PersonalPaper, reason: str) -> None:
    PersonalPaper.objects.filter(pk=paper.pk, state=PaperState.SIGNING).update(
        begun_at=None, reason=reason[:500]
    )


def start_waiting(file: StoredFile | None = None) -> int:
    """Starts what waits for a minute, or was left by a worker that died; at once what waits for this file."""
    waiting = PersonalPaper.objects.filter(state=PaperState.SIGNING)
    if file is not None:
        waiting = waiting.filter(brought=file, begun_at=None)
    else:
        idle = Q(begun_at=None, asked_at__lt=now() - timedelta(minutes=1))
        waiting = waiting.filter(idle | Q(begun_at__lt=now() - _STUCK))
    rows = list(waiting.values_list("pk", flat=True)[:200])
    for pk in rows:
        start_on_commit(WORK, pk)
    return len(rows)


def forget(subject: str) -> None:
    """The matter is gone, its papers go with it; the contents follow when nobody else refers to them."""
    PersonalPaper.objects.filter(subject=subject).delete()


def files_about(subject: str) -> list[tuple[int | None]]:
    """Every file that this matter's papers use."""
    rows = PersonalPaper.objects.filter(subject=subject).values_list("paper", "signed", "brought")
    return [(key,) for row in rows for key in row]
