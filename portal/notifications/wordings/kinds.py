"""Every kind of message: what it is about, which words it may use with an example of each, and what the law says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

_AT = datetime(2026, 11, 25, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Variable:
    """One word that a message may use, in the administrator's language, and an example."""

    meaning: str
    example: Any


@dataclass(frozen=True)
class Kind:
    """`must` and `may` name what the act gives; `needs` what no wording may leave out; `law` why it cannot be off."""

    word: str
    must: tuple[str, ...]
    may: tuple[str, ...]
    needs: tuple[str, ...] = ()
    law: str = ""
    officer: bool = False

    @property
    def known(self) -> set[str]:
        return {"name", "site_url", *self.must, *self.may}


VARIABLES: dict[str, Variable] = {
    "name": Variable("tên người nhận", "Đinh Thị Ngọc Huyền"),
    "site_url": Variable("địa chỉ cổng", "https://dichvucong.example.gov.vn"),
    "code": Variable("mã hồ sơ", "H49.12-261120-0042"),
    "procedure": Variable("tên thủ tục", "Làm giấy khai sinh"),
    "agency": Variable("cơ quan", "Trung tâm Phục vụ hành chính công phường Hạ Long"),
    "answer_by": Variable("trả lời trước lúc", _AT),
    "files": Variable("giấy tờ đã nhận (danh sách)", ["Giấy chứng sinh", "Tờ khai"]),
    "phone": Variable("điện thoại quầy", "0203 3825 000"),
    "url": Variable("địa chỉ trang hồ sơ", "https://dichvucong.example.gov.vn/ho-so/H49.12-261120-0042/"),
    "due_at": Variable("hẹn trả, hạn", _AT),
    "old_due_at": Variable("hẹn cũ", _AT),
    "new_due_at": Variable("ngày hẹn mới", _AT),
    "return_place": Variable("nơi nhận kết quả", "Trung tâm Phục vụ hành chính công phường Hạ Long"),
    "returned_at": Variable("lúc trả kết quả", _AT),
    "amount_vnd": Variable("số tiền", 16000),
    "paid_at": Variable("lúc nộp tiền", _AT),
    "items": Variable("mục cần sửa (mỗi mục có title, note)", [{"title": "Giấy chứng sinh", "note": "Thiếu dấu"}]),
    "reason": Variable("lý do", "Trang 2 giấy chứng sinh thiếu dấu bệnh viện"),
    "legal_ground": Variable("căn cứ", "khoản 2 Điều 8 Luật Hộ tịch"),
    "note": Variable("ghi chú", "Nộp tại quầy hoặc qua mạng đều được."),
    "reference": Variable("mã nộp tiền", "MC26112000042"),
    "matter": Variable("nội dung tiền", "Lệ phí khai sinh"),
    "state": Variable("quyết định (paid, approved, refused)", "paid"),
    "ground": Variable("đối tượng miễn, giảm", "Người thuộc hộ nghèo"),
    "owed_vnd": Variable("còn phải nộp", 8000),
    "account": Variable("4 số cuối tài khoản", "4479"),
    "result_name": Variable("tên kết quả", "Giấy khai sinh"),
    "granted": Variable("chấp nhận hay không", True),
    "day": Variable("ngày", "25/11/2026"),
    "officer": Variable("người phụ trách", "Nguyễn Thị Bình"),
    "author": Variable("người viết", "Nguyễn Thị Bình"),
    "text": Variable("lời nhắn", "Bạn mang theo bản chính khi đến nhận."),
    "step": Variable("việc", "Tiếp nhận hồ sơ"),
    "from_name": Variable("người thôi việc", "Lê Văn Hải"),
    "count": Variable("số bước", 12),
    "late": Variable("số quá hạn", 2),
    "named": Variable("giao đích danh hay cho nhóm", True),
    "today": Variable("số đến hạn hôm nay", 3),
    "waiting": Variable("số chờ người nhận", 5),
    "lines": Variable("việc gấp nhất (mỗi dòng có code, step, due_at, late)",
                      [{"code": "H49.12-261120-0042", "step": "Tiếp nhận hồ sơ", "due_at": _AT, "late": True}]),
    "kind": Variable("xin điều gì", "Sửa dữ liệu sai"),
    "title": Variable("tên giấy tờ", "Giấy chứng nhận an toàn thực phẩm"),
    "expires_on": Variable("hết hạn ngày", date(2026, 12, 8)),
    "tracking": Variable("mã bưu gửi", "VN26A000042QN"),
    "what": Variable("việc bảo trì", "Nâng cấp cơ sở dữ liệu"),
    "ends_at": Variable("đến lúc", _AT),
    "starts_at": Variable("lúc hẹn", _AT),
    "days": Variable("còn mấy ngày", 7),
    "revoked": Variable("bị nơi cấp thu hồi", False),
    "own": Variable("chứng thư của chính người nhận", True),
    "place": Variable("nơi đến", "Số 1 phố Lê Thánh Tông, phường Hạ Long"),
    "replaced": Variable("có bản mới thay hay chỉ thu hồi", True),
    "people": Variable("thành phần", "Đại diện Ủy ban nhân dân phường, người nộp hồ sơ"),
    "agenda": Variable("nội dung làm việc", "Xem hiện trạng thửa đất"),
    "cancelled": Variable("hoãn hay không", False),
    "share": Variable("phần trăm thời hạn đã dùng", 80),
    "holder": Variable("đang ở đâu", "Phòng Kinh tế, Hạ tầng và Đô thị"),
}  # fmt: skip

_TELL = "QN Điều 13.2b: báo ngay khi tiếp nhận, kèm thời hạn"
_MUST = "Bắt buộc: đổi quyền, nghĩa vụ hay ngày hẹn của người nộp"
_GUIDE = "QN Điều 13.2c: trả lại thì nêu đủ lý do, một lần"


def _kind(word: str, must: str, may: str = "", needs: str = "", law: str = "", officer: bool = False) -> Kind:
    return Kind(word, tuple(must.split()), tuple(may.split()), tuple(needs.split()), law, officer)


KINDS: dict[str, Kind] = {
    "submitted": _kind(
        "Đã nhận hồ sơ nộp",
        "code procedure agency",
        "answer_by files phone url",
        "code",
        "QN Điều 13.2a: trả lời trong 8 giờ làm việc",
    ),
    "accepted": _kind(
        "Tiếp nhận, hẹn trả",
        "code procedure agency",
        "due_at return_place amount_vnd phone url",
        "code due_at",
        _TELL,
    ),
    "supplement_requested": _kind(
        "Yêu cầu bổ sung", "code procedure agency items", "due_at reason phone url", "code items", _GUIDE
    ),
    "refused": _kind(
        "Không tiếp nhận", "code procedure agency reason", "legal_ground phone url", "code reason", _GUIDE
    ),
    "stopped": _kind(
        "Dừng giải quyết", "code procedure agency reason", "legal_ground phone url", "code reason", _GUIDE
    ),
    "payment_requested": _kind(
        "Yêu cầu nộp tiền", "code procedure amount_vnd", "due_at note phone url", "code amount_vnd", _MUST
    ),
    "payment_received": _kind(
        "Đã nhận tiền", "code procedure amount_vnd", "paid_at phone url", "code amount_vnd", _MUST
    ),
    "overdue": _kind(
        "Xin lỗi trễ hẹn",
        "code procedure agency due_at",
        "reason new_due_at officer phone url",
        "code due_at",
        _MUST,
    ),
    "completed": _kind(
        "Đã có kết quả",
        "code procedure result_name",
        "return_place amount_vnd phone url",
        "code",
        "QN Điều 13.3: báo khi có kết quả",
    ),
    "returned": _kind(
        "Đã trả kết quả",
        "code procedure result_name",
        "returned_at phone url",
        "code",
        "QN Điều 13.3: trả kết quả",
    ),
    "lapsed": _kind("Kết thúc vì hết hạn", "code procedure", "due_at phone url", "code", _GUIDE),
    "redated": _kind(
        "Đổi ngày hẹn trả",
        "code procedure due_at old_due_at",
        "agency reason phone url",
        "code due_at",
        _MUST,
    ),
    "withdrawal_requested": _kind(
        "Đã nhận yêu cầu rút", "code procedure agency", "answer_by phone url", "code", _GUIDE
    ),
    "withdrawal_decided": _kind(
        "Trả lời yêu cầu rút", "code procedure agency granted", "note phone url", "code granted", _GUIDE
    ),
    "exemption_decided": _kind(
        "Miễn, giảm phí",
        "code procedure granted ground amount_vnd owed_vnd",
        "reason phone url",
        "code granted owed_vnd",
        _MUST,
    ),
    "refund_decided": _kind(
        "Hoàn tiền",
        "reference matter amount_vnd state account",
        "reason",
        "reference amount_vnd state",
        _MUST,
    ),
    "supplied": _kind(
        "Đã nhận bổ sung",
        "code procedure agency",
        "answer_by phone url",
        "code",
        "QN Điều 13.2a: trả lời trong 8 giờ làm việc",
    ),
    "post_returned": _kind(
        "Bưu chính chưa giao được",
        "code procedure agency tracking",
        "reason phone url",
        "code tracking",
        "QN Điều 13.3: trả kết quả",
    ),
    "post_sent": _kind(
        "Kết quả đã gửi bưu chính",
        "code procedure agency tracking",
        "phone url",
        "code tracking",
        "QN Điều 13.3: trả kết quả",
    ),
    "result_corrected": _kind(
        "Đính chính, thu hồi kết quả",
        "code procedure agency result_name reason replaced",
        "phone url",
        "code reason",
        _MUST,
    ),
    "visit_called": _kind(
        "Lịch xác minh thực tế",
        "code agency starts_at place people agenda cancelled",
        "phone url",
        "code starts_at place",
        _MUST,
    ),
    "account_opened": _kind("Mở tài khoản", "", "url"),
    "procedure_changed": _kind("Thủ tục đang khai có thay đổi", "procedure day", "url"),
    "talk": _kind("Tin trao đổi về hồ sơ", "code procedure author text", "agency phone url", "text"),
    "appointment_tomorrow": _kind(
        "Nhắc lịch hẹn ngày mai", "agency starts_at matter", "place phone url", "starts_at"
    ),
    "result_expiring": _kind("Giấy tờ trong kho sắp hết hạn", "title expires_on", "url", "title expires_on"),
    "data_request": _kind("Yêu cầu về dữ liệu cá nhân", "kind due_at", "url", "kind", officer=True),
    "data_request_late": _kind(
        "Yêu cầu về dữ liệu cá nhân quá hạn", "kind due_at officer", "", "kind", officer=True
    ),
    "data_request_answered": _kind(
        "Trả lời yêu cầu về dữ liệu",
        "kind state reason",
        "due_at url",
        "state",
        "Luật 91/2025: trả lời người có dữ liệu",
    ),
    "due_soon": _kind("Việc sắp đến hạn", "code procedure step due_at", "url", "code", officer=True),
    "overdue_officer": _kind("Việc đã quá hạn", "code procedure step due_at", "url", "code", officer=True),
    "work_handed_over": _kind(
        "Nhận việc của người thôi việc", "from_name count late named", "url", "count", officer=True
    ),
    "share_used": _kind(
        "Đã dùng một phần thời hạn", "code procedure step share holder due_at", "url", "code", officer=True
    ),
    "opinion_due": _kind(
        "Hạn cho ý kiến", "code procedure agency share due_at", "text url", "code due_at", officer=True
    ),
    "apology_drafted": _kind("Cần duyệt xin lỗi", "code procedure due_at", "url", "code", officer=True),
    "supplement_drafted": _kind(
        "Cần duyệt yêu cầu bổ sung", "code procedure", "due_at url", "code", officer=True
    ),
    "supplement_returned": _kind(
        "Yêu cầu bổ sung bị trả lại", "code procedure reason", "url", "code reason", officer=True
    ),
    "nudged": _kind("Nhắc việc", "code procedure author text", "url", "code text", officer=True),
    "mentioned": _kind("Được nhắc đến", "code procedure author text", "url", "code text", officer=True),
    "trouble": _kind("Vướng mắc, sự cố", "kind author agency text", "note url", "text", officer=True),
    "certificate_ending": _kind(
        "Chứng thư số sắp hết hạn, hết hạn, bị thu hồi",
        "title agency due_at days revoked",
        "own url",
        "title due_at",
        officer=True,
    ),
    "maintenance_planned": _kind(
        "Hệ thống sắp bảo trì", "what starts_at ends_at", "url", "starts_at ends_at", officer=True
    ),
    "digest": _kind(
        "Danh sách việc buổi sáng", "late today waiting lines", "url", "late today", officer=True
    ),
}


MAY_BE_OFF = {
    "talk": "Tin nhắn trao đổi về hồ sơ",
    "due_soon": "Nhắc việc sắp đến hạn (cán bộ)",
    "procedure_changed": "Thủ tục bạn đang khai có thay đổi",
    "result_expiring": "Giấy tờ sắp hết hạn",
    "appointment_tomorrow": "Nhắc lịch hẹn ngày mai",
    "digest": "Danh sách việc buổi sáng (cán bộ, lãnh đạo)",
}
FOR_OFFICERS = ("due_soon", "digest")


def examples(template: str, *, bare: bool = False) -> dict[str, Any]:
    """An example of everything the kind gives; `bare` leaves what it may give empty, as acts often do."""
    kind = KINDS[template]
    full = {name: VARIABLES[name].example for name in kind.known}
    empty = {
        name: type(VARIABLES[name].example)()
        for name in kind.may
        if not isinstance(VARIABLES[name].example, datetime)
    }
    moments = dict.fromkeys(name for name in kind.may if isinstance(VARIABLES[name].example, datetime))
    return full | empty | moments | {"url": full.get("url", "")} if bare else full
