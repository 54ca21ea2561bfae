"""A calendar entry (RFC 5545): one moment, with a reminder half a day before."""

from datetime import UTC, datetime, timedelta

from portal.calendars.now import now

_LINE = 73  # bytes, the fold of RFC 5545 less one


def calendar_file(*, uid: str, at: datetime, title: str, text: str, place: str) -> bytes:
    """The whole file. The entry is half an hour long and ends at the moment itself."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Mot cua//VN",
        "BEGIN:VEVENT",
        f"UID:{uid}@motcua",
        f"DTSTAMP:{_utc(now())}",
        f"DTSTART:{_utc(at - timedelta(minutes=30))}",
        f"DTEND:{_utc(at)}",
        f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}",
        f"LOCATION:{_escaped(place)}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(title)}",
        "TRIGGER:-PT12H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Long lines go on after CRLF and a space, never in the middle of a letter."""
    out, piece = b"", b""
    for char in line:
        letter = char.encode()
        if len(piece) + len(letter) > _LINE:
            out += piece + b"\r\n "
            piece = b""
        piece += letter
    return out + piece + b"\r\n"
