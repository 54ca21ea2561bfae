"""An empty database gets its tables at once, an older one came by many steps: both end in the same place."""

import pytest
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from portal.web.database import migrated


def test_both_roads_lead_to_the_same_models() -> None:
    short, long = MigrationLoader(None), MigrationLoader(None, replace_migrations=False)
    assert short.replacements and len(short.graph.nodes) < len(long.graph.nodes)
    one, other = short.project_state(), long.project_state()
    assert MigrationAutodetector(one, other).changes(graph=short.graph) == {}
    assert {key: list(model.fields) for key, model in one.models.items()} == {
        key: list(model.fields) for key, model in other.models.items()
    }


@pytest.mark.django_db
def test_an_older_database_has_nothing_to_do() -> None:
    """Bình's database went through every single step before the short road was built."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name LIKE '%squashed%' RETURNING app")
        assert {"dossiers", "payments"} <= {row[0] for row in cursor.fetchall()}
    assert ("dossiers", "0001_squashed_0020_living_by_procedure") in migrated.waiting()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    assert plan == []
    executor.migrate([], plan)
    assert not migrated.waiting()
