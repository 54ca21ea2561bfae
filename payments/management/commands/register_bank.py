"""Enters the certificate with which a bank signs budget vouchers, handed over by the bank itself."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from payments.vouchers import register
from portal.web.refusals import StepRefused


class Command(BaseCommand):
    help = "manage.py register_bank NAME FILE.pem: from then on platform payments need the bank's signed voucher."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = register(name=options["name"], pem=options["file"].read_text())
        except (OSError, UnicodeDecodeError, StepRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{found}: {found.valid_from:%d/%m/%Y} – {found.valid_to:%d/%m/%Y}")
