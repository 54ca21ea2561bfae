"""One way to call an outside system: short time-outs, one retry where it is safe, and a rest when it is down.

Never called inside a transaction. What comes back is data of strangers: at most 1 MB, and only an object of JSON.
`requests` is read at the first call: it would be a fifteenth of the start of every web process.
"""

import json
import logging
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.cache import cache

if TYPE_CHECKING:
    pass

log = logging.getLogger(__name__)

TIMEOUT = (3.05, 8.0)  # seconds to connect, to answer
MOST_BYTES = 1_000_000
_FAILURES = 5  # in a row before the system is left alone
_REST_SECONDS = 30
_REMEMBERED_SECONDS = 7 * 24 * 3600
_NOTED_SECONDS = 5.0  # "it answers" is written down no more often than this
_good_noted: dict[str, float] = {}


class OutsideDown(Exception):
    """The system did not answer, or not in its own words. What was asked may or may not have been done."""


class Resting(OutsideDown):
    """It was not asked at all: after failures in a row it is left alone for a while."""


class Refused(OutsideDown):
    """It answered that it will not do this (a status of 400 to 499): asking again would not help.

    `told` is what it said."""

    def __init__(self, status: str, told: dict[str, Any] | None = None) -> None:
        super().__init__(status)
        self.told = told or {}


class Line:
    """One connection to one system, kept for a batch of calls; the environment is read once, cookies are not kept."""

    def __init__(self, address: str) -> None:
        from http.cookiejar import DefaultCookiePolicy

        import requests

        self.session = requests.Session()
        self.session.trust_env = False
        self.session.proxies = dict(requests.utils.get_environ_proxies(address))
        self.session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self.session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        self.session.close()


def post_json(
    system: str,
    address: str,
    body: dict[str, Any],
    *,
    headers: dict[str, str] | None = None,
    again: bool = False,
    timeout: tuple[float, float] | None = None,
    line: Line | None = None,
) -> dict[str, Any]:
    """Sends an object, gives back an object. `again`: asking twice does no harm, so one retry is made. `line`: the
    connection of a batch.

    Raises Refused, or OutsideDown; after five failures in a row at once, for half a minute.
    """
    import requests

    failures = cache.get(f"outside:{system}") or 0
    if failures >= _FAILURES:
        raise Resting(f"{system} is left alone for {_REST_SECONDS} s")
    for attempt in range(2 if again else 1):
        try:
            answer = _call(address, body, headers or {}, timeout or TIMEOUT, line)
        except (requests.RequestException, ValueError) as error:
            log.warning("%s did not answer: %s", system, type(error).__name__)
            _count_failure(system)
            _note(system, "bad", type(error).__name__)
            failures += 1
            if attempt == 0 and again:
                time.sleep(0.2)
            continue
        if failures:
            cache.delete(f"outside:{system}")
        _note_good(system)
        return answer
    raise OutsideDown(f"{system} did not answer")


def _call(
    address: str,
    body: dict[str, Any],
    headers: dict[str, str],
    timeout: tuple[float, float],
    line: Line | None,
) -> dict[str, Any]:
    import requests

    post = line.session.post if line else requests.post
    with post(
        address, json=body, headers=headers, timeout=timeout, allow_redirects=False, stream=True
    ) as response:
        content = response.raw.read(MOST_BYTES + 1, decode_content=True)  # read whole, the line stays usable
    if 400 <= response.status_code < 500 and response.status_code not in (408, 425, 429):
        raise Refused(str(response.status_code), _object(content[:MOST_BYTES]))
    response.raise_for_status()
    if len(content) > MOST_BYTES:
        raise ValueError("too long")
    data = json.loads(content)
    if not isinstance(data, dict):
        raise ValueError("not an object")
    return data


def _object(content: bytes) -> dict[str, Any]:
    """What a refusal says, when it is an object of JSON."""
    try:
        data = json.loads(content)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def get_bytes(
    system: str, address: str, *, most: int = 10 * MOST_BYTES, headers: dict[str, str] | None = None
) -> bytes:
    """Fetches a file, such as a list of revoked certificates. Raises OutsideDown."""
    import requests

    if (cache.get(f"outside:{system}") or 0) >= _FAILURES:
        raise OutsideDown(f"{system} is left alone for {_REST_SECONDS} s")
    try:
        with requests.get(
            address, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as response:
            response.raise_for_status()
            content: bytes = response.raw.read(most + 1, decode_content=True)
    except requests.RequestException as error:
        _count_failure(system)
        raise OutsideDown(f"{system} did not answer") from error
    if len(content) > most:
        raise OutsideDown(f"{system} sent too much")
    return content


def _count_failure(system: str) -> None:
    key = f"outside:{system}"
    cache.set(key, (cache.get(key) or 0) + 1, _REST_SECONDS)


@dataclass(frozen=True, slots=True)
class Seen:
    """When a system last answered and last did not (seconds of the clock, 0 = never), and its failures in a row."""

    good_at: float
    bad_at: float
    why: str
    failures: int

    @property
    def resting(self) -> bool:
        return self.failures >= _FAILURES


def seen(system: str) -> Seen:
    """What is remembered of a system, for people who watch over it; Redis may forget it."""
    kept = cache.get_many([f"outside-good:{system}", f"outside-bad:{system}", f"outside:{system}"])
    bad_at, why = kept.get(f"outside-bad:{system}") or (0.0, "")
    good_at = kept.get(f"outside-good:{system}") or (0.0, "")
    return Seen(good_at[0], bad_at, why, int(kept.get(f"outside:{system}") or 0))


def wake(system: str) -> None:
    """Calls a system again at once that was left alone."""
    cache.delete(f"outside:{system}")


def _note_good(system: str) -> None:
    """Every answer counts, but fifty in a second are one line for whoever watches."""
    at = time.monotonic()
    if at - _good_noted.get(system, -_NOTED_SECONDS) >= _NOTED_SECONDS:
        _good_noted[system] = at
        _note(system, "good")


def _note(system: str, how: str, why: str = "") -> None:
    cache.set(f"outside-{how}:{system}", (time.time(), why), _REMEMBERED_SECONDS)
