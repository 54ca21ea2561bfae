"""manage.py conformance: write docs/conformance.md, or with --check say whether it is up to date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.env import BASE_DIR
from portal.reporting import conformance


class Command(BaseCommand):
    help = "Write docs/conformance.md from the article marks of the tests."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = conformance.marks(BASE_DIR / "tests")
        except conformance.UnknownArticle as error:
            raise CommandError(str(error)) from error
        text, path = conformance.page(found), BASE_DIR / "docs" / "conformance.md"
        if options["check"]:
            if not path.exists() or path.read_text("utf-8") != text:
                raise CommandError("docs/conformance.md is out of date: run manage.py conformance.")
            return
        path.write_text(text, "utf-8")
        proved = len({conformance.rows_by_mark()[mark.id].id for mark in found})
        total = sum(len(regulation.articles) for regulation in conformance.regulations())
        self.stdout.write(f"docs/conformance.md: {proved} / {total}")
