"""A small supervisor to be killed: it starts what its arguments say and writes down who stands.

`python supervised.py FOLDER GUARD_SECONDS NAME=COMMAND…`
"""

import importlib
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "portal"))
supervisor_module = importlib.import_module("bootstrap.supervisor")


def main(folder: Path, seconds: float, services: list[str]) -> None:
    with supervisor_module.Supervisor(folder, guard_seconds=seconds) as supervisor:
        (folder / "guard.pid").write_text(str(supervisor._guard.pid))
        for text in services:
            name, _, command = text.partition("=")
            service = supervisor_module.Service(name=name, command=["sh", "-c", command])
            supervisor.start(service)
        (folder / "up").touch()
        supervisor.watch()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
