"""`manage.py vietqr encode|decode`: a VietQR code from its parts, or the parts of a code."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.vietqr import Transfer, VietQRError, decode, encode


class Command(BaseCommand):
    help = "Viết hoặc đọc mã VietQR."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        write = ways.add_parser("encode", help="in chuỗi của mã")
        for name, text in (("bank", "BIN 6 số"), ("account", "số tài khoản hoặc thẻ")):
            write.add_argument(f"{name}_", nargs="?", default="", metavar=name.upper(), help=text)
            write.add_argument(f"--{name}", default="")
        write.add_argument("amount_", nargs="?", type=int, default=0, metavar="AMOUNT", help="số đồng")
        write.add_argument("purpose_", nargs="?", default="", metavar="PURPOSE", help="nội dung")
        write.add_argument("--amount", type=int, default=0)
        write.add_argument("--purpose", default="")
        write.add_argument("--bill", default="")
        write.add_argument("--merchant", default="")
        write.add_argument("--city", default="")
        write.add_argument("--card", action="store_true", help="tới số thẻ")
        read = ways.add_parser("decode", help="in nội dung của mã dưới dạng JSON")
        read.add_argument("code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["way"] == "decode":
                self.stdout.write(json.dumps(asdict(decode(options["code"])), ensure_ascii=False))
            else:
                self.stdout.write(encode(_transfer(options)))
        except VietQRError as error:
            raise CommandError(str(error)) from error


def _transfer(options: dict[str, Any]) -> Transfer:
    return Transfer(
        bank=options["bank"] or options["bank_"],
        account=options["account"] or options["account_"],
        amount_vnd=options["amount"] or options["amount_"],
        purpose=options["purpose"] or options["purpose_"],
        bill=options["bill"],
        merchant=options["merchant"],
        city=options["city"],
        to_card=options["card"],
    )
