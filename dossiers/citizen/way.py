"""“Đang chờ ai?” and the way a dossier has gone, in plain words; nothing internal (rule R4)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from dossiers.citizen.words import current_step, desk
from dossiers.models import Dossier, HolderKind, JournalEntry
from dossiers.states import ENDED, State
from dossiers.verbs import told
from portal.agencies.naming import called
from portal.web.show import local, moment
from procedures import speaking

_DESK_WORK = {"accept", "transfer", "return_result", "decide_withdrawal"}
_WRITTEN_TO_THEM = {"refuse", "stop", "confirm_withdrawal", "decline_withdrawal", "lapse", "request_payment"}


@dataclass(frozen=True)
class Event:
    """One line of the way; state is done, now or "" (ahead)."""

    title: str
    at: datetime | None = None
    text: str = ""
    state: str = "done"


@dataclass(frozen=True)
class Plate:
    """Who has it; rows are (label, answer[, small words])."""

    who: str
    waits: str
    phone: str = ""
    rows: list[tuple[str, ...]] = field(default_factory=list)


def plate(dossier: Dossier, *, names: bool = True) -> Plate:
    """Who has it, since when, until when, whom to call; `names`: whether persons may be named."""
    agency = dossier.holder_agency or dossier.receiving_agency
    fallback = dossier.receiving_agency.phone if dossier.receiving_agency else ""
    phone = (agency.phone if agency else "") or fallback
    since = (_("Từ lúc"), moment(dossier.held_since))
    if dossier.state in ENDED:
        return Plate(_("Không chờ ai, hồ sơ đã xong"), "nobody", phone, _ended(dossier))
    if dossier.holder_kind == HolderKind.APPLICANT:
        return Plate(_("Chờ bạn"), "you", phone, [since, (_("Hạn của bạn"), moment(dossier.next_due_at))])
    if dossier.state == State.COMPLETED and dossier.return_method == "in_person":
        return Plate(_("Chờ bạn đến nhận"), "you", phone, [since, (_("Nhận tại"), desk(dossier))])
    rows: list[tuple[str, ...]] = []
    if names and dossier.holder_officer is not None:
        rows.append((_("Người giữ"), str(dossier.holder_officer), dossier.holder_officer.title))
    rows.append((_("Giữ từ"), moment(dossier.held_since)))
    if dossier.next_due_for in _DESK_WORK or dossier.due_at is None:
        rows.append((_("Phải làm xong trước"), moment(dossier.next_due_at)))
    if dossier.due_at is not None:
        rows.append((_("Hẹn trả"), moment(dossier.due_at)))
    return Plate(agency.name if agency else "", "office", phone, rows)


def _ended(dossier: Dossier) -> list[tuple[str, ...]]:
    """When it was done and where: by the name the agency had then, with that of today (QN-7.5)."""
    ended = dossier.returned_at or dossier.ended_at
    rows: list[tuple[str, ...]] = [(_("Xong lúc"), moment(ended))]
    if ended is not None and dossier.competent_agency is not None:
        rows.append((_("Nơi giải quyết"), called(dossier.competent_agency, local(ended).date())))
    return rows


def events(dossier: Dossier, journal: list[JournalEntry], *, reasons: bool = True) -> list[Event]:
    """What has happened, where it is, what is certain to come. Acts inside the office are left out.

    `reasons`: whether words written to the applicant (why refused, why stopped) are told too.
    """
    gone = [
        Event(_(words), entry.at, entry.note if reasons and entry.verb in _WRITTEN_TO_THEM else "")
        for entry in journal
        if (words := _words(entry, dossier))
    ]
    if dossier.state in ENDED:
        return gone
    moments = [at for at in (dossier.held_since, *(one.at for one in gone)) if at is not None]
    here = Event(_here(dossier), max(moments, default=None), state="now")  # an office may do several steps
    return [*gone, here, *(Event(title, state="") for title in _ahead(dossier))]


def _words(entry: JournalEntry, dossier: Dossier) -> str:
    """A step is called by its name ("Xong: Thẩm tra")."""
    if entry.verb == "finish_task":
        title = entry.data.get("title", "")
        return _("Xong: %(step)s") % {"step": title} if title else told(entry.verb)
    return told(entry.verb)


def _here(dossier: Dossier) -> str:
    if dossier.holder_kind == HolderKind.APPLICANT:
        return _("Chờ bạn sửa") if dossier.state == State.SUPPLEMENT_REQUIRED else _("Chờ bạn nộp tiền")
    if dossier.state == State.REGISTERED:
        return _("Quầy kiểm tra, trả lời trước %(due)s") % {"due": moment(dossier.next_due_at)}
    if dossier.state == State.COMPLETED:
        return _("Chờ trả kết quả")
    if dossier.state == State.WITHDRAWAL_REQUESTED:
        return _("Chờ quầy trả lời yêu cầu rút")
    step = current_step(dossier)
    return step.name if step else _("Chuyển đến nơi giải quyết")


def _ahead(dossier: Dossier) -> list[str]:
    """Without invented dates."""
    if dossier.state in (State.WITHDRAWAL_REQUESTED, State.COMPLETED):
        return []
    back = _("Trả %(result)s") % {"result": speaking.told(dossier.version).result.name}
    if dossier.received_at is None:  # the desk has yet to accept it
        return [_("Cơ quan giải quyết"), back]
    step = current_step(dossier)
    signed = step is not None and step.kind in ("approve", "issue")
    return [back] if signed else [_("Lãnh đạo ký"), back]
