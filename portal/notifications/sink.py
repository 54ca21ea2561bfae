"""The mail box of the demo: an SMTP server on the loopback that keeps letters instead of sending them on.

`python -m portal.notifications.sink PORT FOLDER`; one `.eml` file for each letter, the newest name last.
"""

import asyncio
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from ulid import ULID

KEPT = 500


class Keeper:
    """Writes each letter down before it says that it took it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        keep(self.folder, bytes(envelope.original_content or b""))
        return "250 kept"


def keep(folder: Path, content: bytes) -> Path:
    """Write the letter whole or not at all, and forget the oldest beyond the last five hundred."""
    path = folder / f"{ULID()}.eml"
    part = path.with_suffix(".part")
    part.write_bytes(content)
    os.replace(part, path)
    for old in sorted(folder.glob("*.eml"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


@dataclass(frozen=True)
class Letter:
    """A kept letter, read for showing."""

    name: str
    subject: str
    sender: str
    to: str
    at: datetime | None
    text: str
    html: str
    attachments: list[str] = field(default_factory=list)


def letters(folder: Path) -> list[Letter]:
    """The kept letters, newest first."""
    return [read(path) for path in sorted(folder.glob("*.eml"), reverse=True)[:100]]


def _sent_at(date: str) -> datetime:
    """A date header with “-0000” is a moment in UTC whose writer does not say where they are (RFC 5322)."""
    at = parsedate_to_datetime(date)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def read(path: Path) -> Letter:
    """One letter. A part that is missing is empty."""
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return Letter(
        name=path.stem,
        subject=str(message.get("Subject", "")),
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        at=_sent_at(str(message["Date"])) if message["Date"] else None,
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else "",
        attachments=[part.get_filename() or "" for part in message.iter_attachments()],
    )


async def serve(port: int, folder: Path) -> None:
    """Take letters on 127.0.0.1 until told to end."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Keeper(folder), enable_SMTPUTF8=True), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
