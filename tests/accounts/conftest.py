"""A visitor of one's own for each test, so that limits of one do not stop another."""

import random

import pytest
from django.test import Client

_random = random.SystemRandom()


@pytest.fixture
def visitor(db: None) -> Client:
    """Comes from an address nobody else uses."""
    return Client(
        REMOTE_ADDR=f"10.{_random.randrange(256)}.{_random.randrange(256)}.{_random.randrange(1, 255)}"
    )
