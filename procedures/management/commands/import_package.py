"""manage.py import_package FILE [--dry-run] [--unknown-key] [--by EMAIL]: a signed package into drafts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.exchange.opening import Package, changes, lacking, opened
from procedures.exchange.taking import take_in

_WORDS = {"new": "mới", "same": "giống", "changed": "thay đổi"}


class Command(BaseCommand):
    help = "Nhập gói thủ tục có chữ ký: kiểm tra chữ ký, kể điều sẽ đổi, rồi thành bản nháp. Bản đã công bố không đổi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="chỉ kể điều sẽ đổi")
        parser.add_argument(
            "--unknown-key", action="store_true", help="quyết định nhận dù khóa ký chưa được tin cậy"
        )
        parser.add_argument("--by", default="", help="thư điện tử của người nhập (cần khi gói có ảnh mẫu)")

    def handle(
        self, *args: Any, file: Path, dry_run: bool, unknown_key: bool, by: str, **options: Any
    ) -> None:
        try:
            package = opened(file.read_bytes())
            self._tell(package)
            if dry_run:
                return
            drafts = take_in(package=package, by=_person(by), unknown_key=unknown_key)
        except OSError as error:
            raise CommandError(f"Không mở được {file}: {error.strerror}.") from error
        except StepRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Đã nhập thành {len(drafts)} bản nháp: {', '.join(map(str, drafts)) or 'không có gì mới'}."
        )

    def _tell(self, package: Package) -> None:
        who = package.signed_by or f"khóa chưa tin cậy {package.fingerprint}"
        self.stdout.write(f"Gói của {package.source}, lập {package.made_at}, ký bởi {who}.")
        for change in changes(package):
            self.stdout.write(f"  {change.code} {change.name}: {_WORDS[change.what]}")
            for sentence in change.sentences[:30]:
                self.stdout.write(f"    - {sentence}")
            for path, text in change.faults:
                self.stdout.write(f"    ! {path}: {text}")
        for note in lacking(package):
            self.stdout.write(f"  ! {note}")


def _person(email: str) -> User | None:
    if not email:
        return None
    found = User.objects.filter(email__iexact=email).first()
    if found is None:
        raise CommandError(f"Không có tài khoản {email}.")
    return found
