"""Returned letters from a pipe (`| manage.py take_bounces` in the mail server's alias) or a Maildir."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.notifications import bounces


class Command(BaseCommand):
    help = (
        "Đọc thư bị trả lại: từ đầu vào chuẩn, hoặc mọi thư mới trong --maildir (đọc xong chuyển sang cur/)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--maildir", type=Path)

    def handle(self, *args: Any, maildir: Path | None = None, **options: Any) -> None:
        if maildir is None:
            self.stdout.write(bounces.take(sys.stdin.buffer.read(1_000_000)))
            return
        counted: dict[str, int] = {}
        (maildir / "cur").mkdir(exist_ok=True)
        for letter in sorted((maildir / "new").iterdir()):
            said = bounces.take(letter.read_bytes()[:1_000_000])
            counted[said] = counted.get(said, 0) + 1
            letter.rename(maildir / "cur" / f"{letter.name}:2,S")
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in sorted(counted.items())) or "–")
