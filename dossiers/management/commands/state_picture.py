"""manage.py state_picture: writes the picture of the states into docs/architecture.md."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from dossiers.picture import mermaid

BLOCK = re.compile(r"```mermaid\nstateDiagram-v2\n.*?```", re.DOTALL)


class Command(BaseCommand):
    help = "Vẽ lại sơ đồ trạng thái trong docs/architecture.md"

    def handle(self, *args: Any, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "architecture.md"
        page.write_text(BLOCK.sub(lambda _: mermaid(), page.read_text()))
        self.stdout.write("docs/architecture.md")
