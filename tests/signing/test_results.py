"""A result is signed by the leader, numbered, dated and stamped by the clerk; pdfsig and we say the same of it."""

import subprocess
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from dossiers.demo.driving import pay, somebody
from dossiers.models import Task, TaskKind
from dossiers.services import corrections, processing, results, signing
from dossiers.tasks import sign_correction, sign_result, sign_sitting, stamp_result
from portal.agencies.models import Duty
from portal.calendars.now import now
from portal.documents import store
from portal.documents.models import Extent, SigningKey, SigningOrder
from portal.documents.signing import keys, looking, orders, together
from portal.web.refusals import StepRefused
from tests import people
from tests.dossiers.citizen.walking import text
from tests.dossiers.officer.desk import address, at_work, press
from tests.signing import looks
from tests.trust import PIN, certify, give_stamp, remote

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return somebody(people.ward(), Duty.AGENCY_LEADER)


@pytest.fixture
def task(trust):
    """The approval that waits for the leader; the agency signs electronically."""
    found = to_approve()
    give_stamp(trust, people.ward())
    return found


def to_approve() -> Task:
    drive = people.processing(now(), return_method="in_person")
    while (found := drive._next_task()) is not None and found.kind != TaskKind.APPROVE:
        drive.finish_steps(1)
    assert found is not None
    return found


def carried_out(order: SigningOrder) -> SigningOrder:
    """What the worker does."""
    work = {signing.SIGN: sign_result, signing.STAMP: stamp_result, corrections.SIGN: sign_correction}
    work[order.work](order.pk)
    order.refresh_from_db()
    return order


def signed(leader, task: Task, pin: str = PIN) -> SigningOrder:
    return carried_out(signing.sign_and_approve(task=task, officer=leader, pin=pin))


def issue(task: Task) -> SigningOrder:
    """The clerk's turn; the order to stamp."""
    following = Task.objects.get(dossier=task.dossier, ended_at=None, kind=TaskKind.ISSUE)
    clerk = following.officer or somebody(following.agency, following.duty)
    results.issue(task=following, officer=clerk)
    return SigningOrder.objects.get(subject=f"dong-dau:{task.dossier.results.get().pk}")


def still_the_leaders(task: Task) -> bool:
    task.refresh_from_db()
    return task.ended_at is None and task.dossier.results.get().approved_at is None


@pytest.mark.article("QN-7.12")
def test_the_leader_signs_the_clerk_stamps_and_pdfsig_agrees(trust, leader, task, tmp_path):
    certify(trust, leader)
    order = signed(leader, task)
    assert (order.state, order.reason, bytes(order.pin)) == ("signed", "", b"")
    assert carried_out(issue(task)).state == "signed"
    result = task.dossier.results.get()
    person, agency = looking.check_file(result.file)
    assert (person.signer, person.good, person.extent) == (leader.user.full_name, True, Extent.FILLED)
    assert (agency.signer, agency.good, agency.stamped) == (people.ward().name[:64], True, True)
    paper = tmp_path / "ket-qua.pdf"
    content = store.read(result.file)
    paper.write_bytes(content)
    told = subprocess.run(["pdfsig", "-nocert", str(paper)], capture_output=True, text=True).stdout
    assert told.count("Signature is Valid") == 2
    assert f"Common Name: {leader.user.full_name}" in told
    text = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True).stdout
    assert result.number in text
    assert "DỰ THẢO" not in text
    by_person, by_agency = looks.boxes(content)
    third = by_person[0] + (by_person[2] - by_person[0]) / 3
    assert abs(by_agency[2] - third) < 2, "the stamp covers the left third of the signature"
    assert [round((by_agency[side + 2] - by_agency[side]) / looks.MM) for side in (0, 1)] == [36, 36]
    sheet = looks.picture(content)
    assert looks.ink(sheet, by_person)[1] > 100 and looks.ink(sheet, by_agency)[0] > 1000
    assert looks.codes_upper_left(sheet)
    middle = content.index(b"/ByteRange") // 2
    paper.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
    assert not any(one["intact"] for one in looking.check_path(paper))


def test_signing_by_a_remote_service_and_each_way_it_fails(trust, leader, task, monkeypatch):
    key = remote(trust, leader)
    credential = trust.credentials[key.known_as]
    assert "PIN không đúng" in signed(leader, task, "000000").reason
    for fails, words in [("refused", "từ chối"), ("wrong", "không khớp"), ("expired", "hết hạn")]:
        credential.fails = fails
        order = signed(leader, task)
        assert order.state == "failed" and words in order.reason
        assert still_the_leaders(task)
    credential.fails = "slow"
    monkeypatch.setattr("portal.integrations.http.TIMEOUT", (0.2, 0.2))
    order = signed(leader, task)
    assert order.state == "waiting" and "không trả lời" in order.reason
    credential.fails = ""
    monkeypatch.undo()
    assert carried_out(order).state == "signed"
    assert not still_the_leaders(task)


def test_no_time_stamp_no_signature(trust, leader, task, settings):
    certify(trust, leader)
    settings.TSA_URL = "http://localhost:9/tsa"
    order = signed(leader, task)
    assert order.state == "waiting" and "dấu thời gian" in order.reason
    assert still_the_leaders(task)


def test_where_the_agency_signs_nothing_is_approved_unsigned(trust, leader, task):
    with pytest.raises(StepRefused, match="phải được ký số"):
        processing.approve(task=task, officer=leader)
    with pytest.raises(StepRefused, match="chưa có chứng thư số"):
        signing.sign_and_approve(task=task, officer=leader, pin=PIN)


def test_a_draft_changed_after_reading_is_not_signed(trust, leader, task):
    certify(trust, leader)
    order = signing.sign_and_approve(task=task, officer=leader, pin=PIN, seen=task.dossier.revision - 1)
    assert "vừa thay đổi" in carried_out(order).reason
    assert still_the_leaders(task)


def test_the_stamp_waits_for_the_time_stamp_and_holds_the_return(trust, leader, task, settings):
    certify(trust, leader)
    signed(leader, task)
    tsa, settings.TSA_URL = settings.TSA_URL, "http://localhost:9/tsa"
    order = carried_out(issue(task))
    assert order.state == "waiting"
    desk = people.desk_officer()
    pay(task.dossier, desk, "at_return")
    owner = task.dossier.owner
    receiver = {"receiver": owner.name, "receiver_number": owner.identifier}
    with pytest.raises(StepRefused, match="đóng dấu"):
        results.return_result(dossier=task.dossier, officer=desk, **receiver)
    settings.TSA_URL = tsa
    assert carried_out(order).state == "signed"
    results.return_result(dossier=task.dossier, officer=desk, **receiver)


@pytest.mark.article("QN-7.12")
def test_one_sitting_signs_many_and_says_which_failed(trust, leader, task):
    certify(trust, leader)
    client = at_work(leader)
    page = client.get("/lam-viec/ky-so/").content.decode()
    assert task.dossier.shown_code[-5:] in page
    ticked = {"ky": str(task.pk), f"seen-{task.pk}": str(task.dossier.revision)}
    refused = client.post("/lam-viec/ky-so/", ticked)
    assert refused.status_code == 422 and "Nhập mã PIN" in refused.content.decode()
    answer = client.post("/lam-viec/ky-so/", ticked | {"pin": "111111"})
    carried_out(SigningOrder.objects.get(state="waiting"))
    shown = client.get(answer["Location"]).content.decode()
    assert "1 kết quả chưa ký được" in shown and "PIN" in shown
    answer = client.post("/lam-viec/ky-so/", ticked | {"pin": PIN})
    carried_out(SigningOrder.objects.get(state="waiting"))
    assert "Đã ký 1 trong 1" in client.get(answer["Location"]).content.decode()


@pytest.mark.article("QN-7.12")
def test_a_sitting_at_a_remote_service_is_authorised_once_and_goes_on_where_it_lapsed(
    trust, leader, task, monkeypatch
):
    key, client = remote(trust, leader), at_work(leader)
    credential = trust.credentials[key.known_as]
    tasks = [task, to_approve()]
    monkeypatch.setattr("portal.integrations.cloud_signature.BATCH", 1)
    credential.fails = "lapse"
    asked = trust.asked.get("credentials/authorize", 0)
    sitting = signing.sign_many(tasks=[(one, None) for one in tasks], officer=leader, pin=PIN)
    first = SigningOrder.objects.filter(sitting=sitting).earliest("pk")
    assert sign_sitting(first.pk) == 1 and sign_sitting(first.pk) == 0
    assert [still_the_leaders(one) for one in tasks] == [False, True]
    states = SigningOrder.objects.filter(sitting=sitting).order_by("pk")
    assert [(one.state, bytes(one.pin)) for one in states] == [("signed", b""), ("lapsed", b"")]
    page = f"/lam-viec/ky-so/{sitting}/"
    assert "Ký tiếp 1 kết quả" in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 422
    credential.fails = ""
    assert client.post(page, {"pin": PIN}).status_code == 302
    assert sign_sitting(states[1].pk) == 1
    assert "Đã ký 2 trong 2" in client.get(page).content.decode()
    assert trust.asked["credentials/authorize"] == asked + 2
    papers = [one.dossier.results.get().file for one in tasks]
    assert all(one.good and one.stamped for file in papers for one in looking.check_file(file))


def test_what_is_made_ready_is_not_taken_for_stuck_while_the_rest_is_made_and_the_page_counts_it(
    trust, leader, task, monkeypatch
):
    remote(trust, leader)
    monkeypatch.setattr(together, "_TELL_EVERY", 1)
    sitting = signing.sign_many(tasks=[(one, None) for one in (task, to_approve())], officer=leader, pin=PIN)
    mine, drawn, told = SigningOrder.objects.filter(sitting=sitting), signing._drawn, []

    def slowly(order):
        free = mine.filter(orders._free()).count()
        told.append((free, text(at_work(leader).get(f"/lam-viec/ky-so/{sitting}/"))))
        paper = drawn(order)
        mine.update(begun_at=now() - timedelta(minutes=9))  # so long one drawing took
        return paper

    monkeypatch.setattr(signing, "_drawn", slowly)
    assert sign_sitting(mine.earliest("pk").pk) == 2
    assert [free for free, _page in told] == [0, 0], "nobody else begins with them"
    assert "Đang lập bản để ký: được 1 trong 2." in told[1][1]
    assert "Đã ký 2 trong 2" in text(at_work(leader).get(f"/lam-viec/ky-so/{sitting}/"))


def test_the_approval_page_signs_and_tells_why_not(trust, leader, task):
    certify(trust, leader)
    client = at_work(leader)
    assert press(client, task.dossier, "duyet", note="", pin="").status_code == 422
    assert press(client, task.dossier, "duyet", note="", pin="99").status_code == 302
    carried_out(SigningOrder.objects.get(state="waiting"))
    page = client.get(address(task.dossier, "duyet/")).content.decode()
    assert "Chưa ký được" in page and "Duyệt và ký số" in page


def test_a_stranger_signs_nothing(trust, task):
    other = people.stranger()
    certify(trust, other)
    with pytest.raises(StepRefused):
        signing.sign_and_approve(task=task, officer=other, pin=PIN)
    assert at_work(other).get("/lam-viec/ky-so/").content.decode().count("Ký kết quả của") == 0


def test_the_demo_gets_its_certificates_once(trust, settings, capsys):
    settings.DEMO = True
    call_command("load_certificates")
    first = set(SigningKey.objects.values_list("pk", flat=True))
    assert {"pkcs12", "remote"} <= set(SigningKey.objects.values_list("kind", flat=True))
    call_command("load_certificates")
    assert set(SigningKey.objects.values_list("pk", flat=True)) == first


def test_a_certificate_is_added_by_command_and_replaces_the_one_before(trust, tmp_path, leader):
    first = certify(trust, leader)
    file, secret = tmp_path / "moi.p12", tmp_path / "pin"
    file.write_bytes(trust.authority.issue(leader.user.full_name, password="77"))
    secret.write_text("78\n")
    told = ["--officer", leader.user.email, "--password-file", str(secret)]
    with pytest.raises(CommandError, match="PIN"):
        call_command("add_certificate", str(file), *told)
    secret.write_text("77\n")
    call_command("add_certificate", str(file), *told)
    first.refresh_from_db()
    assert first.withdrawn_at is not None and bytes(first.content) == b""
    assert keys.of_officer(leader) != first


@pytest.mark.article("NV-T24")
def test_a_corrected_result_bears_signatures_that_hold(trust, leader, task):
    """Where the agency signs, nothing unsigned and nothing changed after signing takes a result's place (T24)."""
    certify(trust, leader)
    signed(leader, task)
    carried_out(issue(task))
    dossier, old = task.dossier, task.dossier.results.get()
    whole = store.read(old.file)
    middle = whole.index(b"/ByteRange") // 2
    unsigned = store.keep_bytes(people.photo("bản chưa ký"), content_type="image/jpeg")
    broken = store.keep_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    for file, why in (
        (None, "phải được ký số"),
        (unsigned, "không có chữ ký số"),
        (broken, "không còn giá trị|Không đọc"),
    ):
        with pytest.raises(StepRefused, match=why):
            corrections.correct_result(
                dossier=dossier, officer=leader, reason="Sai tên.", fields={}, file=file
            )
    new = corrections.correct_result(
        dossier=dossier, officer=leader, reason="Sai tên.", fields={}, file=old.file
    )
    assert [one.good for one in new.file.signatures.all()] == [True, True]


@pytest.mark.article("NV-T24", "QN-7.12")
def test_the_head_signs_the_corrected_result_here_and_until_then_the_old_one_holds(trust, leader, task):
    """Drawn, signed, numbered and stamped like the first one; a PIN that fails changes nothing."""
    certify(trust, leader)
    signed(leader, task)
    carried_out(issue(task))
    dossier, old, client = task.dossier, task.dossier.results.get(), at_work(leader)
    told = {"reason": "Sai tên đệm.", "f-ghi_chu": ""}
    assert press(client, dossier, "dinh-chinh", **told, pin="").status_code == 422
    assert press(client, dossier, "dinh-chinh", **told, pin="99").status_code == 302
    why = carried_out(SigningOrder.objects.get(work=corrections.SIGN)).reason
    old.refresh_from_db()
    assert old.revoked_at is None
    assert "PIN" in why and why in client.get(address(dossier, "dinh-chinh/")).content.decode()
    assert press(client, dossier, "dinh-chinh", **told, pin=PIN).status_code == 302
    assert carried_out(SigningOrder.objects.get(work=corrections.SIGN, state="waiting")).state == "signed"
    new = dossier.results.get(replaces=old)
    assert carried_out(SigningOrder.objects.get(subject=f"dong-dau:{new.pk}")).state == "signed"
    new.refresh_from_db()
    old.refresh_from_db()
    person, agency = looking.check_file(new.file)
    assert (person.signer, person.good, agency.good, agency.stamped) == (
        leader.user.full_name,
        True,
        True,
        True,
    )
    assert new.number and new.number != old.number and not new.attached
    assert (old.revoked_for, new.drafted_by) == ("Sai tên đệm.", leader)
    assert dossier.journal.latest("number").verb == "correct_result"
