"""A mail server on the loopback that remembers what it was given and can be told to fail."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """What came in; refuse answers instead of taking ("451 later"), seconds makes it slow."""

    letters: list[EmailMessage] = field(default_factory=list)
    refuse: str = ""
    seconds: float = 0
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("khong-co@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.seconds)
        if self.refuse:
            return self.refuse
        self.letters.append(message_from_bytes(envelope.original_content, policy=policy.default))
        return "250 taken"


class _OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        """Asks the real port first: the controller was told to take any."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    server = _OnAnyPort(box, hostname="127.0.0.1", port=0)
    server.start()
    box.port = server.port
    try:
        yield box
    finally:
        server.stop()
