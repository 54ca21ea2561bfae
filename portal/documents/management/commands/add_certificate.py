"""`manage.py add_certificate FILE.p12 --officer EMAIL` or `--agency CODE`: whose signature or stamp it is.

An officer's PIN is asked at each sitting; an agency's is kept closed. The password is asked, or read from a file.
"""

from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.agencies.models import Agency, Officer
from portal.documents.signing import keys
from portal.documents.signing.refusals import CannotSign


class Command(BaseCommand):
    help = "Nạp chứng thư số (PKCS#12 hoặc dịch vụ ký số từ xa) của một cán bộ hoặc con dấu của một cơ quan."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="tệp .p12, .pfx")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--officer", help="thư điện tử của tài khoản cán bộ")
        whose.add_argument("--agency", help="mã định danh cơ quan")
        parser.add_argument("--password-file", type=Path)
        parser.add_argument("--service", default="", help="địa chỉ dịch vụ ký số từ xa (CSC v2)")
        parser.add_argument("--credential", default="", help="mã chứng thư ở dịch vụ đó")
        parser.add_argument("--module", default="", help="mô-đun PKCS#11 của thiết bị; FILE là chứng thư PEM")
        parser.add_argument("--token", default="", help="nhãn thiết bị, hoặc nhãn/tên khoá")
        parser.add_argument("--picture", type=Path, help="ảnh chữ ký hoặc con dấu, PNG nền trong")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = self._owner(options)
        kept = options["password_file"]
        password = kept.read_text().strip() if kept else getpass("PIN: ")
        try:
            if options["service"]:
                kept_pin = password if options["agency"] else ""
                key = keys.add_remote(options["service"], options["credential"], pin=kept_pin, **owner)
            elif options["module"] and options["file"]:
                kept_pin = password if options["agency"] else ""
                content = options["file"].read_bytes()
                key = keys.add_token(options["module"], options["token"], content, pin=kept_pin, **owner)
            elif options["file"]:
                content = options["file"].read_bytes()
                key = keys.add_pkcs12(content, password, **owner, keep_pin=bool(options["agency"]))
            else:
                raise CommandError("Cần tệp chứng thư, hoặc --service và --credential.")
        except CannotSign as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["picture"]:
            key.picture = options["picture"].read_bytes()
            key.save(update_fields=["picture"])
        self.stdout.write(f"{key.subject}, {key.issuer} cấp, hết hạn {key.valid_to:%d/%m/%Y}")

    def _owner(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            if options["officer"]:
                return {"officer": Officer.objects.get(user__email=options["officer"])}
            return {"agency": Agency.objects.get(code=options["agency"])}
        except (Officer.DoesNotExist, Agency.DoesNotExist) as error:
            raise CommandError("Không có cán bộ hoặc cơ quan này.") from error
