"""The signing world of the tests: an authority of their own with its servers, and people who hold its certificates."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import override_settings

from portal.agencies.models import Agency, Officer
from portal.documents.models import SigningKey
from portal.documents.signing import keys
from portal.integrations.sandbox.authority import Authority
from portal.integrations.sandbox.trust import Trust, serve

PIN = "246810"


@pytest.fixture(scope="session")
def trust_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trust]:
    """One authority for the whole run: its certificates take a moment to make."""
    folder = tmp_path_factory.mktemp("trust")
    server = serve(Trust.__new__(Trust))
    address = f"http://localhost:{server.server_address[1]}"
    trust = Trust(Authority(folder, address), slow_seconds=0.6)
    server.RequestHandlerClass.trust = trust
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield trust
    server.shutdown()
    server.server_close()


@pytest.fixture
def trust(trust_server: Trust, settings) -> Trust:
    """The portal believes this authority and stamps time there."""
    settings.TSA_URL = f"{trust_server.authority.address}/tsa"
    settings.TSA_LOGIN = ""
    settings.TRUSTED_ROOTS = str(trust_server.authority.folder / "roots")
    return trust_server


@contextmanager
def believing(trust: Trust) -> Iterator[None]:
    """The same for what is made once for a whole file."""
    there = trust.authority
    roots = str(there.folder / "roots")
    with override_settings(TSA_URL=f"{there.address}/tsa", TSA_LOGIN="", TRUSTED_ROOTS=roots):
        yield


def certify(trust: Trust, officer: Officer, **more: int) -> SigningKey:
    """The officer's own certificate; its PIN is asked each time."""
    content = trust.authority.issue(
        officer.user.full_name, organisation=officer.agency.name, title=officer.title, password=PIN, **more
    )
    return keys.add_pkcs12(content, PIN, officer=officer, keep_pin=False)


def give_stamp(trust: Trust, agency: Agency) -> SigningKey:
    """The certificate that stands for the agency's stamp."""
    content = trust.authority.issue(agency.name, organisation=agency.name, password=PIN)
    return keys.add_pkcs12(content, PIN, agency=agency, keep_pin=True)


def remote(trust: Trust, officer: Officer) -> SigningKey:
    """A key that the signing service holds for the officer."""
    known = trust.enrol(officer.user.full_name, pin=PIN, organisation=officer.agency.name)
    return keys.add_remote(f"{trust.authority.address}/csc/v2", known, officer=officer)
