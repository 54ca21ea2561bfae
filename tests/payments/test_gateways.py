"""The gateways' signatures against published vectors, and what they say against a stand-in of its own code."""

from urllib.parse import parse_qsl

import pytest

from payments.gateways import GATEWAYS, Forged, Unreadable
from payments.gateways.platform import _INIT, code_of
from payments.gateways.vnpay import sign, signed_text
from portal.integrations.http import OutsideDown
from tests.money import SECRETS, charge_of

SECRET = SECRETS["VNPAY_SECRET"]
PAY = (
    "vnp_Amount=15000000&vnp_Command=pay&vnp_CreateDate=20250815083000&vnp_CurrCode=VND"
    "&vnp_ExpireDate=20250815084500&vnp_IpAddr=203.0.113.10&vnp_Locale=vn"
    "&vnp_OrderInfo=Nop+le+phi+ho+so+H4912+250815+0001&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fdvc.example.vn%2Fthanh-toan%2Fvnpay%2Freturn&vnp_TmnCode=DEMOTMN1"
    "&vnp_TxnRef=H4912250815000101&vnp_Version=2.1.0"
)
PAY_HASH = (
    "85ee861a67ec6bc5550c055e217838a850029d13e12aefed3925a528b52167c7"
    "2a3508a4973594858b2f638ae8155ddf3030892144dbcc179fe50373fee37820"
)
IPN = (
    "vnp_Amount=15000000&vnp_BankCode=NCB&vnp_BankTranNo=VNP01234567&vnp_CardType=ATM"
    "&vnp_OrderInfo=Nop+le+phi+ho+so+H4912+250815+0001&vnp_PayDate=20250815083512&vnp_ResponseCode=00"
    "&vnp_TmnCode=DEMOTMN1&vnp_TransactionNo=14000001&vnp_TransactionStatus=00&vnp_TxnRef=H4912250815000101"
)
IPN_HASH = (
    "fd12350243e575062243b89cc9d4340dd43dd8f80099f2cbe3ca42050c2e5ea6"
    "c3be6f7c0d247c2238a2eaf1a6b362e24cd46e5226fd5f02ce61636a6396529a"
)


@pytest.mark.parametrize(("text", "signature"), [(PAY, PAY_HASH), (IPN, IPN_HASH)])
def test_vnpay_signs_as_published(text, signature):
    fields = dict(parse_qsl(text))
    assert signed_text({**fields, "vnp_SecureHashType": "x", "vnp_Bill_Email": "", "other": "1"}) == text
    assert sign(text, SECRET) == signature


def test_vnpay_ipn_is_read(outside):
    told = GATEWAYS["vnpay"].read({**dict(parse_qsl(IPN)), "vnp_SecureHash": IPN_HASH.upper()})
    assert (told.reference, told.amount_vnd, told.success) == ("H4912250815000101", 150_000, True)
    assert told.paid_at.isoformat() == "2025-08-15T08:35:12+07:00"


def test_one_changed_character_is_forged(outside):
    fields = {**dict(parse_qsl(IPN)), "vnp_SecureHash": IPN_HASH}
    for name in fields:
        with pytest.raises((Forged, Unreadable)):
            GATEWAYS["vnpay"].read({**fields, name: fields[name] + "1"})


def test_the_platform_signs_as_published():
    text = (
        "INIT|1.0.6|DEMODT|dvcH4912250815000120250815083000|150000|PAY|1|1|vi-VN|VND|PAYMENT"
        "|Nop le phi ho so|20250815083000|203.0.113.10"
    )
    values = text.split("|")
    fields = dict(zip(_INIT, values, strict=True))
    assert code_of(fields, _INIT, "DUMMYSECRET") == (
        "e7a6da3358cb2d2140dd0ffca100c6eebbd712259a343ca7f145d81a40888c60"
    )


@pytest.mark.django_db
def test_a_gateway_that_is_down_takes_nothing(outside):
    from payments import online
    from payments.models import Attempt
    from portal.web.refusals import StepRefused

    outside.down = True
    charge = charge_of()
    with pytest.raises(StepRefused, match="Chưa có tiền nào bị trừ"):
        online.begin(
            charge=charge, gateway=GATEWAYS["platform"], back="http://x/", return_to="/ho-so/", address=None
        )
    assert Attempt.objects.get(charge=charge).state == "expired"


@pytest.mark.django_db
def test_after_five_failures_the_system_is_left_alone(outside, settings):
    from django.core.cache import cache

    from portal.integrations.http import post_json

    cache.delete("outside:thu")
    outside.down = True
    for _ in range(5):
        with pytest.raises(OutsideDown):
            post_json("thu", settings.PAYMENT_PLATFORM_URL, {})
    outside.down = False
    with pytest.raises(OutsideDown, match="left alone"):
        post_json("thu", settings.PAYMENT_PLATFORM_URL, {})
    cache.delete("outside:thu")
