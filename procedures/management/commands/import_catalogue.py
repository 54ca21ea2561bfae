"""manage.py import_catalogue FILE [--dry-run] [--report FILE] [--only-local]: the national catalogue into drafts."""

import json
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.web.refusals import StepRefused
from procedures.national.importing import Taking, Told
from procedures.national.lines import lines
from procedures.national.records import CatalogueRow
from procedures.national.runs import Run
from procedures.national.shapes import KINDS


class Command(BaseCommand):
    help = (
        "Nhập danh mục thủ tục quốc gia (JSONL, nén gzip hay không): mỗi dòng thành bản nháp hoặc bị từ chối "
        "kèm lý do. Mã thoát: 0 đọc hết, 1 không đọc được tệp, 3 đọc hết nhưng có dòng bị từ chối."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp .jsonl hoặc .jsonl.gz")
        parser.add_argument("--dry-run", action="store_true", help="chỉ đọc và báo cáo, không ghi gì")
        parser.add_argument("--report", type=Path, help="ghi báo cáo từng dòng vào tệp JSONL này")
        parser.add_argument(
            "--only-local", action="store_true", help="từ chối thủ tục chỉ do bộ, trung ương giải quyết"
        )

    def handle(
        self, *args: Any, file: Path, dry_run: bool, report: Path | None, only_local: bool, **options: Any
    ) -> None:
        taking = Taking(dry=dry_run, only_local=only_local)
        began = time.monotonic()
        with ExitStack() as stack:
            try:
                opened = stack.enter_context(file.open("rb"))
                written = stack.enter_context(report.open("w", encoding="utf-8")) if report else None
            except OSError as error:
                raise CommandError(
                    f"Không mở được {error.filename}: {error.strerror}.", returncode=1
                ) from error
            run = None if dry_run else stack.enter_context(_run(file))

            def each(told: Told) -> None:
                if written:
                    written.write(json.dumps(asdict(told) | {"kinds": told.kinds}, ensure_ascii=False) + "\n")
                if run:
                    run.note(told, opened.tell(), taking)

            taking.run(lines(opened), each)
            if run:
                run.finish(taking)
        self._tell(taking, time.monotonic() - began, dry_run)
        if taking.counts[CatalogueRow.Outcome.REFUSED]:
            raise SystemExit(3)

    def _tell(self, taking: Taking, seconds: float, dry: bool) -> None:
        total = sum(taking.counts.values())
        self.stdout.write(
            f"{'Đọc thử' if dry else 'Đã nhập'} {total} dòng trong {seconds:.1f} giây.".replace(".", ",", 1)
        )
        for outcome in CatalogueRow.Outcome:
            if taking.counts[outcome]:
                self.stdout.write(f"  {outcome.label}: {taking.counts[outcome]}")
        for reason, count in taking.reasons.most_common(20):
            self.stdout.write(f"    {count} × {reason}")
        if taking.kinds:
            told = ", ".join(
                f"{KINDS.get(kind, kind).lower()} {count}" for kind, count in taking.kinds.most_common()
            )
            self.stdout.write(f"  Dòng có nghi vấn: {told}")


def _run(file: Path) -> Run:
    run = Run(file.name, file.stat().st_size)
    try:
        run.begin()
    except StepRefused as refusal:
        raise CommandError(str(refusal), returncode=1) from refusal
    return run
