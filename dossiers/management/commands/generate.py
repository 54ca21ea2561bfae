"""manage.py generate --dossiers N: a plausible history of N dossiers, fast; then the proof that it holds."""

import time
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error
from django.db.models import Max

from dossiers.generating import proof
from dossiers.generating.run import generate
from dossiers.models import Dossier


class Command(BaseCommand):
    help = "Tạo lịch sử N hồ sơ để thử hệ thống ở quy mô lớn (không dùng trên dữ liệu thật)"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dossiers", type=int, required=True, help="số hồ sơ")
        parser.add_argument(
            "--open", type=int, help="số hồ sơ còn mở (để trống: một phần năm, nhiều nhất 17.000)"
        )
        parser.add_argument("--builders", type=int, default=2, help="số chỉ mục dựng cùng lúc")
        parser.add_argument("--unproved", action="store_true", help="không kiểm lại sau khi tạo")

    def handle(self, *args: Any, **options: Any) -> None:
        count = options["dossiers"]
        if count < 1 or (options["open"] or 0) < 0 or options["builders"] < 1:
            raise CommandError("Số hồ sơ và số chỉ mục dựng cùng lúc phải từ 1, số hồ sơ còn mở từ 0.")
        before = Dossier.objects.aggregate(last=Max("id"))["last"] or 0
        try:
            speed = generate(count, open_count=options["open"], builders=options["builders"])
        except (Error, psycopg.Error) as error:
            raise CommandError(f"PostgreSQL từ chối. Không ghi gì cả. {error}") from error
        self.stdout.write(f"{count} hồ sơ, {speed:,.0f} hồ sơ mỗi giây")
        if options["unproved"]:
            return
        began = time.monotonic()
        if found := proof.problems(before):
            raise CommandError("Lịch sử vừa tạo không đúng quy tắc: " + "; ".join(found[:20]))
        self.stdout.write(
            f"Đã kiểm lại khoá, nhật ký, hạn và người giữ trong {time.monotonic() - began:.1f} giây"
        )
