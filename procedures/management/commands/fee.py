"""manage.py fee 2.000815 so_trang=10 [channel=online] [on=2026-11-21] [exemption=ho_ngheo]: the sum and its lines."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures.definition import CHANNELS, Definition, DefinitionError, parse
from procedures.expressions import given
from procedures.fees import fee_sum
from procedures.queries import by_code, current_version, definition

PACKAGES = Path(__file__).resolve().parents[2] / "packages"


class Command(BaseCommand):
    help = "Tính phí, lệ phí của một thủ tục theo câu trả lời; in JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="mã thủ tục, ví dụ 2.000815")
        parser.add_argument(
            "facts", nargs="*", help="mã_câu_hỏi=giá_trị (JSON); hoặc channel=, on=, exemption="
        )

    def handle(self, *args: Any, **options: Any) -> None:
        facts = dict(_pair(text) for text in options["facts"])
        channel = facts.pop("channel", "online")
        if channel not in CHANNELS:
            raise CommandError(f"channel phải là một trong: {', '.join(CHANNELS)}.")
        on = _day(facts.pop("on", "")) or given().today
        exemption = facts.pop("exemption", "")
        told = _definition(options["code"], on)
        unknown = [key for key in facts if key not in told.by_id and key != "mien_phi"]
        if unknown:
            raise CommandError(f"Thủ tục {told.code} không có câu hỏi: {', '.join(unknown)}.")
        answers = {key: _value(text) for key, text in facts.items()}
        total = fee_sum(told, answers, channel, on, exemption)
        shown = {"code": told.code, "on": on.isoformat(), "channel": channel, "total_vnd": total.total_vnd}
        shown["lines"] = [asdict(line) for line in total.lines]
        self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1))


def _definition(code: str, on: date) -> Definition:
    """The version in force that day, else the definition that ships with the portal."""
    procedure = by_code(code)
    version = current_version(procedure, on) if procedure else None
    shipped = PACKAGES / f"{code}.json"
    try:
        if version:
            return definition(version)
        if shipped.parent == PACKAGES and shipped.is_file():
            return parse(json.loads(shipped.read_text(encoding="utf-8")))
    except DefinitionError as error:
        raise CommandError(f"Nội dung thủ tục {code} chưa dùng được: {error}") from error
    raise CommandError(f"Không có thủ tục {code} đang áp dụng ngày {on:%d/%m/%Y}.")


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise CommandError(f"“{text}” phải có dạng mã_câu_hỏi=giá_trị.")
    return key, value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise CommandError(f"“{text}” phải là ngày dạng 2026-11-21.") from error


def _value(text: str) -> Any:
    """JSON where it is JSON (10, true, [..]), else the text itself; a date stays a text."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
