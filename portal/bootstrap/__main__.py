"""`python3 portal/bootstrap VERB`: run as a script, so that neither Django nor Celery is imported."""

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    parent = str(Path(__file__).resolve().parent.parent)
    sys.path[0] = parent
    main = importlib.import_module("bootstrap.commands").main
    sys.path.remove(parent)
    sys.exit(main(sys.argv[1:]))
