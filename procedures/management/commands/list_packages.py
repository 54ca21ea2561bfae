"""manage.py list_packages: write docs/procedures.md, or with --check say whether it is up to date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.env import BASE_DIR
from procedures import overview

PAGE = BASE_DIR / "docs" / "procedures.md"


class Command(BaseCommand):
    help = "Write docs/procedures.md from the shipped packages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        told = overview.shipped()
        text = overview.page(told)
        if options["check"]:
            if not PAGE.exists() or PAGE.read_text("utf-8") != text:
                raise CommandError("docs/procedures.md is out of date: run manage.py list_packages.")
            return
        PAGE.write_text(text, "utf-8")
        self.stdout.write(f"docs/procedures.md: {len(told)}")
