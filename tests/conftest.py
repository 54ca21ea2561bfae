"""What every test may use."""

import pytest

from portal.reporting import conformance


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test may not claim an article that no regulation has."""
    for item in items:
        for mark in item.iter_markers("article"):
            if problem := conformance.unknown(mark.args):
                raise pytest.UsageError(f"{item.nodeid}: {problem}")
