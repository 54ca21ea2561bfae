"""The record goes to a second installation and is destroyed there by two people, once its time is over."""

import json
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from archive.models import Package
from tests.archive.beside import installation, stamp_holds, taken_in_and_destroyed


def destroyed(package: Package, receipt: str, folder: Path) -> str:
    """Exported, restored, destroyed; the proof names the record and openssl believes its time stamp."""
    handed, proof = folder / "ban-giao", folder / "bien-ban.zip"
    call_command("export_archive", str(handed), receipt=receipt, verbosity=0)
    with installation(folder / "hai") as env:
        told = taken_in_and_destroyed(handed, proof, env)
    assert (told["code"], told["sha256"], told["damage"]) == (package.code, package.sha256, ""), told
    assert told["state"] == "destroyed" and not told["file"], told
    assert (told["early"], told["alone"]) == (422, 422), "too early or by one person alone must be refused"
    with zipfile.ZipFile(proof) as packed:
        packed.extractall(folder)
    (record,) = json.loads((folder / "bien-ban-huy.json").read_text())["records"]
    assert record["sha256"] == package.sha256 and record["file_is_gone"], record
    roots = folder / "goc.pem"
    roots.write_bytes(b"".join(one.read_bytes() for one in Path(settings.TRUSTED_ROOTS).glob("*.pem")))
    assert stamp_holds(folder / "bien-ban-huy.json", folder / "bien-ban-huy.tsr", roots)
    assert not stamp_holds(roots, folder / "bien-ban-huy.tsr", roots)
    acts = "; ".join(f"{act}: {words}" for act, words in told["acts"])
    return f"{acts}; proof stamped"
