"""`manage.py restore_archive FOLDER`: packages into an installation that has lost them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.restoring import restore


class Command(BaseCommand):
    help = "Nhận lại các gói lưu trữ từ một thư mục; mỗi gói được kiểm tra trước khi nhận."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        done, problems = 0, []
        for one in restore(sorted(options["folder"].rglob("*.zip"))):
            done += not one.problem
            if one.problem:
                problems.append(f"{one.file}: {one.problem}")
        self.stdout.write(f"Đã nhận {done} gói.")
        if problems:
            raise CommandError("\n".join(problems))
