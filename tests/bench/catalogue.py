"""Row `import`: 2,000 procedures of the national catalogue into drafts of an empty catalogue, by the command itself.

The rows are made here in the shape and length of real ones (CATALOGUE=file takes a real file); the process is
measured from outside: wall seconds, processor seconds, its memory at the end of 400 and of 2,000 rows."""

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench import ground
from tests.bench.ground import Database

GOAL = {"seconds": 60.0, "memory_ratio": 1.3}
ROWS, FEW = 2000, 400
_SENTENCE = (
    "Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ, cơ quan xem xét việc số {n} và trả lời. "
)


def run(full: bool) -> dict[str, Any]:
    """One JSON line."""
    del full
    few = _import(FEW)
    many = _import(ROWS)
    value = {
        "seconds": round(many["seconds"], 1),
        "memory_ratio": round(many["memory_mb"] / few["memory_mb"], 2),
    }
    return {
        "row": "import",
        "value": value,
        "goal": GOAL,
        "pass": all(value[key] <= goal for key, goal in GOAL.items()),
        "cpu_seconds": round(many["cpu"], 1),
        "memory_mb": [round(few["memory_mb"]), round(many["memory_mb"])],
        "rows": [FEW, ROWS],
        "second_time_seconds": round(many["again"], 1),
    }


def _import(count: int) -> dict[str, float]:
    database = Database(ground._named("import"), 0, ground._redis(13))
    ground._drop(database.url)
    ground._create(database.url)
    ground.manage(database, "migrate", "-v0")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "catalogue.jsonl"
        _write(file, count)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds, memory_mb = _measured(database, file)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        again, _ = _measured(database, file)
    ground._drop(database.url)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "memory_mb": memory_mb, "cpu": cpu, "again": again}


_MEASURE = """
import resource, sys, time
from django.core.management import execute_from_command_line
began = time.perf_counter()
execute_from_command_line(["manage.py", "import_catalogue", sys.argv[1]])
print("MEASURED", time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def _measured(database: Database, file: Path) -> tuple[float, float]:
    """(seconds, greatest memory in MB) of one run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(file)], cwd=ground.ROOT,
        env=database.environment() | {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": "."},
        text=True, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    words = next(line for line in done.stdout.splitlines() if line.startswith("MEASURED")).split()
    return float(words[1]), float(words[2])


def _write(file: Path, count: int) -> None:
    given = os.environ.get("CATALOGUE", "")
    if given:
        from procedures.national.lines import lines

        with open(given, "rb") as source, file.open("w") as target:
            for line in lines(source):
                if line.number <= count:
                    target.write(json.dumps(line.value, ensure_ascii=False) + "\n")
        return
    with file.open("w") as target:
        for n in range(count):
            target.write(json.dumps(_row(n), ensure_ascii=False) + "\n")


def _row(n: int) -> dict[str, Any]:
    """As long as a real row: a page of procedure, three channels, eight papers, five acts."""
    channel = (
        f"{3 + n % 20} Ngày làm việc{n % 90 + 10},000 VNĐ(Lệ phí: {n % 90 + 10}.000 đồng/lần)"
        + _SENTENCE.format(n=n)
    )
    papers = "".join(
        f"- Giấy tờ thứ {k} của việc {n}, bản sao có chứng thực{k % 3} bản chính,1 bản sao" for k in range(8)
    )
    acts = "".join(f"Quy định về việc thứ {k}{100 + k}/20{10 + k}/NĐ-CP" for k in range(5))
    return {
        "code": f"9.{n:06}",
        "ministry": "bo-tu-phap",
        "name": f"Cấp giấy cho việc số {n}",
        "decision": "1/QĐ-BTP",
        "level": ("Cấp xã", "Cấp tỉnh", "Cấp bộ")[n % 3],
        "field": f"Lĩnh vực {n % 130}",
        "audience": ["Công dân Việt Nam", "Doanh nghiệp"],
        "performing_agency": "Ủy ban nhân dân cấp xã",
        "procedure_text": "\n".join(f"Bước {k}: {_SENTENCE.format(n=n + k)}" for k in range(30)),
        "channels_raw": "Hình thức nộpThời gianPhí, lệ phíMô tả"
        + "".join(name + channel for name in ("Trực tuyến", "Dịch vụ bưu chính", "Trực tiếp")),
        "components_raw": f"--Tên giấy tờMẫu đơn, tờ khaiSố lượng{papers}",
        "legal_basis_raw": f"Tên văn bản pháp lýMã văn bản{acts}",
        "results_raw": f"Giấy của việc {n}Mã: KQ.G15.{n:06}",
        "conditions": _SENTENCE.format(n=n) * 6,
    }
