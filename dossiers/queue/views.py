"""The saved views of the desk, their filters, and the place of a row in the order of a view."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class View:
    """One saved view; `tone` is how its count is shown when it is not zero."""

    slug: str
    words: str
    tone: str = ""


ACCEPT = View("cho-tiep-nhan", "Chờ tiếp nhận")
LATE = View("qua-han", "Quá hạn", "late")
TODAY = View("hom-nay", "Đến hạn hôm nay", "warm")
MINE = View("cua-toi", "Của tôi")
FREE = View("chua-giao", "Chưa giao")
WAITING = View("cho-bo-sung", "Chờ bổ sung")
SIGN = View("cho-ky", "Chờ ký")
RETURN = View("cho-tra", "Chờ trả kết quả")
ALL = View("tat-ca", "Cả đơn vị")
VIEWS = (ACCEPT, LATE, TODAY, MINE, FREE, WAITING, SIGN, RETURN, ALL)
BY_SLUG = {view.slug: view for view in VIEWS}


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a view. `text` is a code, an identity or tax number, or the beginning of a name."""

    procedure: str = ""
    channel: str = ""
    state: str = ""
    holder: str = ""
    text: str = ""

    def chosen(self) -> Iterator[tuple[str, str]]:
        for name in ("procedure", "channel", "state", "holder", "text"):
            if value := getattr(self, name):
                yield name, value

    def without(self, name: str) -> "Filters":
        return replace(self, **{name: ""})


@dataclass(frozen=True, slots=True)
class Key:
    """Where a row stands in the order of a view."""

    due: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.due - _EPOCH) // timedelta(microseconds=1)}-{self.pk}"

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """From an address; None for anything that is not one of ours."""
        moment, _, pk = text.partition("-")
        if not (moment.isdigit() and pk.isdigit() and len(moment) < 17 and len(pk) < 19):
            return None
        return cls(_EPOCH + timedelta(microseconds=int(moment)), int(pk))


def views_of(officer: Officer) -> list[View]:
    """The views that this officer's duties give sense to, in the order of Alt+1…9."""
    duties = {duty for _, duty in acting_duties(officer)}
    at_desk = bool(duties & {Duty.DESK_OFFICER, Duty.DESK_LEADER})
    if Duty.PROVINCE_LEADER in duties:
        return [LATE, TODAY, MINE, ALL]
    return [view for view in VIEWS if at_desk or view not in (ACCEPT, RETURN)]
