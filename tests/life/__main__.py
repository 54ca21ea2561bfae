"""`python -m tests.life` while `make demo` runs in this checkout: one result from its signature to its destruction.

Signed by a leader, numbered and sealed by the clerk, verified by the square code as a telephone reads it, by upload and
by pdfsig, put on paper, recalled, sealed as a record, delivered, destroyed in a second installation with a proof that
openssl checks; at the end each act stands in the journal. Pictures of the pages go to the folder named by PICTURES
(build/life). Ends with 0.
"""

import os
import sys
from pathlib import Path

from tests.beside import beside_the_demo

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    if not beside_the_demo():
        return 2
    from tests.life import walk

    walk.whole(Path(os.environ.get("PICTURES", ROOT / "build" / "life")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
