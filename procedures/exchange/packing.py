"""Makes a package: definitions, the print templates they name, sample pictures, who made it, signed."""

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from portal.agencies.queries import profile
from portal.agencies.queries import today as this_day
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from procedures.exchange import keys
from procedures.models import EDITABLE, Procedure, ProcedureVersion
from procedures.pictures import sample
from procedures.queries import by_code, current_version
from procedures.services import canonical

KIND, SCHEMA = "motcua-procedures", 1
LETTERS = Path(settings.BASE_DIR) / "templates" / "letters"


def pack(codes: Iterable[str]) -> dict[str, Any]:
    """The signed package of these procedures, each as it applies today (else its draft). Raises StepRefused."""
    versions = [_version(code) for code in dict.fromkeys(codes)]
    if not versions:
        raise StepRefused("Chọn ít nhất một thủ tục.")
    here = profile()
    package: dict[str, Any] = {
        "kind": KIND,
        "schema": SCHEMA,
        "made_at": now().isoformat(timespec="seconds"),
        "source": {"code": here.code, "name": here.province_name},
        "procedures": [_entry(version) for version in versions],
        "templates": _templates([version.definition for version in versions]),
        "pictures": _pictures([version.definition for version in versions]),
    }
    content = canonical(package)
    return package | {"signature": {"key": keys.public(), "value": keys.sign(content)}}


def _version(code: str) -> ProcedureVersion:
    procedure = by_code(code)
    if procedure is None:
        raise StepRefused(f"Không có thủ tục {code}.")
    version = current_version(procedure, this_day()) or _draft(procedure)
    if version is None:
        raise StepRefused(f"Thủ tục {code} chưa có nội dung nào.")
    return version


def _draft(procedure: Procedure) -> ProcedureVersion | None:
    return procedure.versions.filter(state__in=EDITABLE).first()


def _entry(version: ProcedureVersion) -> dict[str, Any]:
    return {
        "code": version.procedure.code,
        "version": version.number,
        "state": version.state,
        "decision": version.decision,
        "effective_from": version.effective_from.isoformat() if version.effective_from else None,
        "definition": version.definition,
    }


def _templates(documents: list[Any]) -> dict[str, dict[str, str]]:
    """The print templates named, with their text for reading; the receiving side never runs it."""
    names = {str(one.get(part, {}).get("template", "")) for one in documents for part in ("form", "result")}
    found = {}
    for name in sorted(names - {"", "generic"}):
        path = LETTERS / f"{Path(name).name}.html"
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            found[name] = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}
    return found


def _pictures(documents: list[Any]) -> dict[str, dict[str, str]]:
    """The sample pictures of papers by their content's hash."""
    named = {
        str(paper["sample"]) for one in documents for paper in one.get("papers", []) if paper.get("sample")
    }
    found = {}
    for sha256 in sorted(named):
        picture = sample(sha256)
        if picture is not None:
            with default_storage.open(picture.file.path, "rb") as file:
                data = base64.b64encode(file.read()).decode()
            found[sha256] = {"name": picture.name, "data": data}
    return found
