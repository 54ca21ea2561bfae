"""A person's browser without JavaScript: cookies, forms, files; when no answer comes, it tries again."""

import http.client
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

PATIENCE_SECONDS = 150
FORM = "application/x-www-form-urlencoded"


class NeverAnswered(Exception):
    """Nobody answered within PATIENCE_SECONDS."""


@dataclass
class Answer:
    status: int
    location: str
    text: str


@dataclass
class Browser:
    """One person's; `tries` counts what had to be sent again, by what came instead of an answer."""

    site: str
    cookies: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._until_answered("GET", path, b"", "")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self._until_answered("POST", path, urlencode(self._known() | fields).encode(), FORM)

    def upload(self, path: str, name: str, file: tuple[str, str, bytes]) -> Answer:
        """A form with one file: (its name, its kind, its bytes)."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in self._known().items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file[0]}"\r\n'
        parts.append(f"{head}Content-Type: {file[1]}\r\n\r\n".encode() + file[2] + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self._until_answered("POST", path, body, f"multipart/form-data; boundary={mark}")

    def once(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        """One request on a line of its own. Raises OSError, http.client.HTTPException."""
        where = urlsplit(self.site)
        line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            line.request(method, path, body or None, headers | ({"Content-Type": kind} if kind else {}))
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
            for told in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = told.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(answer.status, answer.headers.get("Location", ""), text)
        finally:
            line.close()

    def _known(self) -> dict[str, str]:
        return {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}

    def _until_answered(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        """As a patient person does it: no line, or a page that says “try again”, and they try again."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                answer = self.once(method, path, body, kind)
            except (OSError, http.client.HTTPException) as error:
                found = type(error).__name__
            else:
                if answer.status not in (429, 502, 503, 504):
                    return answer
                found = str(answer.status)
            self.tries[found] = self.tries.get(found, 0) + 1
            time.sleep(0.5)
        raise NeverAnswered(f"{method} {path}: {self.tries}")
