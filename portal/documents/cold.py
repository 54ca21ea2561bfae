"""An S3-compatible store behind the storage API (cold storage of the archive, or all files)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import ParseResult, unquote

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage


def place(address: ParseResult) -> dict[str, Any]:
    """The settings of a store at s3://key:secret@host:port/bucket, or s3+http:// inside a private network."""
    scheme = "http" if address.scheme.endswith("+http") else "https"
    return {
        "BACKEND": "portal.documents.cold.ColdStorage",
        "OPTIONS": {
            "bucket_name": address.path.strip("/"),
            "endpoint_url": f"{scheme}://{address.hostname}" + (f":{address.port}" if address.port else ""),
            "access_key": unquote(address.username or ""),
            "secret_key": unquote(address.password or ""),
            "region_name": "us-east-1",
            "default_acl": "private",
            "querystring_auth": True,
            "max_memory_size": 1 << 20,
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                connect_timeout=3,
                read_timeout=30,
                retries={"total_max_attempts": 3},
                request_checksum_calculation="when_required",  # what other stores than Amazon's understand
                response_checksum_validation="when_required",
            ),
        },
    }


LINK_SECONDS = 60


class ColdStorage(S3Storage):
    """Its failures are those of a disk: OSError, and FileNotFoundError for what is not there."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_disk():
            found = super()._open(name, mode)
            found.file  # noqa: B018  (fetches now: a store that failed later would break an answer under way)
            return found

    def _save(self, name: str, content: Any) -> str:
        with _as_disk():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _as_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_disk():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _as_disk():
            return int(super().size(name))

    def link(self, name: str, *, disposition: str, content_type: str) -> str:
        """An address at the store, good for a minute, that gives this file as a download with this name."""
        told = {"ResponseContentDisposition": disposition, "ResponseContentType": content_type}
        return str(self.url(name, parameters=told, expire=LINK_SECONDS))


@contextmanager
def _as_disk() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(str(error)) from error
        raise OSError(None, "kho tệp ở xa từ chối") from error
    except BotoCoreError as error:
        raise OSError(None, "kho tệp ở xa không trả lời") from error
