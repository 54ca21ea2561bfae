"""`python -m tests.storm` while `make demo` runs in this checkout: people file, officers accept, and meanwhile kill -9
hits web processes, workers and PostgreSQL. Ends with 0 when nothing acknowledged was lost and nothing done twice.

`--people 10 --each 20`: so many file so many dossiers each; `--seed` for other papers; `--pause` seconds between blows.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KNOWN = ROOT / ".local" / "demo.env"


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--people", type=int, default=10)
    told.add_argument("--each", type=int, default=20)
    told.add_argument("--seed", type=int, default=int(time.time()))
    told.add_argument("--pause", type=float, default=14.0)
    asked = told.parse_args()
    if not KNOWN.exists():
        say("Start `make demo` in this checkout first.")
        return 2
    os.environ |= dict(line.split("=", 1) for line in KNOWN.read_text().splitlines())
    os.environ |= {"DJANGO_SETTINGS_MODULE": "portal.settings", "DJANGO_ALLOW_ASYNC_UNSAFE": "true"}
    import django

    django.setup()
    from tests.storm.course import storm

    return storm(asked.people, asked.each, asked.seed, asked.pause, say)


if __name__ == "__main__":
    sys.exit(main())
