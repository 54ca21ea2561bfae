"""Whose certificate it is: the numbers of persons and organisations that a certificate's subject bears.

Vietnamese authorities write them as UID (“CCCD:0010…”, “MST:0100…”), others as serialNumber or organizationIdentifier
(“PNOVN-…”, “VATVN-…”, ETSI EN 319 412-1). Which of them an authority must use is not verified.
"""

import re

from asn1crypto import x509 as asn1

_WHERE = {"0.9.2342.19200300.100.1.1", "2.5.4.5", "2.5.4.97"}  # UID, serialNumber, organizationIdentifier
_NUMBER = re.compile(r"(?:[A-Z]{2,6}[:-]\s?)?(\d{9,10}(?:-?\d{3})?|\d{12})")


def numbers_in(certificate: asn1.Certificate) -> set[str]:
    """Digits alone; empty when the certificate names nobody by number."""
    told = [
        str(part["value"].native)
        for name in certificate.subject.chosen
        for part in name
        if part["type"].dotted in _WHERE
    ]
    return {only_digits(found[1]) for text in told if (found := _NUMBER.fullmatch(text.strip()))}


def only_digits(number: str) -> str:
    return "".join(one for one in number if one.isdigit())
