"""`manage.py check_integrity before|after [--maintenance N]`: is everything there and whole; ends with 1 if not."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.upkeep import integrity
from portal.upkeep.models import Maintenance, Turn


class Command(BaseCommand):
    help = "Kiểm tra toàn vẹn trước và sau bảo trì; kết quả được giữ lại"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("turn", choices=Turn.values)
        parser.add_argument("--maintenance", type=int, help="số của đợt bảo trì")

    def handle(self, *args: Any, **options: Any) -> None:
        pk = options["maintenance"]
        found = Maintenance.objects.filter(pk=pk).first() if pk else None
        if pk and found is None:
            raise CommandError(f"Không có đợt bảo trì {pk}.")
        made = integrity.check(turn=options["turn"], maintenance=found, by="manage.py check_integrity")
        for room, figures in made.figures.items():
            self.stdout.write(f"{room}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
        for fault in made.faults:
            self.stderr.write(fault)
        self.stdout.write("Nguyên vẹn." if not made.faults else f"{len(made.faults)} sai lệch.")
        if made.faults:
            sys.exit(1)
