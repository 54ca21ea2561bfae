"""manage.py generate --dossiers N: a plausible history of N dossiers, fast."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dossiers.generating.run import generate


class Command(BaseCommand):
    help = "Tạo lịch sử N hồ sơ để thử hệ thống ở quy mô lớn (không dùng trên dữ liệu thật)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, required=True, help="số hồ sơ")
        parser.add_argument("--open", type=int, default=17_000, help="số hồ sơ còn mở, nhiều nhất")

    def handle(self, *args: Any, **options: Any) -> None:
        speed = generate(options["dossiers"], open_count=options["open"])
        self.stdout.write(f"{options['dossiers']} hồ sơ, {speed:,.0f} hồ sơ mỗi giây")
