"""One result from its signature to its recall: by QR, upload, pdfsig, on paper, corrected, recalled, journaled."""

import subprocess

import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dossiers import journal
from dossiers.services import copying, corrections, results
from portal.copies import services, tasks
from portal.documents import pdf, store
from portal.documents.signing import faces, keys, pens
from portal.vault.models import VaultItem
from portal.web.refusals import StepRefused
from tests import people
from tests.dossiers.citizen.walking import text
from tests.dossiers.officer.desk import address, at_work
from tests.signing.test_results import carried_out, issue, leader, signed, task  # noqa: F401  (fixtures)
from tests.trust import PIN, certify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_anew():
    """How often somebody may bring a file is counted across tests otherwise."""
    cache.clear()


def brought(content: bytes) -> str:
    file = SimpleUploadedFile("ket-qua.pdf", content, "application/pdf")
    return text(Client().post("/xac-minh/", {"tep": file}))


def by_camera(content: bytes, page: int = 0) -> str:
    """What a camera reads from a print of 150 dots, as an address of ours."""
    with pypdfium2.PdfDocument(content) as book:
        codes = [code.text for code in zxingcpp.read_barcodes(book[page].render(scale=150 / 72).to_pil())]
    return next(code for code in codes if "/xac-minh/" in code).split("localhost:8000")[-1]


@pytest.mark.article("QN-7.12", "ST-15", "ST-12.1-2", "QN-13.3b")
def test_verified_three_ways_put_on_paper_corrected_and_recalled_each_act_in_the_journal(
    trust, leader, task, tmp_path, settings  # noqa: F811
):  # fmt: skip
    key = certify(trust, leader)
    signed(leader, task)
    carried_out(issue(task))
    dossier, desk = task.dossier, people.desk_officer()
    people.driving.pay(dossier, desk, "at_return")
    owner = dossier.owner
    results.return_result(
        dossier=dossier, officer=desk, receiver=owner.name, receiver_number=owner.identifier
    )
    old = dossier.results.get()
    content = store.read(old.file)
    assert "Kết quả này là thật" in text(Client().get(by_camera(content)))
    assert "Kết quả này là thật" in brought(content)
    paper = tmp_path / "ket-qua.pdf"
    paper.write_bytes(content)
    told = subprocess.run(["pdfsig", "-nocert", str(paper)], capture_output=True, text=True).stdout
    assert told.count("Signature is Valid") == 2

    conversion = copying.convert_to_paper(dossier=dossier, officer=desk, name="result")
    tasks.draw(conversion.pk)
    conversion.refresh_from_db()
    printed = services.print_sheets(conversion=conversion, officer=desk)
    paper.write_bytes(printed)
    words = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True).stdout
    assert f"{leader.user.full_name} ký" in words and "hợp lệ" in words
    scanned = f"/xac-minh/{conversion.key}/"
    assert conversion.serial in text(Client().get(scanned))

    def correct(file):
        return corrections.correct_result(
            dossier=dossier, officer=leader, reason="Sai ngày sinh.", fields={}, file=file
        )

    by_leader = pens.sign_as_person(
        printed, keys.open_key(key, PIN), [], faces.of_person(leader.user.full_name), "Ký"
    )
    for file, why in (
        (None, "phải được ký số"),
        (pdf.store(printed), "không có chữ ký số"),
        (pdf.store(by_leader), f"chưa có chữ ký số của {people.ward().name[:20]}"),
        (pdf.store(by_leader[:2000] + b"%" + by_leader[2001:]), "không còn giá trị|Không đọc được"),
    ):
        with pytest.raises(StepRefused, match=why):
            correct(file)
    stamp = keys.of_agency(people.ward().pk)
    sealed = pens.seal_as_agency(by_leader, keys.open_key(stamp), {}, faces.of_agency(people.ward().name))
    new = correct(pdf.store(sealed))
    assert (
        new.replaces == old and VaultItem.objects.get(source=f"result:{old.verify_key}").state == "recalled"
    )
    assert f"bản thay thế: số {new.number}" in text(Client().get(scanned))
    corrected = VaultItem.objects.get(source=f"result:{new.verify_key}")
    assert (corrected.file, corrected.number) == (new.file, new.number)
    corrections.recall_result(dossier=dossier, officer=leader, reason="Cấp sai thẩm quyền.")
    assert "bản thay thế" not in text(Client().get(scanned))
    for door in (by_camera(content), scanned, f"/xac-minh/{new.verify_key}/"):
        assert "đã bị thu hồi" in text(Client().get(door))
    assert "đã bị thu hồi" in brought(content)

    history = at_work(desk).get(address(dossier, "lich-su/")).content.decode()
    assert old.number in history and "Sai ngày sinh." in history
    kept = f"{address(dossier)}ket-qua/{old.pk}/"
    assert b"".join(at_work(desk).get(kept)) == content
    assert at_work(people.stranger()).get(kept).status_code == 404
    citizen = Client()
    citizen.force_login(dossier.created_by)
    assert citizen.get(f"/ho-so/{dossier.code}/ket-qua/").status_code in (302, 404)
    assert citizen.get(kept).status_code in (302, 403)
    verbs = list(dossier.journal.order_by("number").values_list("verb", flat=True))
    acts = ["approve", "issue", "return_result", "convert_to_paper", "correct_result", "recall_result"]
    assert [verb for verb in verbs if verb in acts] == acts
    assert journal.first_break(dossier) is None
