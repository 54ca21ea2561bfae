"""`manage.py seal_archive 2026-01-01 2026-06-30`: seals what closed between two days, such as an old backlog."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from archive.sealing import closed_between, seal


class Command(BaseCommand):
    help = "Đóng gói lưu trữ các hồ sơ kết thúc giữa hai ngày."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("first", type=date.fromisoformat)
        parser.add_argument("last", type=date.fromisoformat)

    def handle(self, *args: Any, **options: Any) -> None:
        sealed = sum(seal(pk) is not None for pk in closed_between(options["first"], options["last"]))
        self.stdout.write(f"Đã đóng {sealed} gói.")
