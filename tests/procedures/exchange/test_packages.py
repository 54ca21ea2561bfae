"""Procedures handed from province to province as one signed file."""

import base64
import json
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.exchange import keys, taking
from procedures.exchange.opening import changes, lacking, opened
from procedures.exchange.packing import pack
from procedures.exchange.records import TrustedKey
from procedures.models import Procedure, ProcedureVersion
from procedures.queries import by_code, current_version
from procedures.services import canonical

pytestmark = pytest.mark.django_db
CODE = "1.001193"


@pytest.fixture
def ha():
    return User.objects.create_superuser("ha@so.example", "x", full_name="Nguyễn Thu Hà")


@pytest.fixture
def admin(client, ha):
    client.force_login(ha)
    return client


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def bytes_of(package):
    return json.dumps(package, ensure_ascii=False).encode()


def from_elsewhere(change=lambda document: None, code=CODE):
    """A package of Đắk Lắk: another key, another source, a definition changed."""
    package = pack([CODE])
    package.pop("signature")
    package["source"] = {"code": "dak-lak", "name": "Tỉnh Đắk Lắk"}
    entry = package["procedures"][0]
    change(entry["definition"])
    entry["code"] = entry["definition"]["code"] = code
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    value = base64.b64encode(key.sign(canonical(package))).decode()
    return package | {"signature": {"key": public, "value": value}}, public


def test_a_package_holds_what_a_province_needs_and_is_its_own_again():
    package = pack([CODE, "2.000815"])
    assert package["source"]["name"] == "Quảng Ninh" or "Quảng Ninh" in package["source"]["name"]
    assert [one["code"] for one in package["procedures"]] == [CODE, "2.000815"]
    assert "birth_certificate" in package["templates"]
    found = opened(bytes_of(package))
    assert found.signer == "own" and [one.what for one in changes(found)] == ["same", "same"]
    assert lacking(found) == [] and taking.take_in(package=found, by=None) == []


def test_a_touched_package_is_refused():
    package = pack([CODE])
    package["procedures"][0]["definition"]["limits"]["processing"]["value"] = 9
    with pytest.raises(StepRefused, match="Chữ ký không khớp"):
        opened(bytes_of(package))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "không đọc được JSON"),
        (b"[1]", "không phải gói"),
        (b'{"kind": "motcua-procedures", "schema": 7}', "phiên bản 7"),
        (b'{"kind": "motcua-procedures", "schema": 1}', "không có chữ ký"),
        (
            b'{"kind": "motcua-procedures", "schema": 1, "signature": {"key": "x", "value": "y"}}',
            "thiếu phần",
        ),
        (b"[" * 100_000, "không đọc được"),
    ],
)
def test_what_is_no_package(data, reason):
    with pytest.raises(StepRefused, match=reason):
        opened(data)


def test_an_unknown_key_needs_a_decision_that_is_kept_in_the_history(ha):
    package, public = from_elsewhere(lambda document: document.update(summary="Lời của Đắk Lắk."))
    found = opened(bytes_of(package))
    assert found.signer == "unknown"
    with pytest.raises(StepRefused, match="chưa được tin cậy"):
        taking.take_in(package=found, by=ha)
    (draft,) = taking.take_in(package=found, by=ha, unknown_key=True)
    event = draft.events.latest("pk")
    assert "Tỉnh Đắk Lắk" in event.act and keys.fingerprint(public) in event.why and event.by == ha
    assert draft.state == "draft" and draft.definition["summary"] == "Lời của Đắk Lắk."
    version = current_version(by_code(CODE), date(2026, 11, 21))
    assert version.pk != draft.pk and version.definition["summary"] != "Lời của Đắk Lắk."


def test_a_trusted_key_is_taken_and_what_it_changes_is_told(ha):
    package, public = from_elsewhere(lambda document: document["papers"][0].update(name="Giấy khác hẳn"))
    taking.trust(key=public, name="Sở Tư pháp Đắk Lắk", by=ha)
    found = opened(bytes_of(package))
    assert (found.signer, found.signed_by) == ("trusted", "Sở Tư pháp Đắk Lắk")
    (change,) = changes(found)
    assert change.what == "changed" and any("→ Giấy khác hẳn" in words for words in change.sentences)
    taking.take_in(package=found, by=ha)
    taking.distrust(key=TrustedKey.objects.get())
    assert opened(bytes_of(package)).signer == "unknown"


def test_a_procedure_unknown_here_is_made_with_a_draft(ha):
    package, public = from_elsewhere(code="9.700001")
    taking.trust(key=public, name="Đắk Lắk", by=ha)
    taking.take_in(package=opened(bytes_of(package)), by=ha)
    assert ProcedureVersion.objects.get(procedure__code="9.700001").state == "draft"


def test_a_template_that_is_not_here_is_told():
    package, _ = from_elsewhere()
    package["templates"] = {"la": {"sha256": "x", "text": "y"}, "receipt": {"sha256": "x", "text": "khác"}}
    package.pop("signature")
    package["signature"] = {"key": keys.public(), "value": keys.sign(canonical(package))}
    told = lacking(opened(bytes_of(package)))
    assert "chưa có ở cổng này" in told[0] and "khác mẫu của nơi gửi" in told[1]


def test_keys_that_are_none(ha):
    for key, reason in (("abc", "base64"), (keys.public(), "chính cổng này")):
        with pytest.raises(StepRefused, match=reason):
            taking.trust(key=key, name="Ai đó", by=ha)


def test_the_own_key_may_be_given(settings):
    derived = keys.public()
    settings.PACKAGE_KEY = base64.b64encode(bytes(range(32))).decode()
    assert keys.public() != derived


def test_the_commands(tmp_path, capsys):
    file = tmp_path / "goi.json"
    call_command("export_package", CODE, to=file)
    assert "Đã ghi 1 thủ tục" in capsys.readouterr().out
    call_command("import_package", file, dry_run=True)
    assert f"{CODE} Đăng ký khai sinh: giống" in capsys.readouterr().out
    package, _ = from_elsewhere(code="9.700002")
    file.write_bytes(bytes_of(package))
    with pytest.raises(CommandError, match="chưa được tin cậy"):
        call_command("import_package", file)
    call_command("import_package", file, unknown_key=True)
    assert Procedure.objects.filter(code="9.700002").exists()
    with pytest.raises(CommandError, match="Không có thủ tục"):
        call_command("export_package", "9.999999", to=file)


def test_a_package_through_the_administration(admin):
    answer = admin.post(url("package_make"), {"codes": CODE})
    assert answer["Content-Disposition"].startswith('attachment; filename="goi-')
    package, _ = from_elsewhere(code="9.700003")
    file = SimpleUploadedFile("goi.json", bytes_of(package))
    page = admin.post(url("package_receive"), {"file": file}, follow=True)
    told = page.content.decode()
    assert "Gói của Tỉnh Đắk Lắk" in told and "chưa ai ở đây tin khóa này" in told
    address = page.redirect_chain[-1][0]
    assert "chưa được tin cậy" in admin.post(address, {"quyet-dinh": "nhan"}).content.decode()
    done = admin.post(address, {"quyet-dinh": "nhan", "van-nhan": "1"}, follow=True)
    assert "1 bản nháp" in done.content.decode() and admin.get(address).status_code == 404


def test_a_wrong_file_or_code_is_told_and_nothing_lost(admin):
    answer = admin.post(url("package_make"), {"codes": "9.999999"})
    assert "Không có thủ tục 9.999999" in answer.content.decode() and "9.999999" in answer.content.decode()
    file = SimpleUploadedFile("goi.json", b"{}")
    assert "không phải gói" in admin.post(url("package_receive"), {"file": file}).content.decode()


def test_keys_in_the_administration(admin):
    public = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    page = admin.post(url("package_trust"), {"key": public, "name": "Tỉnh Hà Giang"}, follow=True)
    assert "Tỉnh Hà Giang" in page.content.decode()
    admin.post(url("package_distrust", TrustedKey.objects.get().pk))
    assert not TrustedKey.objects.exists()


def test_others_stay_outside(client):
    client.force_login(User.objects.create_user("khac@so.example", "x", full_name="Ngô Khác", is_staff=True))
    assert client.get(url("packages")).status_code == 404
    assert client.post(url("package_make"), {"codes": CODE}).status_code == 404
