"""Several stand-ins in one process, which costs the demo one start of Python instead of one for each.

`python -m portal.integrations.sandbox money=8001=http://localhost:8000 trust=8002=FOLDER`: the module, its port, and
what its `main` is told beside it.
"""

import importlib
import os
import sys
import threading


def begin(words: str) -> threading.Thread:
    """One of them in a thread of its own. All end when one breaks: who started them starts them again."""
    name, port, told = words.split("=", 2)
    module = importlib.import_module(f"portal.integrations.sandbox.{name}")

    def run() -> None:
        try:
            module.main(int(port), told)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)

    thread = threading.Thread(target=run, name=name)
    thread.start()
    return thread


if __name__ == "__main__":
    for one in [begin(words) for words in sys.argv[1:]]:
        one.join()
