"""`manage.py export_archive FOLDER [--receipt NUMBER]`: packages as they were sealed, for another archive."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive import fixity
from archive.models import Package, PackageState
from archive.restoring import export


class Command(BaseCommand):
    help = "Chép các gói lưu trữ ra một thư mục, không mã hoá, để nộp hoặc khôi phục ở nơi khác."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--receipt", default="", help="chỉ các gói của biên bản giao nhận này")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Package.objects.exclude(state=PackageState.DESTROYED).order_by("pk")
        if options["receipt"]:
            rows = rows.filter(delivery__receipt_number=options["receipt"])
        done, problems = 0, []
        for package in rows.iterator(chunk_size=200):
            if damage := fixity.check(package):
                problems.append(f"{package.code}: {damage}")
                continue
            export(package, options["folder"])
            done += 1
        self.stdout.write(f"Đã chép {done} gói vào {options['folder']}.")
        if problems:
            raise CommandError("\n".join(problems))
