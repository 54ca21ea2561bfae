"""What every gateway can do, so that nobody else has to know its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from payments.models import Attempt, Outcome, Payout


class Forged(Exception):
    """The signature is not the gateway's. Nothing in the message may be believed."""


class Unreadable(Exception):
    """The message lacks something, or something in it has an impossible shape."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a gateway says about one attempt. `success` None: it is not finished yet. Whole đồng."""

    reference: str
    amount_vnd: int
    success: bool | None
    code: str
    provider_ref: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What a gateway says about money it was told to give back. `success` None: under way; `code` is its own."""

    success: bool | None
    code: str
    provider_ref: str = ""


class Gateway(Protocol):
    """A way to pay through somebody else's system."""

    code: str
    name: str
    minutes: int
    gives_back: bool  # whether money can be sent back through it

    def configured(self) -> bool:
        """Whether this installation has an account with it."""

    def begin(self, attempt: Attempt, *, about: str, back: str) -> str:
        """The address to send the payer to. May call the gateway; raises OutsideDown."""

    def read(self, fields: Mapping[str, object]) -> Told:
        """A callback's meaning, after its signature has been checked. Raises Forged or Unreadable."""

    def answer(self, outcome: Outcome) -> dict[str, str]:
        """What the gateway wants to hear."""

    def ask(self, attempt: Attempt) -> Told | None:
        """What the gateway knows about an attempt; None when it knows nothing. Raises OutsideDown, Forged."""

    def give_back(self, payout: Payout) -> GivenBack:
        """Tells the gateway to give money of an attempt back. Raises OutsideDown: nobody knows whether it will."""

    def ask_back(self, payout: Payout) -> GivenBack | None:
        """What became of it; None when the gateway knows of nothing given back. Raises OutsideDown, Forged."""
