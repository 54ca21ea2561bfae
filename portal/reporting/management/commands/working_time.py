"""manage.py working_time START --hours N | --working-days N | --calendar-days N | --same-day: when a term ends."""

from argparse import ArgumentParser
from datetime import datetime, time
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from portal.agencies.loading.profiles import codes, shipped
from portal.agencies.models import Profile
from portal.calendars.explain import Line, explain
from portal.calendars.queries import province_calendar, working_time
from portal.calendars.shipped import shipped_working_time
from portal.calendars.working_time import CUTOFF, HANOI, Limit, Mode, Unit, WorkingTime
from portal.web import show
from portal.web.text import clean


class BadInput(Exception):
    """What the person typed cannot be counted with; a Vietnamese sentence."""


class Command(BaseCommand):
    help = "Print when a term ends, in ISO form. START without a zone is Vietnamese time."
    requires_system_checks: list[str] = []
    units: dict[str, Unit] = {
        "hours": "working_hour",
        "working_days": "working_day",
        "calendar_days": "calendar_day",
    }

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.error = _refuse  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", metavar="START", help="2025-08-15T08:30")
        parser.add_argument("--hours", metavar="N", help="working hours")
        parser.add_argument("--working-days", metavar="N", help="working days of 8 hours")
        parser.add_argument("--calendar-days", metavar="N")
        parser.add_argument("--same-day", action="store_true", help="until the province's cut-off")
        parser.add_argument("--mode", help="hours or civil; the profile's when not given")
        parser.add_argument("--profile", metavar="P", help="the active one when not given")
        parser.add_argument("--explain", action="store_true", help="also list the days")

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except BadInput as problem:
            self.stderr.write(str(problem))
            raise SystemExit(2) from problem

    def handle(self, *args: Any, **options: Any) -> None:
        start, limit = moment(options["start"]), self.limit(options)
        calendar, profile_mode, cutoff = rules(options["profile"])
        mode = options["mode"] or profile_mode
        if mode not in ("hours", "civil"):
            raise BadInput("--mode chỉ nhận hours (theo giờ) hoặc civil (theo ngày).")
        try:
            due = calendar.due(start, limit, mode, cutoff)
            lines = explain(calendar, start, due) if options["explain"] else []
        except ValueError as problem:
            raise BadInput(str(problem)) from problem
        self.stdout.write(due.isoformat(timespec="auto" if due.microsecond else "seconds"))
        for line in lines:
            self.stdout.write(_row(line))

    def limit(self, options: dict[str, Any]) -> Limit:
        """The one limit that was given."""
        given = [name for name in self.units if options[name] is not None]
        if len(given) + bool(options["same_day"]) != 1:
            raise BadInput("Cho đúng một trong --hours, --working-days, --calendar-days, --same-day.")
        if options["same_day"]:
            return Limit(1, "same_day")
        name, text = given[0], str(options[given[0]])
        try:
            return Limit(float(text.replace(",", ".")), self.units[name])
        except ValueError as problem:
            option = name.replace("_", "-")
            raise BadInput(f"--{option} cần một số từ 0 đến 99.999, không phải “{text}”.") from problem


def _refuse(message: str) -> NoReturn:
    raise BadInput(f"Không đọc được lệnh ({message}). Xem manage.py working_time --help.")


def moment(text: str) -> datetime:
    """An ISO moment; Vietnamese time when it names no zone."""
    try:
        at = datetime.fromisoformat(clean(text))
    except ValueError as problem:
        raise BadInput(f"“{text}” không phải thời điểm; ghi như 2025-08-15T08:30.") from problem
    return at if at.tzinfo else at.replace(tzinfo=HANOI)


def rules(code: str | None) -> tuple[WorkingTime, Mode, time]:
    """Calendar, mode and cut-off of a profile; what the portal ships with where the database has none of them."""
    try:
        rows = Profile.objects.filter(code=code) if code else Profile.objects.filter(is_active=True)
        profile = rows.first()
        calendar = province_calendar() if profile is None or profile.is_active else None
    except DatabaseError:
        profile = calendar = None
    if profile is None and code:
        if code not in codes():
            raise BadInput(f"Không có hồ sơ cấu hình “{code}”. Có: {', '.join(codes())}.")
        profile, calendar = shipped(code), None
    counted = working_time(calendar) if calendar else shipped_working_time()
    if profile is None:
        return counted, "hours", CUTOFF
    mode: Mode = "civil" if profile.deadline_mode == "civil" else "hours"
    return counted, mode, time.fromisoformat(str(profile.cutoff))


def _row(line: Line) -> str:
    """15/08/2025  thứ Sáu    +450 phút    450  Ngày làm việc"""
    counted = f"+{line.minutes} phút" if line.minutes else "–"
    day = show.weekday(line.day).replace(show.NBSP, " ")
    return f"{show.day(line.day)}  {day:<8}  {counted:>9}  {line.total:>6}  {line.words}"
