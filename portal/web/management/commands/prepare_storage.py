"""Makes the places where files and sealed records are kept: the bucket of an S3-compatible store, or the folder."""

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, storages
from django.core.management.base import BaseCommand, CommandError

from portal.web.health import why_no_storage


class Command(BaseCommand):
    help = "Tạo nơi lưu tệp (bucket hoặc thư mục) và thử ghi, đọc, xóa một tệp; chạy lại được."

    def handle(self, *args: Any, **options: Any) -> None:
        where = ", ".join(self._make(alias) for alias in ("default", "archive"))
        if problem := why_no_storage():
            raise CommandError(problem)
        self.stdout.write(f"Kho tệp sẵn sàng: {where}")

    def _make(self, alias: str) -> str:
        storage: Any = getattr(storages[alias], "inner", storages[alias])
        if isinstance(storage, FileSystemStorage):
            Path(storage.location).mkdir(parents=True, exist_ok=True, mode=0o700)
            return str(storage.location)
        client = storage.connection.meta.client
        if storage.bucket_name not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
            client.create_bucket(Bucket=storage.bucket_name)
        return str(storage.bucket_name)
