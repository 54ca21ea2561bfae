"""manage.py try_procedure CODE|FILE [--draft]: runs the test dossiers of a procedure or of a definition file."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.web.show import stamp, vnd
from procedures.definition import Definition, DefinitionError, parse
from procedures.expressions import given
from procedures.management.commands.fee import PACKAGES
from procedures.queries import by_code, current_version, definition, draft_of
from procedures.trials import Finding, Trial, run_trials

KEYS = {
    "asked": "câu hỏi hiện",
    "not_asked": "câu hỏi không hiện",
    "papers": "giấy tờ phải có",
    "fee_vnd": "phí, lệ phí",
    "steps": "các bước",
    "due": "hẹn trả",
}


class Command(BaseCommand):
    help = (
        "Chạy các hồ sơ thử của một thủ tục (mã) hoặc một tệp nội dung; thoát với lỗi khi có hồ sơ không đạt."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", help="mã thủ tục, ví dụ 1.001193, hoặc đường dẫn tệp JSON")
        parser.add_argument("--draft", action="store_true", help="thử bản nháp thay cho bản đang áp dụng")

    def handle(self, *args: Any, what: str, draft: bool, **options: Any) -> None:
        try:
            told = _definition(what, draft=draft)
        except DefinitionError as error:
            listed = "\n".join(f"  {path}: {text}" for path, text in error.problems)
            raise CommandError(f"Nội dung còn {len(error.problems)} chỗ sai:\n{listed}") from error
        trials = run_trials(told)
        for trial in trials:
            self._tell(trial)
        passed = sum(trial.passed for trial in trials)
        told_sum = f"{told.code}: {passed}/{len(trials)} hồ sơ thử đạt."
        if passed < len(trials):
            raise CommandError(told_sum)
        self.stdout.write(told_sum)

    def _tell(self, trial: Trial) -> None:
        self.stdout.write(f"{'ĐẠT ' if trial.passed else 'SAI '} {trial.case.id}: {trial.case.name}")
        for problem in trial.outcome.problems:
            self.stdout.write(f"      chưa nộp được: {problem}")
        for finding in trial.findings:
            if not finding.fine:
                self.stdout.write(f"      {KEYS[finding.key]}: {_difference(finding)}")


def _difference(finding: Finding) -> str:
    if finding.key == "asked":
        missing = [key for key in finding.expected if key not in finding.came]
        return f"không thấy {', '.join(missing)}"
    if finding.key == "not_asked":
        return f"lại thấy {', '.join(finding.came)}"
    return f"mong {_said(finding.expected, finding.key)}, ra {_said(finding.came, finding.key)}"


def _said(value: Any, key: str) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M} ({stamp(value)})"
    if key == "fee_vnd":
        return vnd(value)
    return json.dumps(value, ensure_ascii=False) if value else "không có"


def _definition(what: str, *, draft: bool) -> Definition:
    """Of a file, of the draft, of the version in force today, else of what ships with the portal."""
    procedure = by_code(what)
    if procedure:
        version = draft_of(procedure) if draft else current_version(procedure, given().today)
        if version:
            return definition(version)
    shipped = PACKAGES / f"{what}.json"
    file = shipped if shipped.parent == PACKAGES and shipped.is_file() else Path(what)
    if draft or not file.is_file():
        raise CommandError(f"Không có thủ tục hay tệp “{what}” để thử.")
    try:
        return parse(json.loads(file.read_text(encoding="utf-8")))
    except ValueError as error:
        if isinstance(error, DefinitionError):
            raise
        raise CommandError(f"Tệp {file.name} không phải JSON: {error}") from error
