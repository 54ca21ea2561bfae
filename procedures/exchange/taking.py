"""Takes a package in: every procedure becomes a draft, of a new procedure if need be. Published versions stay."""

import base64
import binascii

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from portal.web.text import clean
from procedures import catalogued
from procedures.exchange import keys
from procedures.exchange.opening import Change, Package, changes
from procedures.exchange.records import TrustedKey
from procedures.models import Procedure, ProcedureVersion
from procedures.pictures import keep_sample
from procedures.services import field_of, save_draft


@transaction.atomic
def take_in(*, package: Package, by: User | None, unknown_key: bool = False) -> list[ProcedureVersion]:
    """The drafts that were made or changed. `unknown_key` is the person's explicit decision to take a package
    whose signer nobody here trusts; it is kept in the history. Raises StepRefused."""
    if package.signer == "unknown" and not unknown_key:
        raise StepRefused(
            f"Khóa ký {package.fingerprint} chưa được tin cậy. Đối chiếu khóa với nơi gửi rồi thêm vào khóa tin cậy, "
            "hoặc quyết định nhận dù chưa tin khóa."
        )
    drafts = []
    documents = {one["code"]: one["definition"] for one in package.content["procedures"]}
    for change in changes(package):
        if change.what != "same":
            catalogued.learn(documents[change.code], f"Gói của {package.source}")
            drafts.append(_draft(change, documents[change.code], package, by))
    if by is not None:
        _keep_pictures(package, by)
    return drafts


def _draft(
    change: Change, document: dict[str, object], package: Package, by: User | None
) -> ProcedureVersion:
    procedure = Procedure.objects.filter(code=change.code).first() or _new(change.code, document)
    told = package.signed_by or f"khóa {package.fingerprint} (chưa tin cậy, người nhận tự quyết định)"
    act = f"Nhập từ gói của {package.source}, lập {package.made_at}"
    return save_draft(procedure=procedure, document=document, by=by, act=act, why=f"Ký bởi {told}.")


def _new(code: str, document: dict[str, object]) -> Procedure:
    field = document.get("field")
    named = field if isinstance(field, dict) else {}
    work = field_of(str(named.get("code") or "KHAC")[:30], str(named.get("name") or "Lĩnh vực khác")[:200])
    audience = document.get("audience")
    return Procedure.objects.create(
        code=code,
        name=clean(str(document["name"]))[:1000],
        field=work,
        audience=audience if audience in ("citizen", "business", "both") else "citizen",
    )


def _keep_pictures(package: Package, by: User) -> None:
    """Sample pictures go through the same checks as any upload; one that fails keeps the procedure from nothing."""
    for one in package.content.get("pictures", {}).values():
        try:
            data = base64.b64decode(one["data"], validate=True)
            keep_sample(
                user=by, file=SimpleUploadedFile(clean(str(one.get("name") or "mau.jpg"))[:100], data)
            )
        except (StepRefused, binascii.Error, KeyError, TypeError, ValueError):
            continue


def trust(*, key: str, name: str, by: User) -> TrustedKey:
    """From now on packages signed with this key are taken. Raises StepRefused."""
    key, name = key.strip(), clean(name)[:200]
    if not keys.is_key(key):
        raise StepRefused("Khóa phải là chuỗi base64 của 32 byte, chép nguyên từ nơi gửi.")
    if not name:
        raise StepRefused("Nêu khóa này của ai.")
    if key == keys.public():
        raise StepRefused("Đây là khóa của chính cổng này.")
    found, _ = TrustedKey.objects.get_or_create(key=key, defaults={"name": name, "added_by": by})
    return found


def distrust(*, key: TrustedKey) -> None:
    """Packages signed with this key need a decision again; what was taken in stays."""
    key.delete()
