"""The deployment files speak of things that exist: settings, commands, packages. No engine is needed to see that."""

import base64
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.bootstrap import packages
from portal.bootstrap.places import ROOT
from portal.env import env

OTHER_IMAGES = {"database", "redis", "storage", "clamav"}
FOR_COMPOSE_ONLY = {"DATABASE_PASSWORD", "STORAGE_SECRET"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: service for name, service in compose["services"].items() if name not in OTHER_IMAGES}


def test_all_parts_are_there(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == OTHER_IMAGES | {"prepare", "web", "worker", "drawer", "beat"}


def test_every_setting_given_is_one_that_the_portal_reads(compose: dict[str, Any]) -> None:
    for name, service in ours(compose).items():
        unknown = set(service["environment"]) - set(env.scheme)
        assert not unknown, (name, unknown)


def test_every_name_asked_of_the_operator_is_explained() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    explained = (ROOT / "docs" / "operations.md").read_text()
    assert asked - FOR_COMPOSE_ONLY <= set(env.scheme)
    assert {name for name in asked if f"`{name}`" not in explained} == set()


def test_every_setting_is_explained_and_no_other() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    assert set(table) - FOR_COMPOSE_ONLY == set(env.scheme) | {"LOCAL_DIR", "PROMETHEUS_MULTIPROC_DIR"}


def test_every_dependency_between_the_parts_exists(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for other, condition in service.get("depends_on", {}).items():
            assert other in compose["services"], (name, other)
            if condition["condition"] == "service_healthy":
                assert "test" in compose["services"][other]["healthcheck"]
    for name, service in compose["services"].items():
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in compose["volumes"], (name, volume)


def test_every_command_named_exists(compose: dict[str, Any]) -> None:
    from django.core.management import get_commands

    programs, commands = set(), set()
    for service in ours(compose).values():
        words = service.get("command", ["gunicorn"])
        for part in " ".join(words).split("&&") if words[0] == "sh" else [shlex.join(words)]:
            found = shlex.split(part.removeprefix("sh -c "))
            programs.add(found[0])
            if "manage.py" in found:
                commands.add(found[found.index("manage.py") + 1])
    assert commands == {"migrate", "prepare_storage", "load_province"}
    assert commands <= set(get_commands())
    for program in programs - {"python"}:
        assert (Path(sys.executable).parent / program).exists(), program


def test_the_image_holds_the_packages_that_the_portal_needs() -> None:
    words = set((ROOT / "Dockerfile").read_text().split())
    elsewhere = {"python3-venv", "postgresql", "redis-server"}
    assert set(packages.PORTAL) - elsewhere <= words


def test_the_image_does_not_run_as_root_and_copies_what_exists() -> None:
    text = (ROOT / "Dockerfile").read_text()
    last = text.rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]\d+$", last, re.MULTILINE)
    for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for source in line.split():
            assert (ROOT / source).exists(), source


def test_the_production_settings_have_nothing_to_be_warned_of() -> None:
    """check --deploy, with the settings of the compose file."""
    given = {
        "PATH": "/usr/bin:/bin",
        "PRODUCTION": "1",
        "SECRET_KEY": "k7-Q" * 20 + "".join(map(chr, range(97, 123))),
        "ALLOWED_HOSTS": "dichvucong.example",
        "SITE_URL": "https://dichvucong.example",
        "DATABASE_URL": "postgresql://portal:x@database/portal",
        "REDIS_URL": "redis://redis:6379/0",
        "STORAGE_URL": "s3+http://portal:x@storage:8333/motcua",
        "ARCHIVE_URL": "s3+http://portal:x@storage:8333/luu-tru",
        "FILE_KEYS": base64.b64encode(bytes(range(32))).decode(),
        "CLAMD_URL": "tcp://clamav:3310",
        "EMAIL_URL": "smtp+tls://a:b@mail.example:587",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
    del given["FILE_KEYS"]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    assert done.returncode != 0 and "documents.E002" in done.stderr


def test_production_does_not_start_without_its_secret() -> None:
    given = {"PATH": "/usr/bin:/bin", "PRODUCTION": "1", "DATABASE_URL": "postgresql:///x"}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr
