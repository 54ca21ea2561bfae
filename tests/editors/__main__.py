"""`python -m tests.editors` while `make demo` runs in this checkout: two who keep the catalogue edit one draft.

Each has a browser and an account of their own. On every tab both open the same thing; the second one saves first.
The first must then be told who it was, must find what was typed still in its box, and must be able to save it with
one more press. At the end the draft, a copy under a code of its own, is thrown away. Pictures go to the folder named by
PICTURES (build/editors). Ends with 0.
"""

import os
import sys
from pathlib import Path

from tests.beside import beside_the_demo

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    if not beside_the_demo():
        return 2
    from tests.editors import walk

    walk.whole(Path(os.environ.get("PICTURES", ROOT / "build" / "editors")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
