"""What the tests of death stand on: a server of their own, and outside systems that answer."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import HTTPServer

import pytest

from portal.integrations.sandbox.post import Post
from portal.integrations.sandbox.post import serve as post_server
from portal.integrations.sandbox.telecom import Telecom
from portal.integrations.sandbox.telecom import serve as telecom_server
from tests.mortal.broker import Broker, own_broker
from tests.mortal.postgres import Server, copied, standing_on


@pytest.fixture
def server(committed: None) -> Iterator[Server]:
    """The portal of this test stands on a server of its own until the test ends; nobody stood on it before."""
    with copied() as made, standing_on(made):
        yield made


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A Redis that keeps nothing; nobody publishes to it yet."""
    with own_broker() as broker:
        yield broker


@pytest.fixture
def telecom(settings) -> Iterator[Telecom]:
    world = Telecom(secret="nha-mang-thu")
    with running(telecom_server(0, world)) as address:
        settings.SMS_URL, settings.SMS_SECRET = f"{address}/sms", world.secret
        yield world


@pytest.fixture
def post(settings) -> Iterator[Post]:
    world = Post("", "buu-chinh")
    with running(post_server(0, world)) as address:
        settings.POST_URL = address
        yield world


@contextlib.contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
