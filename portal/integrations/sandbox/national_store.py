"""The national store of results for the demo and the tests: who holds which paper, and its file. It answers beside the
stand-in of the registers (portal.integrations.sandbox.registers), whose failures are its failures."""

from collections.abc import Callable
from typing import Any

BIRTH = "KQ.G15.000031"


class Store:
    """Papers by owner's number: {"MaKetQua", "TenGiayTo", "SoKyHieu", "CoQuanChuQuan"}; `questions` by key."""

    def __init__(self, papers: dict[str, list[dict[str, str]]] | None = None) -> None:
        self.papers = papers or {}
        self.questions: dict[str, dict[str, Any]] = {}
        self.spoil: Callable[[dict[str, Any]], dict[str, Any]] = lambda answer: answer
        self.content = b""  # instead of the paper's own file

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        self.questions[str(body.get("MaYeuCau"))] = body
        owner = str(body.get("SoDinhDanhChuSoHuu"))
        wanted = {(one["MaKetQua"], one["SoKyHieu"]) for one in body["DanhSachDanhMucKetQua"]}
        found = [
            {**one, "DanhSachTepDinhKem": [{"TenTep": "giay-to.pdf", "DuongDan": f"tep/{owner}/{place}"}]}
            for place, one in enumerate(self.papers.get(owner, []))
            if wanted & {(one["MaKetQua"], ""), (one["MaKetQua"], one["SoKyHieu"])}
        ]
        return self.spoil({"DanhSachKetQua": found})

    def file(self, path: str) -> bytes | None:
        """The file at tep/<owner>/<place>."""
        _start, _slash, rest = path.partition("/")
        owner, _slash, place = rest.partition("/")
        held = self.papers.get(owner, [])
        if not place.isdigit() or int(place) >= len(held):
            return None
        one = held[int(place)]
        return self.content or _pdf([one["MaKetQua"], one["SoKyHieu"], owner])


def of_people(people: list[dict[str, Any]]) -> Store:
    """In the demo everybody on file has a birth certificate in the national store."""
    return Store(
        {
            one["so_dinh_danh"]: [
                {
                    "MaKetQua": BIRTH, "TenGiayTo": "Giấy khai sinh", "SoKyHieu": f"{number}/2006",
                    "CoQuanChuQuan": "UBND phường Hạ Long",
                }
            ]
            for number, one in enumerate(people, 1)
        }
    )  # fmt: skip


def _pdf(lines: list[str]) -> bytes:
    """One page with these lines in Latin letters."""
    words = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 20 Tf 28 TL 72 700 Td (BAN DIEN TU - KHO QUOC GIA) Tj T* {words} ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (table, len(out))
