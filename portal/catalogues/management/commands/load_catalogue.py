"""Reads a CSV of a shared catalogue: `manage.py load_catalogue khoan-thu khoan-thu.csv`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.catalogues.models import Kind
from portal.catalogues.services import read_file


class Command(BaseCommand):
    help = "Đọc một danh mục dùng chung từ tệp CSV có cột code,name,also,from,to; chạy lại không đổi gì."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[kind.value for kind in Kind])
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="văn bản, nơi lấy tệp")

    def handle(self, *args: Any, kind: str, file: Path, source: str, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8-sig") as opened:
                new, changed, refused = read_file(Kind(kind), opened, source=source or file.name)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Không đọc được tệp {file}: {error}") from error
        self.stdout.write(f"Thêm {new}, sửa {changed}, từ chối {len(refused)}.")
        for line in refused:
            self.stderr.write(line)
        if refused:
            raise SystemExit(3)
