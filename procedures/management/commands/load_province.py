"""Loads everything that a province needs to open its portal; with --demo also invented people."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.rules import offer_second_factor
from portal.agencies.loading.agencies import load_agencies
from portal.agencies.loading.citizens import load_citizens
from portal.agencies.loading.profiles import codes, load_profiles
from portal.agencies.loading.registers import write_registers
from portal.agencies.loading.rights import load_groups
from portal.agencies.loading.showcase import write_accounts
from portal.agencies.loading.staff import load_staff
from portal.agencies.loading.stamps import fingerprint, is_loaded, mark_loaded
from portal.agencies.loading.units import load_units
from portal.agencies.models import Agency, Profile
from portal.calendars.loading import load_calendars
from portal.catalogues.services import load_shipped
from portal.env import LOCAL_DIR
from procedures import catalogued
from procedures.services import KeptOwn, load_package

PACKAGES = Path(__file__).resolve().parents[2] / "packages"
ANNOUNCED = PACKAGES.with_name("announced.json")
"""The ministries' decisions that announce the procedures; one not listed is known by its first law."""


class Command(BaseCommand):
    help = "Nạp đơn vị hành chính, cấu hình, lịch, cơ quan và thủ tục của một tỉnh; chạy lại được."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--profile", default=settings.PROFILE, choices=codes())
        parser.add_argument(
            "--demo", action="store_true", help="thêm cán bộ và người dân hư cấu, chung một mật khẩu"
        )

        parser.add_argument(
            "--no-procedures", action="store_true", help="không nạp thủ tục giao kèm: tỉnh tự dựng từ đầu"
        )

    def handle(
        self, *args: Any, profile: str, demo: bool, no_procedures: bool = False, **options: Any
    ) -> None:
        self._refuse_second_province(profile)
        told = {"đơn vị hành chính": load_units()}
        chosen = load_profiles(profile)
        load_calendars()
        told["cơ quan"] = load_agencies(chosen)
        load_groups()
        told["mục của danh mục dùng chung"] = load_shipped()
        told["thủ tục"] = 0 if no_procedures else load_packages()
        if demo:
            told["cán bộ"] = load_staff(chosen)
            told["người dân, tổ chức"] = load_citizens(chosen)
            write_accounts(chosen, LOCAL_DIR)
            write_registers(chosen, LOCAL_DIR)
            offer_second_factor()
        changes = ", ".join(f"{count} {what}" for what, count in told.items() if count)
        self.stdout.write(f"{chosen.province_name}: {'thêm ' + changes if changes else 'không có gì mới'}.")

    def _refuse_second_province(self, profile: str) -> None:
        """One database serves one province: dossiers of two would share desks and codes."""
        current = Profile.objects.filter(is_active=True).first()
        if current and current.code != profile and Agency.objects.exists():
            raise CommandError(
                f"Cơ sở dữ liệu này đang phục vụ {current.province_name}. "
                f"Dùng cơ sở dữ liệu khác cho {profile}, hoặc xóa dữ liệu dùng thử trước."
            )


def load_packages() -> int:
    """Puts the shipped procedures in force; the number read, none when nothing changed since the last time."""
    paths = sorted(PACKAGES.glob("*.json"))
    sha256 = fingerprint(also="".join(path.read_text(encoding="utf-8") for path in paths))
    if is_loaded("procedures", sha256):
        return 0
    decisions = json.loads(ANNOUNCED.read_text(encoding="utf-8"))
    for path in paths:
        catalogued.learn(json.loads(path.read_text(encoding="utf-8")), "Gói thủ tục giao kèm phần mềm")
        with suppress(KeptOwn):
            load_package(path, decision=decisions.get(path.stem, ""))
    mark_loaded("procedures", sha256)
    return len(paths)
