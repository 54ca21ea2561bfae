"""`python -m tests.storm` while `make demo` runs in this checkout: people file, officers accept, and meanwhile kill -9
hits web processes, workers and PostgreSQL. Ends with 0 when nothing acknowledged was lost and nothing done twice.

`--people 10 --each 20`: so many file so many dossiers each; `--seed` for other papers; `--pause` seconds between blows.
"""

import argparse
import sys
import time

from tests.beside import beside_the_demo


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
    if not beside_the_demo():
        return 2
    from tests.storm.course import storm

    return storm(asked.people, asked.each, asked.seed, asked.pause, say)


if __name__ == "__main__":
    sys.exit(main())
