"""A browser that asked is told, and only it can read; strangers' addresses are never called; the app opens offline."""

import json
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client

from portal.integrations import webpush
from portal.integrations.sandbox.push import Push, genuine, serve
from portal.notifications import devices, preferences, rules, services, tasks
from portal.notifications.models import Message, PushSubscription
from portal.web.refusals import StepRefused
from tests import people

KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
FACTS = {"code": "H49-1", "procedure": "Khai sinh", "agency": "Phường", "url": "/ho-so/H49-1/"}


def test_the_example_of_the_standard_is_sealed_byte_for_byte():
    """RFC 8291, appendix A."""
    own = webpush.private_key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    browser = webpush.raw_of(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )
    secret, salt = webpush.raw_of("BTBZMqHH6r4Tts7J_aSIgg"), webpush.raw_of("DGv6ra1nlYgDCS1FRnbzlw")
    words = b"When I grow up, I want to be a watermelon"
    assert webpush.unpadded(webpush.encrypted(words, browser, secret, salt=salt, own=own)) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru"
        "3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_signature_of_another_is_no_signature():
    key = ec.generate_private_key(ec.SECP256R1())
    header = webpush.signed("https://push.example/abc", "mailto:a@b.example", key)
    assert genuine(header, "https://push.example") and not genuine(header, "https://other.example")
    assert not genuine(header.replace("k=B", "k=A")) and not genuine("vapid t=a.b.c, k=d")


@pytest.fixture
def push(settings, monkeypatch):
    push = Push()
    server = serve(0, push)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_address[1]}"
    settings.VAPID_KEY, settings.PUSH_HOSTS = KEY, [host, "fcm.googleapis.com"]
    monkeypatch.setattr(rules, "QUIET", (rules.QUIET[0].replace(0), rules.QUIET[0].replace(0)))
    monkeypatch.setattr(rules, "not_before", lambda channel, at: at)
    push.at = f"http://{host}"  # type: ignore[attr-defined]
    yield push
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
class TestDevices:
    def told(self, user, key):
        services.queue(
            template="accepted", key=key, about="H49-1", user=user, party=user.party, context=FACTS
        )
        tasks.deliver_lost()
        return Message.objects.filter(key__startswith=f"{key}:push")

    def test_who_turned_it_on_is_told_beside_the_letter_and_nobody_else_can_read(self, push):
        cache.clear()
        user = people.citizen()
        client = Client()
        client.force_login(user)
        body = {"endpoint": f"{push.at}/may-1", "keys": push.browser("may-1").keys(), "device": "Android"}
        answer = client.post("/tai-khoan/bao-tren-may/", json.dumps(body), "application/json")
        assert answer.json() == {"kept": True} and preferences.of(user).push
        (ring,) = self.told(user, "P-1")
        assert ring.sent_at and Message.objects.filter(key="P-1:email").exists()
        (shown,) = push.browsers["may-1"].shown
        assert (
            shown["url"] == "/ho-so/"
            and shown["body"].startswith("Hồ sơ H49-1")
            and user.full_name not in str(shown)
        )
        page = client.get("/tai-khoan/nhan-tin/").content.decode()
        assert "Android" in page and devices.own_key() in page
        push.browsers["may-1"].gone = True
        (ring,) = self.told(user, "P-2")
        assert ring.sent_at is None and not PushSubscription.objects.filter(user=user).exists()
        client.post("/tai-khoan/bao-tren-may/", json.dumps(body), "application/json")
        pk = PushSubscription.objects.get(user=user).pk
        client.post(f"/tai-khoan/bao-tren-may/{pk}/tat/")
        assert not preferences.of(user).push and not self.told(user, "P-3")

    @pytest.mark.parametrize(
        "endpoint",
        [
            "http://169.254.169.254/latest", "https://ke-xau.example/x", "https://fcm.googleapis.com.ke-xau.example/x",
            "http://fcm.googleapis.com/x", "https://fcm.googleapis.com@ke-xau.example/", "",
        ],
    )  # fmt: skip
    def test_only_known_services_are_ever_called(self, push, endpoint):
        keys = push.browser("x").keys()
        with pytest.raises(StepRefused):
            devices.subscribe(
                user=people.citizen(),
                endpoint=endpoint,
                public_key=keys["p256dh"],
                secret=keys["auth"],
                device="",
            )

    def test_five_browsers_at_most_and_odd_keys_none(self, push):
        user = people.citizen()
        for number in range(7):
            keys = push.browser(f"may-{number}").keys()
            devices.subscribe(
                user=user,
                endpoint=f"{push.at}/may-{number}",
                public_key=keys["p256dh"],
                secret=keys["auth"],
                device="",
            )
        assert user.push_subscriptions.count() == 5
        with pytest.raises(StepRefused):
            devices.subscribe(user=user, endpoint=f"{push.at}/x", public_key="é", secret="", device="")


@pytest.mark.django_db
def test_it_can_be_installed_and_the_worker_may_see_every_page():
    manifest = Client().get("/manifest.webmanifest")
    told = json.loads(manifest.content)
    assert told["start_url"] == "/ho-so/" and {icon["sizes"] for icon in told["icons"]} == {
        "192x192",
        "512x512",
    }
    worker = Client().get("/sw.js")
    assert worker["Service-Worker-Allowed"] == "/" and b"/ngoai-mang/" in worker.content
    assert "worker-src 'self'" in worker["Content-Security-Policy"]
    assert "Không có mạng" in Client().get("/ngoai-mang/").content.decode()
