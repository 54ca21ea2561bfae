"""What people sign at a desk is kept as a file, a scribble that is none is refused; who has a time is reminded."""

import io

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.calendars.now import pretend
from portal.documents import store
from portal.notifications.models import Message
from portal.visits import services, signatures, tasks
from portal.visits.models import Appointment, Service, SignedHow, Signing
from portal.visits.signatures import Given
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
NINE = hanoi("2026-11-16 09:00")
SCRIBBLE = "10,100 80.5,40 150,160 220,40 300,150;320,100 420,90 560,110"


def signed(**given):
    with pretend(NINE):
        return signatures.sign(
            subject="T-1", purpose=Signing.RETURN, name="Lò Thị Ơn", given=Given(**given),
            officer=people.desk_officer(), words="Tôi đã nhận đủ kết quả.",
        )  # fmt: skip


def test_a_drawn_signature_is_kept_as_a_picture_of_the_strokes():
    kept = signed(drawn=SCRIBBLE)
    image = Image.open(io.BytesIO(store.read(kept.file)))
    assert (kept.how, image.size) == (SignedHow.DRAWN, (600, 200))
    assert image.getpixel((150, 158)) != (255, 255, 255) and image.getpixel((590, 20)) == (255, 255, 255)


@pytest.mark.parametrize("drawn", ["1,1 2,2", "a,b", "1,1 900,1", "nan,1 5,5", "1,2,3 4,5,6", "9" * 90_000])
def test_what_is_no_signature_is_refused(drawn):
    with pytest.raises(StepRefused, match="Ký lại"):
        signed(drawn=drawn)
    assert signatures.of("T-1") == []


def test_a_typed_name_becomes_a_sheet_and_a_scanned_paper_stays_as_it_is():
    typed = signed(ticked=True)
    assert (typed.how, typed.file.content_type, typed.file.pages) == (SignedHow.TYPED, "application/pdf", 1)
    with pypdfium2.PdfDocument(store.read(typed.file)) as pdf:
        said = pdf[0].get_textpage().get_text_range().replace("\r\n", " ")
    assert "Lò Thị Ơn" in said and "Tôi đã nhận đủ kết quả." in said and "09 giờ 00" in said
    paper = signed(paper=SimpleUploadedFile("phieu.jpg", people.photo("Phiếu đã ký")))
    assert (paper.how, paper.file.content_type) == (SignedHow.PAPER, "image/jpeg")
    assert (signed().how, signed().file) == (SignedHow.PAPER, None)
    with pytest.raises(StepRefused, match="họ tên"):
        signatures.sign(
            subject="T-1", purpose=Signing.RETURN, name=" ", given=Given(), officer=people.desk_officer()
        )


def test_who_has_a_time_tomorrow_is_reminded_once_and_who_gave_it_back_is_not():
    hall = people.desk()
    services.set_up(hall)
    service = Service.objects.select_related("agency__calendar").get(agency=hall, letter="A")
    sray, on = people.citizen("Neáng Sray"), people.citizen("Lò Thị Ơn")
    with pretend(hanoi("2026-11-13 10:00")):
        kept = services.book(party=sray.party, service=service, at=NINE, about="khai sinh")
        services.cancel(services.book(party=on.party, service=service, at=NINE))
    with pretend(hanoi("2026-11-14 16:05")):
        assert tasks.remind() == 0
    with pretend(hanoi("2026-11-15 16:05")):
        assert (tasks.remind(), tasks.remind()) == (1, 0)
    told = Message.objects.get(template="appointment_tomorrow", channel="in_app")
    assert told.user == sray and Appointment.objects.get(pk=kept.pk).reminded_at is not None
    words = told.text
    assert "09:00" in words and "khai sinh" in words and f"/lich-hen/{kept.key}/" in words
