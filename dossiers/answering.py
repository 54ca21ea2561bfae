"""“Where is my dossier?” asked by text message, Zalo, telephone or kiosk: one answer, the web page's own sentence
(QN-13.4, ST-10)."""

import re
from dataclasses import dataclass

from dossiers import queries
from dossiers.citizen import words
from dossiers.models import Dossier
from dossiers.states import State
from portal.agencies.queries import profile
from portal.web.text import clean, mask_name

_CODE = re.compile(r"\b(T[\s-]*[0-9A-Z]{26}|[A-Z]\d{2}(?:\.\d+)*[\s.-]+\d{6}[\s-]+\d{1,6})\b")
_FOUR = re.compile(r"(?<!\d)\d{4}(?!\d)")


def read_question(text: str) -> tuple[str, str]:
    """The dossier's code and the last four digits in what somebody typed; "" for what is not there."""
    typed = clean(text).upper()
    found = _CODE.search(typed)
    if not found:
        return "", ""
    four = _FOUR.search(typed[found.end() :]) or _FOUR.search(typed[: found.start()])
    return found[1], four[0] if four else ""


def answer(text: str) -> tuple[str, Dossier | None]:
    """The answer to a question in words, and the dossier it speaks of. Nothing is said without the four digits."""
    code, four = read_question(text)
    province = profile()
    if not code or not four:
        return (
            "Soạn: HS, mã hồ sơ trên giấy hẹn, 4 số cuối số định danh hoặc điện thoại. "
            f"Ví dụ: HS {province.agency_root}.12-260821-0042 4479."
            + (f" Hỏi thêm: {province.hotline}" if province.hotline else ""),
            None,
        )
    found = queries.for_public(code, four)
    if found is None:
        call = f", hoặc gọi {province.hotline}" if province.hotline else "."
        return f"Không có hồ sơ khớp mã và 4 số cuối này. Kiểm tra trên giấy hẹn{call}", None
    return told(found), found


@dataclass(frozen=True)
class Told:
    """What anybody with a dossier's code and digits hears: no name, no home, no paper, no reason."""

    code: str
    called: str
    sentence: str
    lead: str
    office: str
    phone: str
    owner: str

    @property
    def spoken(self) -> str:
        """In one breath, for a text message or the telephone."""
        said = ". ".join(part.rstrip(".") for part in (self.sentence, self.lead) if part)
        return f"{self.code}: {said}."


def tell(dossier: Dossier) -> Told:
    """The sentences of the dossier's page, for every machine and every voice that answers."""
    asked = None
    if dossier.state == State.SUPPLEMENT_REQUIRED:
        asked = dossier.supplements.filter(answered_at=None, closed_at=None).first()
    return Told(
        code=dossier.shown_code,
        called=words.called(dossier),
        sentence=words.sentence(dossier, asked),
        lead=words.lead(dossier, place=False),
        office=words.desk(dossier),
        phone=dossier.receiving_agency.phone if dossier.receiving_agency else "",
        owner=mask_name(dossier.owner_name or dossier.owner.name),
    )


def told(dossier: Dossier) -> str:
    """The same sentences that the dossier's page shows to whoever has its code."""
    return tell(dossier).spoken
