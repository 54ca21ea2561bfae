"""manage.py load_demo: about 200 dossiers of invented people, in every state (again: only what is missing)."""

from typing import Any

from django.core.management.base import BaseCommand

from dossiers.demo.loading import load
from payments.loading import load_demo_accounts
from portal.celery import in_no_hurry


class Command(BaseCommand):
    help = "Nạp hồ sơ mẫu của người không có thật"

    def handle(self, *args: Any, **options: Any) -> None:
        with in_no_hurry():
            load_demo_accounts()
            self.stdout.write(f"{load()} hồ sơ mẫu")
