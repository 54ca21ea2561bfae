"""`python -m tests.life` while `make demo` runs in this checkout: one result from its signature to its destruction.

Signed by a leader, numbered and sealed by the clerk, verified by the square code as a telephone reads it, by upload and
by pdfsig, put on paper, recalled, sealed as a record, delivered, destroyed in a second installation with a proof that
openssl checks; at the end each act stands in the journal. Pictures of the pages go to the folder named by PICTURES
(build/life). Ends with 0.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    known = ROOT / ".local" / "demo.env"
    if not known.exists():
        sys.stdout.write("Start `make demo` in this checkout first.\n")
        return 2
    os.environ |= dict(line.split("=", 1) for line in known.read_text().splitlines())
    os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    import django

    django.setup()
    from tests.life import walk

    walk.whole(Path(os.environ.get("PICTURES", ROOT / "build" / "life")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
