"""Signing a text instead of a PDF: a detached CMS signature and a time stamp that openssl can check."""

import asyncio
import hashlib

from pyhanko.sign.signers import Signer

from portal.documents.models import SigningKey
from portal.documents.signing import keys, trust


def sign(text: bytes, key: SigningKey) -> bytes:
    """The detached signature (CMS, DER). Raises CannotSign or TryLater."""
    return asyncio.run(_sign(keys.open_key(key), text))


async def _sign(signer: Signer, text: bytes) -> bytes:
    signed = await signer.async_sign_general_data(text, "sha256", detached=True)
    content: bytes = signed.dump()
    return content


def stamp(text: bytes) -> bytes:
    """The time stamp over the text (a token of RFC 3161, DER). Raises TryLater."""
    token = asyncio.run(trust.stamper().async_timestamp(hashlib.sha256(text).digest(), "sha256"))
    content: bytes = token.dump()
    return content
