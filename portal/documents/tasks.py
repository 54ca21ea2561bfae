"""What is done about files without anybody waiting: scanning, and throwing away what nobody came back for."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from portal.documents import checks, orphans, rotating
from portal.documents.models import FileState, StoredFile
from portal.documents.signing import looking, orders, personal


@shared_task(name="documents.scan")
def scan(file_id: int) -> None:
    """Scans one file in quarantine."""
    file = StoredFile.objects.filter(pk=file_id, state=FileState.QUARANTINED).first()
    if file:
        checks.scan(file)
        personal.start_waiting(file)


@shared_task(name="documents.scan_waiting")
def scan_waiting() -> int:
    """Scans what waits in quarantine, oldest first; stops at the first sign that the scanner is down."""
    waiting = StoredFile.objects.filter(state=FileState.QUARANTINED).order_by("created_at")
    done = 0
    for file in waiting[:200]:
        checks.scan(file)
        file.refresh_from_db(fields=["state"])
        if file.state == FileState.QUARANTINED:
            break
        done += 1
    return done


@shared_task(name="documents.check_signatures")
def check_signatures(file_id: int) -> int:
    """Reads the signatures of one PDF and keeps what they say; what the scanner threw away has none."""
    file = StoredFile.objects.exclude(state=FileState.REJECTED).filter(pk=file_id).first()
    return len(looking.check_file(file)) if file is not None else 0


@shared_task(name="documents.start_waiting_orders")
def start_waiting_orders() -> int:
    """Starts orders to sign that a lost worker or broker left."""
    return orders.start_waiting() + personal.start_waiting()


@shared_task(name=personal.WORK)
def sign_paper(paper_id: int) -> None:
    """A citizen's signature on one paper: made at their service, or looked at in the file that they brought."""
    personal.carry_out(paper_id)


@shared_task(name="documents.rotate_files")
def rotate_files() -> int:
    """Closes by the newest key what an older one closed, a part each time; how many."""
    return rotating.turn(most=5000).done


@shared_task(name="documents.drop_orphans")
def drop_orphans() -> dict[str, int]:
    """Throws away uploads that nobody finished and contents that nothing refers to."""
    now = timezone.now()
    return {
        "uploads": orphans.drop_uploads(before=now - timedelta(days=2)),
        "files": orphans.drop_files(before=now - timedelta(days=7)),
        "scraps": orphans.drop_scraps(before=now - timedelta(days=2)),
    }
