"""`python -m tests.guide` while `make demo` runs in this checkout: docs/guides/procedures.md followed by clicking.

The one who keeps the catalogue signs in, begins three procedures under codes that do not exist yet, makes each by
pressing and typing what the guide names, in its order, until it is published and in force; a citizen then opens the
procedure's page and files one dossier. What is typed comes from the shipped packages, nothing is written but through
the pages; ids that the pages make are read back from the database. At the end one fee and one paper are changed from
tomorrow on. Pictures go to the folder named by PICTURES (build/guide); CODE=1.001612 walks one only. Ends with 0.
"""

import os
import sys
from pathlib import Path

from tests.beside import beside_the_demo

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    if not beside_the_demo():
        return 2
    from tests.guide import walk

    walk.whole(Path(os.environ.get("PICTURES", ROOT / "build" / "guide")), os.environ.get("CODE", ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
