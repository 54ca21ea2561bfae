"""Certificates in the administration: taken in, watched, withdrawn when lost; each administrator sees their own."""

import shutil
import subprocess
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client

from dossiers.demo.driving import somebody
from dossiers.services import certificates
from portal.accounts.models import User
from portal.agencies.models import Duty, Officer
from portal.calendars.now import now
from portal.documents.drawing import draw
from portal.documents.models import SigningKey
from portal.documents.signing import faces, keys, pens, signers
from portal.documents.signing.refusals import CannotSign
from portal.notifications.models import Message
from tests import people
from tests.trust import PIN, certify, give_stamp

pytestmark = pytest.mark.django_db
SCREEN = "/quan-tri/chung-thu-so/"


@pytest.fixture
def admin() -> Client:
    user = User.objects.create_superuser("goc@thu.example", people.PASSWORD, full_name="Quản trị gốc")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def leader():
    return somebody(people.ward(), Duty.AGENCY_LEADER)


def sent(client: Client, content: bytes, **told):
    file = SimpleUploadedFile("khoa.p12", content)
    return client.post(f"{SCREEN}nap/", {"kind": "pkcs12", "file": file, **told})


@pytest.mark.article("QN-7.12")
def test_a_certificate_is_taken_in_shown_without_its_secrets_and_withdrawn_when_lost(trust, admin, leader):
    content = trust.authority.issue(leader.user.full_name, password=PIN)
    assert "PIN" in sent(admin, content, officer=leader.pk, pin="sai").content.decode()
    for wrong in (
        {"officer": leader.pk, "pin": ""},
        {"pin": PIN},
        {"officer": leader.pk, "agency": 1, "pin": PIN},
    ):
        assert sent(admin, content, **wrong).status_code == 422
    assert sent(admin, b"khong phai", officer=leader.pk, pin=PIN).status_code == 422
    assert SigningKey.objects.filter(officer=leader).count() == 0
    assert sent(admin, content, officer=leader.pk, pin=PIN).status_code == 302
    key = keys.of_officer(leader)
    assert key is not None and key.asks_pin and content not in bytes(key.content)
    page = admin.get(f"{SCREEN}{key.pk}/sua/").content.decode()
    assert leader.user.full_name in page and PIN not in page and key.fingerprint in page
    assert admin.post(f"{SCREEN}{key.pk}/ngung-dung/", {"dong-y": "1"}).status_code == 302
    key.refresh_from_db()
    assert key.withdrawn_at is not None and bytes(key.content) == b"" and "Quản trị gốc" in key.withdrawn_for
    with pytest.raises(CannotSign, match="thu hồi"):
        keys.open_key(key, PIN)


def test_a_stamp_and_a_remote_key_are_taken_in_too(trust, admin, leader):
    stamp = trust.authority.issue(people.ward().name, password=PIN)
    assert sent(admin, stamp, agency=people.ward().pk, pin=PIN).status_code == 302
    assert not keys.of_agency(people.ward().pk).asks_pin
    known = trust.enrol(leader.user.full_name, pin=PIN)
    told = {"kind": "remote", "officer": leader.pk, "known_as": known}
    refused = admin.post(f"{SCREEN}nap/", told | {"where": "ftp://x"})
    assert refused.status_code == 422 and "https://" in refused.content.decode()
    assert (
        admin.post(f"{SCREEN}nap/", told | {"where": f"{trust.authority.address}/csc/v2"}).status_code == 302
    )
    assert keys.of_officer(leader).kind == "remote"


def test_an_agencys_administrator_sees_and_withdraws_only_their_own(trust, leader):
    own, other = certify(trust, leader), give_stamp(trust, people.stranger().agency)
    keeper = Officer.objects.filter(duties__contains=[Duty.AGENCY_ADMIN], agency=people.ward()).first()
    assert keeper is not None
    client = Client()
    User.objects.filter(pk=keeper.user_id).update(must_change_password=False)
    client.force_login(keeper.user)
    page = client.get(SCREEN).content.decode()
    assert own.subject in page and other.subject not in page
    assert client.post(f"{SCREEN}{other.pk}/ngung-dung/", {"dong-y": "1"}).status_code in (302, 403, 404)
    other.refresh_from_db()
    assert other.withdrawn_at is None
    stranger = trust.authority.issue("Người lạ", password=PIN)
    assert sent(client, stranger, agency=people.stranger().agency.pk, pin=PIN).status_code == 422
    plain = Client()
    plain.force_login(people.desk_officer().user)
    assert plain.get(SCREEN).status_code in (302, 403)


def test_administrators_read_on_the_first_page_what_ends_soon(trust, admin, leader):
    key = certify(trust, leader)
    SigningKey.objects.filter(pk=key.pk).update(valid_to=now() + timedelta(days=12))
    assert "sắp hết hạn" in admin.get("/quan-tri/").content.decode()
    assert key.subject in admin.get(f"{SCREEN}?tinh-trang=sap").content.decode()
    SigningKey.objects.filter(pk=key.pk).update(valid_to=now() + timedelta(days=60))
    assert "sắp hết hạn:" not in admin.get("/quan-tri/").content.decode()


@pytest.mark.skipif(shutil.which("softhsm2-util") is None, reason="softhsm2 is not installed")
def test_a_key_in_a_token_signs(trust, leader, tmp_path, monkeypatch):
    """SoftHSM in the place of a token; needs the packages softhsm2 and python-pkcs11."""
    pytest.importorskip("pkcs11")
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

    from portal.documents.drawing import draw_with_places
    from portal.documents.signing import faces, looking

    (tmp_path / "tokens").mkdir()
    settings = tmp_path / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    content = trust.authority.issue(leader.user.full_name, password=PIN)
    private, leaf, chain = pkcs12.load_key_and_certificates(content, PIN.encode())
    pem = tmp_path / "khoa.pem"
    pem.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    token = ["--token", "lanhdao", "--label", "ky", "--id", "A1", "--pin", PIN]
    made = ["--init-token", "--free", "--label", "lanhdao", "--pin", PIN, "--so-pin", "11111111"]
    for told in (made, ["--import", str(pem), *token]):
        subprocess.run(["softhsm2-util", *told], check=True, capture_output=True)
    certificates = b"".join(one.public_bytes(Encoding.PEM) for one in (leaf, *chain))
    key = keys.add_token("/usr/lib/softhsm/libsofthsm2.so", "lanhdao/ky", certificates, officer=leader)
    paper, places = draw_with_places("letters/generic_result.html", {"title": "Giấy xác nhận", "rows": []})
    face = faces.of_person(leader.user.full_name)
    with pytest.raises(CannotSign, match="PIN"):
        keys.open_key(key, "000000")
    signed = tmp_path / "ky.pdf"
    for _ in range(2):
        signed.write_bytes(pens.sign_as_person(paper, keys.open_key(key, PIN), places, face, "Ký"))
    with pytest.raises(CannotSign, match="PIN"):
        keys.open_key(key, "000000")
    (found,) = looking.check_path(signed)
    assert found["intact"] and found["trusted"] and found["signer"] == leader.user.full_name


@pytest.mark.article("QN-7.12")
def test_before_a_certificate_ends_its_holder_and_the_administrator_hear_and_a_revoked_one_signs_nothing(
    trust, leader, settings
):
    keeper = Officer.objects.filter(duties__contains=[Duty.AGENCY_ADMIN], agency=people.ward()).first()
    key, stamp = certify(trust, leader), give_stamp(trust, people.ward())
    told = Message.objects.filter(template="certificate_ending", channel="in_app").order_by("pk")
    assert certificates.warn() == 0
    for left, stage in [(29, "29 ngày"), (20, ""), (7, "7 ngày"), (1, "1 ngày"), (0, "đã hết hạn")]:
        told.delete()
        SigningKey.objects.filter(pk=key.pk).update(
            valid_to=now() + timedelta(days=left, minutes=-1), warned_at=F("warned_at") - timedelta(days=9)
        )
        assert (certificates.warn(), certificates.warn()) == (bool(stage), 0)
        assert all(stage in one.subject for one in told)
        assert {one.user_id for one in told} == ({leader.user_id, keeper.user_id} if stage else set())
    with pytest.raises(CannotSign, match="đã hết hạn ngày"):
        keys.open_key(SigningKey.objects.get(pk=key.pk), PIN)
    told.delete()
    trust.authority.revoke(signers.certificates(stamp)[0].serial_number)
    cache.clear()
    with pytest.raises(CannotSign, match="bị nơi cấp thu hồi"):
        pens.seal_as_agency(draw("register", {}), keys.open_key(stamp), {}, faces.of_agency("Phường"))
    assert certificates.warn() == 1 and keys.of_agency(people.ward().pk) is None
    assert all("thu hồi" in one.subject for one in told) and keeper.user_id in {one.user_id for one in told}
