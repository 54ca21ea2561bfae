"""What the demo's stand-ins of the national registers know: the same invented citizens, a little more told."""

import json
from pathlib import Path
from typing import Any

from portal.accounts.models import Party, PartyKind
from portal.agencies.loading.citizens import ORGANISATION, PEOPLE
from portal.agencies.models import Profile

FILE = "registers.json"


def write_registers(profile: Profile, folder: Path) -> None:
    """Writes the file that `portal.integrations.sandbox.registers` reads."""
    logins = [person.login for person in PEOPLE]
    people = Party.objects.filter(user__email__in=logins, kind=PartyKind.PERSON).order_by("pk")
    kept = {"people": [_person(party) for party in people], "enterprises": _enterprises()}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _person(party: Party) -> dict[str, Any]:
    home = {"xa": party.commune_code, "dia_chi": party.address}
    return {
        "so_dinh_danh": party.id_number,
        "ho_ten": party.name,
        "ngay_sinh": party.birth_on.isoformat() if party.birth_on else "",
        "gioi_tinh": "nu" if party.sex == "female" else "nam",
        "dan_toc": "Kinh",
        "quoc_tich": "VN",
        "noi_thuong_tru": home,
        "que_quan": home,
    }


def _enterprises() -> list[dict[str, Any]]:
    return [
        {
            "ma_so": party.tax_code,
            "ten": party.name,
            "tru_so": {"xa": party.commune_code, "dia_chi": party.address},
            "nguoi_dai_dien": "Vũ Thị Song",
            "ngay_dang_ky": "2019-04-15",
            "von_vnd": 1_800_000_000,
            "dien_thoai": party.phone,
            "thu_dien_tu": party.email,
        }
        for party in Party.objects.filter(user__email=ORGANISATION[0])
    ]
