"""What every channel can do."""

from typing import Protocol

from portal.notifications.models import Message


class Failed(Exception):
    """Not taken by the other side. `final`: trying again would not help, another channel might. `asked`: whether the
    other side was called at all; a try that was none is not counted."""

    def __init__(self, why: str, *, final: bool, asked: bool = True) -> None:
        super().__init__(why)
        self.final, self.asked = final, asked


class Sender(Protocol):
    """One way out."""

    wakes: bool  # whether it rings at night, so that quiet hours hold it back

    def configured(self) -> bool:
        """Whether this installation can send by it."""

    def reaches(self, template: str, email: str, phone: str) -> str:
        """The address this channel would use for that template, or "" when it cannot."""

    def send(self, message: Message) -> str:
        """Sends; gives the other side's number of it, or "". Raises Failed."""

    def close(self) -> None:
        """Ends whatever was opened for a batch."""
