"""Time stamps of the archive: one over the hashes of many packages, and the look whether a stamp is over what it says.

A round of packages is listed in a text, the SHA-256 of each tag manifest on a line. The list is stamped once and lies
with its stamp in every package, so that each is proved alone, with openssl and without us. This is what RFC 4998 does
with a tree; the list of a round is a few kilobytes.
"""

import hashlib

from asn1crypto import cms, tsp
from django.conf import settings

from archive.bag import Broken


def stamp(text: bytes) -> bytes:
    """The time stamp over the text; empty where the province has named no authority. Raises TryLater."""
    if not settings.TSA_URL:
        return b""
    from portal.documents.signing import statements  # heavy: pyHanko

    return statements.stamp(text)


def listed(sealed: list[bytes]) -> bytes:
    """The text that is stamped for these tag manifests. Hashes alone: whoever has one package learns of no other."""
    return "".join(f"{hashlib.sha256(one).hexdigest()}\n" for one in sealed).encode()


def check(text: bytes, token: bytes) -> None:
    """Raises Broken when the stamp is over something else. Who gave it is proved by openssl (docs/operations.md)."""
    try:
        told = tsp.TSTInfo.load(
            bytes(cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed.dump())
        )
        imprint = told["message_imprint"]
        algorithm, found = imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native
        sound = hashlib.new(algorithm, text).digest() == found
    except (ValueError, TypeError, KeyError) as error:
        raise Broken("dấu thời gian không đọc được") from error
    if not sound:
        raise Broken("dấu thời gian của nội dung khác")
