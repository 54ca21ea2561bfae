"""`manage.py rotate_file_keys [--add] [--later]`: a new key for the files at rest, and everything under it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.documents import filekeys, rotating


class Command(BaseCommand):
    help = "Mã hoá lại tệp đã lưu bằng khoá mới nhất; dừng giữa chừng thì chạy lại, làm tiếp chỗ còn."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--add", action="store_true", help="thêm một khoá mới vào FILE_KEYS_FILE, chưa chuyển tệp"
        )
        parser.add_argument("--later", action="store_true", help="để worker làm dần (mỗi giờ một lượt)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["add"]:
            if not settings.FILE_KEYS_FILE:
                raise CommandError("Đặt FILE_KEYS_FILE trước: khoá được giữ trong tệp đó.")
            key = filekeys.add(Path(settings.FILE_KEYS_FILE))
            self.stdout.write(
                f"Đã thêm khoá {key}. Sao lưu tệp khoá, khởi động lại web và worker, chạy lại lệnh này."
            )
            return
        if not filekeys.newest():
            raise CommandError("Chưa có khoá nào (FILE_KEYS_FILE).")
        if options["later"]:
            self.stdout.write(f"Còn {rotating.waiting()} tệp; worker chuyển dần.")
            return
        turned = rotating.turn()
        self.stdout.write(
            f"Đã chuyển {turned.done} tệp sang khoá {filekeys.newest()}. Còn {rotating.waiting()}."
        )
        if turned.missing or turned.damaged:
            raise CommandError(
                f"{turned.missing} tệp không có trong kho, {turned.damaged} tệp hỏng; xem nhật ký."
            )
