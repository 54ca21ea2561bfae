"""Which wording speaks now, and what stood before."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from portal.notifications.models import Wording, WordingState

CACHE_KEY = "notifications:wordings"
_KEPT_SECONDS = 300
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
WAYS = {"email": "Thư điện tử", "in_app": "Trên cổng", "sms": "Tin nhắn SMS", "zalo": "Zalo"}


@dataclass(frozen=True)
class Words:
    """What one way says: from the file that is shipped (pk 0), or from an administrator's wording."""

    subject: str
    text: str
    pk: int = 0
    marks: bool = True
    provider_id: str = ""


def active() -> dict[tuple[str, str, str], Words]:
    """The wordings in force by (kind, way, language); asked of the database at most every five minutes."""
    kept: dict[tuple[str, str, str], Words] | None = cache.get(CACHE_KEY)
    if kept is None:
        kept = {
            (one.template, one.channel, one.language): Words(
                one.subject, one.text, one.pk, one.marks, one.provider_id
            )
            for one in Wording.objects.filter(state=WordingState.ACTIVE)
        }
        cache.set(CACHE_KEY, kept, _KEPT_SECONDS)
    return kept


def shipped(template: str, language: str = "vi") -> Words | None:
    """The letter that comes with the software; None where there is none in that language."""
    folder = Path(settings.BASE_DIR) / "templates" / "messages"
    path = (folder if language == "vi" else folder / language) / f"{template}.txt"
    if not path.is_file():
        return None
    subject, _, text = path.read_text().strip().partition("\n")
    return Words(subject.strip(), text.strip())


def history(template: str, channel: str, language: str) -> list[Wording]:
    """Every wording of one way, the newest first."""
    rows = Wording.objects.filter(template=template, channel=channel, language=language)
    return list(rows.select_related("made_by", "in_force_by", "ended_by").order_by("-number"))
