"""What the parts of a definition are called in Vietnamese, for lawyers: their fields and the words they hold."""

import re
from collections.abc import Mapping

from procedures.definition import Definition

FIELDS: Mapping[str, str] = {
    "comes_after": "đứng sau dòng",
    "unprinted": "câu không in ra",
    "signed": "người nộp trên mạng ký số tờ khai",
    "paper": "khổ giấy",
    "name": "tên",
    "plain_name": "tên thường gọi",
    "field": "lĩnh vực",
    "audience": "đối tượng",
    "keywords": "từ thường dùng",
    "summary": "mô tả",
    "level": "cấp thực hiện",
    "online": "mức dịch vụ công trực tuyến",
    "minutes_to_file": "số phút để điền",
    "appointment": "có hẹn trả",
    "retention": "thời hạn lưu hồ sơ",
    "unverified": "chưa kiểm chứng",
    "number": "số, ký hiệu",
    "title": "tên",
    "checked": "đã kiểm chứng",
    "text": "câu hỏi",
    "yes_is_fine": "trả lời “Có” là được",
    "otherwise": "nếu không thì",
    "kind": "loại",
    "label": "lời hỏi",
    "hint": "gợi ý",
    "example": "ví dụ",
    "noun": "gọi trong câu báo lỗi",
    "missing": "câu báo khi để trống",
    "required": "bắt buộc",
    "when": "chỉ khi",
    "prefill": "điền sẵn từ",
    "english": "tiếng Anh",
    "prefill_when": "chỉ điền sẵn khi",
    "locked": "không cho sửa lời của cơ sở dữ liệu",
    "official": "lời trong mẫu ban hành",
    "indexed": "tìm kiếm được",
    "pattern": "dạng chữ",
    "pattern_error": "câu báo sai dạng",
    "max_length": "dài nhất (ký tự)",
    "min": "ít nhất",
    "max": "nhiều nhất",
    "decimals": "số lẻ thập phân",
    "unit": "đơn vị",
    "not_future": "không ở tương lai",
    "not_past": "không ở quá khứ",
    "min_age": "tuổi ít nhất",
    "options": "các lựa chọn",
    "other": "có “Khác”",
    "scope": "phạm vi địa bàn",
    "birth": "so với ngày sinh ở",
    "sex": "so với giới tính ở",
    "item_label": "tên mỗi mục",
    "value": "tính bằng",
    "page": "trang",
    "section": "phần",
    "help": "lời dẫn",
    "copy_kind": "hình thức",
    "count": "số bản",
    "cases": "trường hợp",
    "result_code": "thay bằng kết quả mã",
    "digitise": "số hóa",
    "bring_original": "mang bản chính đối chiếu",
    "timing": "thu lúc",
    "amount": "mức thu",
    "by_channel": "theo cách nộp",
    "by_case": "theo trường hợp",
    "starts_on": "áp dụng từ",
    "ends_on": "đến hết",
    "exempt": "miễn, giảm theo đối tượng",
    "reduced": "giảm theo nghị quyết",
    "item": "khoản thu theo danh mục",
    "account": "nộp vào ngân sách",
    "refundable": "được hoàn lại",
    "source": "theo văn bản",
    "more": "được thêm",
    "why": "việc gì, vì sao",
    "in_person": "việc phải gặp mặt",
    "places": "ở nơi có mã",
    "agency": "cơ quan làm",
    "duty": "người làm",
    "minutes": "thời gian",
    "after": "sau bước",
    "lead": "chủ trì",
    "produces": "phải cho ra",
    "among": "chọn trong các cơ quan",
    "back_to": "trả lại được về bước",
    "output": "sản phẩm",
    "papers": "giấy tờ",
    "processing": "thời hạn giải quyết",
    "supplement": "thời hạn bổ sung",
    "supplement_clock": "đồng hồ khi bổ sung",
    "code": "mã",
    "template": "mẫu in",
    "number_suffix": "ký hiệu số kết quả",
    "fields": "các mục trong kết quả",
    "question": "theo câu hỏi",
    "specialty": "chuyên môn",
    "channel": "cách nộp",
    "received": "nộp lúc",
    "answers": "câu trả lời",
    "exemption": "diện miễn, giảm",
    "expect": "mong đợi",
    "fee_vnd": "phí, lệ phí",
    "steps": "các bước",
    "due": "hẹn trả",
    "asked": "phải hỏi",
    "not_asked": "không được hỏi",
}
PARTS: Mapping[str, str] = {
    "form": "Biểu mẫu",
    "pages": "trang",
    "questions": "câu hỏi",
    "papers": "Giấy tờ",
    "fees": "Phí, lệ phí",
    "steps": "Các bước",
    "legal": "Căn cứ",
    "limits": "Thời hạn",
    "tests": "Hồ sơ thử",
    "cases": "Trường hợp",
    "checks": "Điều kiện",
    "competence": "Thẩm quyền",
    "result": "Kết quả",
    "versions": "Phiên bản",
    "effective_to": "ngày cuối",
    "vnd": "số tiền",
    "per": "cách tính",
    "name": "tên",
    "layout": "mẫu in",
}
"""The parts of a document as the history names their places."""
_STEP = re.compile(r"[^.\[\]]+|\[[^\]]*\]")


def place_words(path: str) -> str:
    """A place in a document for people: `fees[ban_sao].amount.vnd` → “Phí, lệ phí › ban_sao › mức thu › số tiền”."""
    found = [part.strip("[]") for part in _STEP.findall(path)]
    named = [PARTS.get(part) or FIELDS.get(part, part) if part else "thứ tự" for part in found]
    kept = [word for word in named if word not in ("trang", "câu hỏi")]
    return " › ".join(kept) or "toàn bộ nội dung"


def unverified_words(definition: Definition) -> list[str]:
    """What nobody has compared with the law yet, as people call it: “fees.ban_sao” → “Phí, lệ phí › Bản sao trích
    lục”, “limits.processing: vì sao” → “Thời hạn › thời hạn giải quyết: vì sao”."""
    named: dict[str, str] = {page.id: page.title for page in definition.form.pages}
    named |= {one.id: one.name for one in definition.papers} | {one.id: one.name for one in definition.fees}
    named |= {one.id: one.name for one in definition.steps} | {one.id: one.name for one in definition.cases}
    return [_mark_words(mark, named) for mark in definition.unverified]


def _mark_words(mark: str, named: Mapping[str, str]) -> str:
    path, colon, why = mark.partition(":")
    first, *rest = path.split(".", 1) if path.startswith("legal.") else path.split(".")
    words = [PARTS.get(first) or FIELDS.get(first, first)]
    words += [
        named.get(part) or PARTS.get(part) or FIELDS.get(part, part) for part in rest if part != "pages"
    ]
    return " › ".join(words) + colon + why


VALUES: Mapping[str, Mapping[str, str]] = {
    "audience": {"citizen": "người dân", "business": "doanh nghiệp", "both": "người dân và doanh nghiệp"},
    "level": {"commune": "cấp xã", "province": "cấp tỉnh", "both": "cấp tỉnh và cấp xã"},
    "online": {"full": "toàn trình", "partial": "một phần", "none": "chưa trực tuyến"},
    "timing": {"at_receipt": "khi nộp", "at_supplement": "khi bổ sung", "at_return": "khi nhận kết quả"},
    "copy_kind": {
        "original": "bản chính",
        "copy": "bản sao",
        "certified_copy": "bản sao chứng thực",
        "copy_with_original": "bản sao kèm bản chính để đối chiếu",
        "electronic": "bản điện tử",
    },
    "supplement_clock": {"restart": "tính lại từ đầu", "pause": "tạm dừng rồi tính tiếp"},
    "in_person": {"presence": "có mặt", "field_check": "kiểm tra hiện trường"},
    "scope": {"province": "trong tỉnh", "country": "cả nước"},
    "produces": {"result": "dự thảo kết quả", "opinion": "ý kiến", "report": "báo cáo"},
    "channel": {"online": "trực tuyến", "in_person": "trực tiếp", "postal": "qua bưu chính"},
    "account": {"province": "tỉnh", "commune": "xã", "agency": "cơ quan thu"},
    "kind": {
        "phi": "phí",
        "le_phi": "lệ phí",
        "work": "thụ lý",
        "consult": "lấy ý kiến",
        "approve": "duyệt",
        "issue": "phát hành",
        "commune": "xã, phường, đặc khu",
        "department": "sở, ngành",
        "text": "chữ ngắn",
        "long_text": "đoạn văn",
        "name": "họ tên",
        "id_number": "số định danh",
        "tax_code": "mã số thuế",
        "phone": "điện thoại",
        "email": "thư điện tử",
        "number": "số",
        "money": "số tiền",
        "date": "ngày",
        "time": "giờ",
        "yes_no": "Có / Không",
        "choice": "chọn một",
        "choices": "chọn nhiều",
        "address": "địa chỉ",
        "country": "quốc gia",
        "ethnicity": "dân tộc",
        "group": "nhóm lặp lại",
        "computed": "tính sẵn",
        "statement": "lời dẫn",
        "file": "tệp",
    },
}
