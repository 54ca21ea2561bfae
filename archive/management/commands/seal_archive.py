"""`manage.py seal_archive 2026-01-01 2026-06-30 --workers 4`: seals what closed between two days."""

import multiprocessing
import resource
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from archive.rounds import Round, seal_all
from archive.sealing import closed_between

_TELL_EVERY = 1000


class Command(BaseCommand):
    help = "Đóng gói lưu trữ các hồ sơ kết thúc giữa hai ngày. Chạy lại thì làm tiếp từ chỗ dừng."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("first", type=date.fromisoformat)
        parser.add_argument("last", type=date.fromisoformat)
        parser.add_argument("--workers", type=int, default=1, help="số tiến trình cùng làm")

    def handle(self, *args: Any, **options: Any) -> None:
        workers = max(1, min(options["workers"], 64))
        days = options["first"], options["last"]
        if workers == 1:
            sound = self._work(*days, (0, 1))
        else:
            connections.close_all()
            fork = multiprocessing.get_context("fork")
            shares = [
                fork.Process(target=self._share, args=(*days, (which, workers))) for which in range(workers)
            ]
            for share in shares:
                share.start()
            for share in shares:
                share.join()
            sound = all(share.exitcode == 0 for share in shares)
        if not sound:
            raise CommandError("Có hồ sơ chưa đóng gói được, xem nhật ký máy chủ rồi chạy lại.")

    def _share(self, first: date, last: date, part: tuple[int, int]) -> None:
        sound = self._work(first, last, part)
        connections.close_all()
        raise SystemExit(0 if sound else 1)

    def _work(self, first: date, last: date, part: tuple[int, int]) -> bool:
        done = seal_all(closed_between(first, last, part), self._tell)
        words = f"Đã đóng {done.sealed} gói."
        if done.waiting:
            words += f" {done.waiting} hồ sơ chờ vì còn giấy chưa lập xong."
        if done.failed:
            words += f" {done.failed} hồ sơ chưa đóng được."
        if done.full:
            words += " Ổ đĩa của kho lưu trữ đã đầy, dừng lại."
        if done.silent:
            words += " Dịch vụ dấu thời gian không trả lời, dừng lại."
        self.stdout.write(words)
        return not (done.failed or done.full or done.silent)

    def _tell(self, done: Round) -> None:
        if (done.sealed + done.waiting + done.failed) % _TELL_EVERY == 0:
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            self.stdout.write(f"{done.sealed} gói, bộ nhớ nhiều nhất {most} MB")
