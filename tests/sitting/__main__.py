"""`python -m tests.sitting` while `make demo` runs in this checkout: a leader signs two hundred results in one sitting.

MANY= says how many (200). They are filed and worked through by verbs; the leader opens the list, reads one, signs all,
watches the bar, and finds the one whose applicant wished to withdraw meanwhile among what was not signed. Pictures go
to the folder named by PICTURES (build/sitting). Ends with 0.
"""

import os
import sys
from pathlib import Path

from tests.beside import beside_the_demo

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    if not beside_the_demo():
        return 2
    from tests.sitting import walk

    walk.whole(
        Path(os.environ.get("PICTURES", ROOT / "build" / "sitting")), int(os.environ.get("MANY", "200"))
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
