"""What each letter says: the keys that its template reads. Plain values only, so a slip can keep them as JSON.

Moments are ISO texts or datetimes, days ISO texts or dates. Everything has a default, so a letter drawn
from fewer facts leaves a place empty instead of failing; keys that a letter does not know are ignored.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

Day = date | str | None
Moment = datetime | str | None


@dataclass
class LetterFacts:
    """The head that all letters share (NĐ 30/2020) and the two QR codes (TT 01/2023 Đ26)."""

    superior_name: str = ""
    agency_name: str = ""
    desk_name: str = ""
    desk_phone: str = ""
    place_name: str = ""
    issued_on: Day = None
    number: str = ""
    title: str = ""
    code: str = ""
    procedure_code: str = ""
    procedure_name: str = ""
    owner_name: str = ""
    submitter_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    id_number: str = ""
    officer_name: str = ""
    officer_title: str = ""
    received_at: Moment = None
    site_url: str = ""
    hotline: str = ""
    qr_text: str = ""
    lookup_url: str = ""
    places: bool = False  # number and day are put in after the signature: leave room that can be found again
    form_mark: str = ""
    layout: str = ""  # the rule set's own, where it is not today's
    reprint: int = 0


@dataclass
class ReceiptFacts(LetterFacts):
    """Mẫu 01. papers: title, originals, certified, photocopies, electronic of each."""

    title: str = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    copy_name: str = "Giao khách hàng"
    papers: list[dict[str, Any]] = field(default_factory=list)
    sets: int = 1
    limit_text: str = ""
    due_at: Moment = None
    return_at_text: str = ""
    book: str = ""
    entry_no: str = ""


@dataclass
class SupplementFacts(LetterFacts):
    """Mẫu 02. items: title and note (what is wrong, how to mend it) of each."""

    title: str = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
    items: list[dict[str, Any]] = field(default_factory=list)
    reason: str = ""
    legal_ground: str = ""
    due_at: Moment = None


@dataclass
class RefusalFacts(LetterFacts):
    """Mẫu 03."""

    title: str = "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
    reason: str = ""
    legal_ground: str = ""


@dataclass
class StopFacts(LetterFacts):
    """Mẫu 05. fee_text says what becomes of money already paid, papers_text of papers handed in."""

    title: str = "Thông báo dừng giải quyết hồ sơ"
    reason: str = ""
    legal_ground: str = ""
    fee_text: str = ""
    papers_text: str = ""
    signer_name: str = ""
    signer_title: str = ""


@dataclass
class ApologyFacts(LetterFacts):
    """Mẫu 04: the moment that is not kept, why, the new one, and by how many days it is later."""

    title: str = "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
    reason: str = ""
    due_at: Moment = None
    new_due_at: Moment = None
    extended: int = 0
    signer_name: str = ""
    signer_title: str = ""


@dataclass
class ControlFacts(LetterFacts):
    """Mẫu 06. moves: giver, receiver, at, given_by, taken_by, outcome, note of each hand-over."""

    title: str = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
    due_at: Moment = None
    competent_name: str = ""
    others: str = ""
    book: str = ""
    entry_no: str = ""
    moves: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class ResultFacts(LetterFacts):
    """A result. fields: value by the field's id; rows: [label, value] of the same fields in order.

    sections: the answers as declared, [{"title", "rows": [[label, value]]}]. is_draft prints a mark across.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)
    sections: list[Any] = field(default_factory=list)
    legal: list[str] = field(default_factory=list)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    reason: str = ""
    authority: str = ""
    signer_name: str = ""
    signer_title: str = ""
    verify_url: str = ""
    is_draft: bool = False


@dataclass
class DeclarationFacts(LetterFacts):
    """A printed e-form. sections: [{"title", "rows": [[label, value]]}]; papers: titles handed in."""

    form_code: str = ""
    addressee: str = ""
    sections: list[Any] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    declared_at: Moment = None
    annex: list[list[Any]] = field(
        default_factory=list
    )  # title, pages, SHA-256 of each file that was handed in


@dataclass
class PrintedFormFacts(LetterFacts):
    """A declaration in the layout of its regulation. blocks: procedures.printed; paper: A4, A4 ngang or A5."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    paper: str = "A4"
    foot: str = ""
    annex: list[list[Any]] = field(default_factory=list)


@dataclass
class SheetFacts(LetterFacts):
    """A landscape table: register (mẫu 07) or hand-over sheet. head: column titles, lines: cells of each row."""

    span: str = ""
    book: str = ""
    head: list[str] = field(default_factory=list)
    lines: list[list[Any]] = field(default_factory=list)
    giver: str = "Người giao"
    receiver: str = "Người nhận"


SHEETS: dict[str, type[LetterFacts]] = {"register": SheetFacts, "hand_over": SheetFacts}


@dataclass
class FeeReceiptFacts(LetterFacts):
    """Biên lai thu tiền phí, lệ phí. lines: name and vnd of each; reprint: which reprint this is, 0 the first."""

    title: str = "Biên lai thu tiền phí, lệ phí"
    form: str = ""
    serial: str = ""
    payer_name: str = ""
    about: str = ""
    reference: str = ""
    lines: list[dict[str, Any]] = field(default_factory=list)
    total_vnd: int = 0
    in_words: str = ""
    method: str = ""
    provider_ref: str = ""
    paid_at: Moment = None
    replaces: str = ""
    reprint: int = 0
    sealed: bool = False  # room for the signature that is put on next
    signed_original: bool = False
    cancelled: bool = False


@dataclass
class MoneyReportFacts(LetterFacts):
    """A report of money. heads: the columns; lines: rows of words and whole đồng; total: the last row."""

    title: str = "Báo cáo thu phí, lệ phí"
    span: str = ""
    by: str = ""
    heads: list[str] = field(default_factory=list)
    lines: list[list[Any]] = field(default_factory=list)
    total: list[Any] = field(default_factory=list)


KINDS: dict[str, type[LetterFacts]] = {
    "receipt": ReceiptFacts,
    "supplement": SupplementFacts,
    "refusal": RefusalFacts,
    "stop": StopFacts,
    "apology": ApologyFacts,
    "control": ControlFacts,
    "declaration": DeclarationFacts,
    "printed_form": PrintedFormFacts,
    "fee_receipt": FeeReceiptFacts,
    "money_report": MoneyReportFacts,
}

# The same papers as TT 01/2018/TT-VPCP lays them out, for what was issued before 15/9/2025.
OLD: dict[str, type[LetterFacts]] = {
    "receipt_2018": ReceiptFacts,
    "supplement_2018": SupplementFacts,
    "refusal_2018": RefusalFacts,
    "apology_2018": ApologyFacts,
}


@dataclass
class PostLabelFacts(LetterFacts):
    """Labels of pieces, each with sender, receiver, number and the bars of it (a data: address)."""

    title: str = "Nhãn bưu gửi"
    labels: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class PostHandoverFacts(LetterFacts):
    """The list of pieces that a postman took; amounts in đồng."""

    title: str = "Bảng kê giao nhận bưu gửi"
    postman: str = ""
    postman_code: str = ""
    handed_at: Moment = None
    signature: str = ""
    pieces: list[dict[str, Any]] = field(default_factory=list)


POST: dict[str, type[LetterFacts]] = {"post_label": PostLabelFacts, "post_handover": PostHandoverFacts}


@dataclass
class LabelFacts(LetterFacts):
    """The label of a paper dossier; bars is a data: address."""

    bars: str = ""
    received_at: Moment = None
    due_at: Moment = None


@dataclass
class SeparatorFacts(LetterFacts):
    """Sheets between the papers of a pile: each with title and code."""

    papers: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class ConfirmationFacts(LetterFacts):
    """What somebody confirmed at a desk by typing their name: the act, for which subject, in which words, when."""

    subject: str = ""
    act: str = ""
    name: str = ""
    words: str = ""
    at: Moment = None


DESK: dict[str, type[LetterFacts]] = {
    "label": LabelFacts,
    "separator": SeparatorFacts,
    "confirmation": ConfirmationFacts,
}


def complete(letter: str, given: Any) -> dict[str, Any]:
    """The facts of a letter as its template reads them: what was given, defaults for the rest."""
    kind = ({**KINDS, **OLD, **POST, **SHEETS, **DESK}).get(letter, ResultFacts)
    told = given if isinstance(given, dict) else asdict(given)
    return defaults_of(kind) | {
        one.name: told[one.name] for one in fields(kind) if told.get(one.name) is not None
    }


def defaults_of(kind: type[LetterFacts]) -> dict[str, Any]:
    """What a letter says when nothing is known."""
    return asdict(kind())
