"""A signature in two moments: the paper is made ready, its signature comes later from elsewhere and is put in."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.signers import ExternalSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfTBSDocument
from pyhanko.sign.timestamps import TimestampRequestError

from portal.documents.drawing import Place
from portal.documents.signing import pens, trust
from portal.documents.signing.refusals import CannotSign, TryLater


@dataclass
class Prepared:
    """A paper up to its signature. `wanted`: the bytes that the signature is over."""

    wanted: bytes
    signer: Signer
    attributes: Any
    digest: Any
    out: Any
    afterwards: Any


def prepare(
    content: bytes, signer: Signer, places: Sequence[Place] | None, face: bytes, reason: str
) -> Prepared:
    """Everything of a person's signature but the signature. Raises CannotSign or TryLater."""
    return asyncio.run(_prepare(*pens.pen_of_person(content, signer, places, face, reason), signer))


async def _prepare(pen: Any, writer: Any, signer: Signer) -> Prepared:
    try:
        digest, paper, out = await pen.async_digest_doc_for_signing(writer)
    except TimestampRequestError as error:
        raise TryLater(trust.TSA_DOWN) from error
    except PdfError as error:
        raise CannotSign(f"Tệp PDF này không ký được ({error}).") from error
    attributes = await signer.signed_attrs(digest.document_digest, "sha256", use_pades=True)
    return Prepared(attributes.dump(), signer, attributes, digest, out, paper.post_sign_instructions)


def finish(prepared: Prepared, signature: bytes) -> bytes:
    """The signed paper with its time stamp (PAdES B-T). Raises TryLater."""
    return asyncio.run(_finish(prepared, signature))


async def _finish(prepared: Prepared, signature: bytes) -> bytes:
    known = prepared.signer
    holder = ExternalSigner(known.signing_cert, known.cert_registry, signature)
    try:
        cms = await holder.async_sign_prescribed_attributes(
            "sha256", signed_attrs=prepared.attributes, timestamper=trust.stamper()
        )
    except TimestampRequestError as error:
        raise TryLater(trust.TSA_DOWN) from error
    await PdfTBSDocument.async_finish_signing(
        prepared.out, prepared.digest, cms, post_sign_instr=prepared.afterwards
    )
    signed: bytes = prepared.out.getvalue()
    return signed
