"""python3 kiem-tra-nhat-ky.py chung-cu.zip [goc-tin-cay.pem] – chỉ cần Python và openssl, không cần cổng."""

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


def need(sound, words):
    if not sound:
        sys.exit(f"SAI: {words}")


def openssl(*words):
    return subprocess.run(["openssl", *words], capture_output=True).returncode == 0


def check_rows(rows):
    previous = ""
    for number, row in enumerate(rows, 1):
        told = json.loads(row["text"]) if row["text"] else None  # dòng nội bộ chỉ công bố dấu vết
        digest = hashlib.sha256(row["text"].encode()).hexdigest()
        follows = told is None or (digest, told[1], told[-1]) == (row["hash"], number, previous)
        need(follows, f"dòng {number} không nối tiếp dòng trước")
        previous = row["hash"]


def check_day(day, file, own_rows, roots, folder):
    said = json.loads(file["statement"])
    need(own_rows <= set(file["hashes"]), f"ngày {day} thiếu dòng của hồ sơ")
    need(said["day"] == day and said["entries"] == len(file["hashes"]), f"ngày {day} không đủ dòng")
    digest = hashlib.sha256((said["previous"] + "".join(file["hashes"])).encode()).hexdigest()
    need(digest == said["hash"], f"ngày {day} không khớp lời")
    Path(folder, "text").write_text(file["statement"])
    for name in ("signature", "stamp"):
        Path(folder, name).write_bytes(base64.b64decode(file[name]))
    text, given = f"{folder}/text", ["-CAfile", roots, "-purpose", "any", "-out", f"{folder}/out"]
    cms = ["cms", "-verify", "-binary", "-inform", "DER", "-in", f"{folder}/signature"]
    signed = openssl(*cms, "-content", text, *given)
    need(signed or not file["signature"], f"chữ ký ngày {day} không đúng")
    stamped = openssl("ts", "-verify", "-token_in", "-in", f"{folder}/stamp", "-data", text, "-CAfile", roots)
    need(stamped or not file["stamp"], f"dấu thời gian ngày {day} không đúng")
    print(f"{day}: {len(file['hashes'])} dòng, {file['signer'] + ' ký' if signed and stamped else 'CHƯA KÝ'}")


with zipfile.ZipFile(sys.argv[1]) as package, tempfile.TemporaryDirectory() as own:
    trusted = sys.argv[2] if len(sys.argv) > 2 else package.extract("goc-tin-cay.pem", own)
    rows, code = (json.loads(package.read("ho-so.json"))[name] for name in ("rows", "code"))
    check_rows(rows)
    days = {one["day"]: {row["hash"] for row in rows if row["day"] == one["day"]} for one in rows}
    waiting = [day for day in sorted(days) if f"ngay/{day}.json" not in package.namelist()]
    for day in sorted(set(days) - set(waiting)):
        check_day(day, json.loads(package.read(f"ngay/{day}.json")), days[day], trusted, own)
    print(f"ĐÚNG: {len(rows)} dòng của hồ sơ {code}")
    for day in waiting:
        print(f"{day}: CHƯA CÔNG BỐ, {len(days[day])} dòng mới chỉ nối tiếp nhau; tải lại chứng cứ ngày sau")
