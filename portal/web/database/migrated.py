"""Whether a database is up to date, told by the names of files: Django would import and order all of them first."""

import pkgutil
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def waiting() -> set[tuple[str, str]]:
    """The migrations (room, name) that this database has not been through.

    `migrate` notes those that were replaced as well as what replaces them, so each file has its line."""
    there = {(room.label, name) for room in apps.get_app_configs() for name in _names(room.label)}
    return there - MigrationRecorder(connection).applied_migrations().keys()


def _names(label: str) -> list[str]:
    place, _ = MigrationLoader.migrations_module(label)
    try:
        package = import_module(place or "")
    except (ImportError, ValueError):
        return []
    return [found.name for found in pkgutil.iter_modules(package.__path__) if found.name[0] not in "_~"]
