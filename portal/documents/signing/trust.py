"""Whom we believe: trusted roots, lists of revoked certificates, the time-stamping authority."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import requests
from asn1crypto import crl, pem, tsp
from asn1crypto import x509 as asn1
from django.conf import settings
from django.core.cache import cache
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator import ValidationContext

from portal.documents.signing.refusals import CannotSign, TryLater
from portal.integrations.http import OutsideDown, get_bytes
from portal.web import show

TSA_DOWN = "Dịch vụ dấu thời gian không trả lời. Chưa ký gì, hãy thử lại sau ít phút."
_CRL_SECONDS = 3600
_TSA_SECONDS = 6


def roots() -> list[asn1.Certificate]:
    """The certificates in the folder TRUSTED_ROOTS (PEM)."""
    folder = Path(settings.TRUSTED_ROOTS)
    return _read(tuple(sorted((path, path.stat().st_mtime) for path in folder.glob("*.pem"))))


@lru_cache(4)
def _read(files: tuple[tuple[Path, float], ...]) -> list[asn1.Certificate]:
    return [
        asn1.Certificate.load(der)
        for path, _ in files
        for kind, _, der in pem.unarmor(path.read_bytes(), multiple=True)
        if kind == "CERTIFICATE"
    ]


class Stamper(TimeStamper):
    """The authority that proves when; one connection is kept."""

    def __init__(self, address: str, login: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.address = address
        self.session = requests.Session()
        self.session.auth = tuple(login.split(":", 1)) if login else None  # type: ignore[assignment]

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            answer = self.session.post(self.address, req.dump(), headers=headers, timeout=_TSA_SECONDS)
            answer.raise_for_status()
            return tsp.TimeStampResp.load(answer.content)
        except (requests.RequestException, ValueError) as error:
            raise TryLater(TSA_DOWN) from error


def stamper() -> Stamper:
    """The time-stamping authority. Raises TryLater when none is named."""
    if not settings.TSA_URL:
        raise TryLater("Chưa khai báo dịch vụ dấu thời gian (TSA_URL).")
    return _stamper(settings.TSA_URL, settings.TSA_LOGIN)


@lru_cache(2)
def _stamper(address: str, login: str) -> Stamper:
    return Stamper(address, login)


def revoked_lists(chain: Iterable[asn1.Certificate]) -> list[crl.CertificateList]:
    """The list that each certificate names, fetched at most once an hour. Raises TryLater."""
    addresses = {url: None for one in chain for url in _places(one)}
    return [crl.CertificateList.load(_fetched(url)) for url in addresses]


def refuse_revoked(certificate: asn1.Certificate) -> None:
    """Raises CannotSign when its issuer has taken the certificate back; TryLater when the list cannot be read."""
    if at := revoked_at(certificate):
        raise CannotSign(
            f"Chứng thư của {certificate.subject.native.get('common_name', '')} đã bị nơi cấp thu hồi ngày "
            f"{show.day(at)}. Không ký được bằng chứng thư này, báo quản trị đơn vị để nạp chứng thư mới."
        )


def revoked_at(certificate: asn1.Certificate) -> datetime | None:
    """When its issuer took the certificate back; None while it is good. Raises TryLater."""
    for url in _places(certificate):
        if found := _void(_fetched(url)).get(certificate.serial_number):
            return found
    return None


@lru_cache(8)
def _void(content: bytes) -> Mapping[int, datetime]:
    """The serial numbers on a list, read once: a large authority's has thousands."""
    rows = crl.CertificateList.load(content)["tbs_cert_list"]["revoked_certificates"]
    return {row["user_certificate"].native: row["revocation_date"].native for row in rows}


def _places(certificate: asn1.Certificate) -> list[str]:
    return [point.url for point in certificate.crl_distribution_points if point.url]


def _fetched(url: str) -> bytes:
    key = f"crl:{url}"
    if (kept := cache.get(key)) is not None:
        return bytes(kept)
    try:
        content = get_bytes("crl", url)
    except OutsideDown as error:
        raise TryLater("Không lấy được danh sách chứng thư bị thu hồi. Thử lại sau ít phút.") from error
    cache.set(key, content, _CRL_SECONDS)
    return content


def context(chain: Iterable[asn1.Certificate]) -> ValidationContext:
    """What a signature of this chain is proved with, and what goes into the file for the years to come."""
    known = list(chain)
    return ValidationContext(
        trust_roots=roots(),
        other_certs=known,
        crls=revoked_lists(known),
        allow_fetching=False,
        revocation_mode="hard-fail",
    )
