"""manage.py export_package CODE… --to FILE: procedures as one signed file for another province."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.web.refusals import StepRefused
from procedures.exchange.keys import fingerprint, public
from procedures.exchange.packing import pack


class Command(BaseCommand):
    help = "Xuất thủ tục (nội dung, hồ sơ thử, mẫu in, ảnh mẫu) thành một tệp có chữ ký của cổng này."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="+", help="mã thủ tục, ví dụ 1.001193")
        parser.add_argument("--to", type=Path, required=True, help="tệp sẽ ghi")

    def handle(self, *args: Any, codes: list[str], to: Path, **options: Any) -> None:
        try:
            package = pack(codes)
            to.write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
        except StepRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"Không ghi được {to}: {error.strerror}.") from error
        self.stdout.write(
            f"Đã ghi {len(package['procedures'])} thủ tục vào {to}. Khóa ký: {fingerprint(public())}."
        )
