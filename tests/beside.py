"""How a walk stands beside `make demo` of this checkout: with the demo's own settings, in the demo's own database."""

import os
import sys
from pathlib import Path

KNOWN = Path(__file__).resolve().parents[1] / ".local" / "demo.env"


def beside_the_demo() -> bool:
    """Django is ready for the running demo; where none was started that is said, and nothing is."""
    if not KNOWN.exists():
        sys.stdout.write("Start `make demo` in this checkout first.\n")
        return False
    os.environ |= dict(line.split("=", 1) for line in KNOWN.read_text().splitlines())
    os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    import django

    django.setup()
    return True
