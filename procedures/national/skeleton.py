"""What the catalogue does not hold and a definition needs: a first form, first steps, the competent agency."""

from typing import Any

from procedures.national.words import has

_BY_AGENCY = (
    ("cong an", "police"),
    ("van phong dang ky dat dai", "land"),
    ("bao hiem xa hoi", "social_insurance"),
    ("so tu phap", "justice"),
    ("so xay dung", "construction"),
    ("so tai chinh", "finance"),
    ("co quan thue", "finance"),
    ("hai quan", "finance"),
    ("so noi vu", "home_affairs"),
    ("so y te", "health"),
    ("so giao duc", "education"),
    ("so khoa hoc", "science"),
    ("so cong thuong", "industry"),
    ("so van hoa", "culture"),
    ("so nong nghiep", "agriculture"),
    ("dang ky kinh doanh", "finance"),
)
_BY_FIELD = (
    ("dat dai", "land"),
    ("moi truong", "environment"),
    ("tai nguyen nuoc", "environment"),
    ("khoang san", "environment"),
    ("bien va hai dao", "environment"),
    ("duong bo", "transport"),
    ("duong sat", "transport"),
    ("hang hai", "transport"),
    ("hang khong", "transport"),
    ("dang kiem", "transport"),
    ("bao hiem xa hoi", "social_insurance"),
    ("phong chay", "fire"),
)
_BY_MINISTRY = {
    "bo-cong-an": "police",
    "bo-tu-phap": "justice",
    "bo-tai-chinh": "finance",
    "bo-xay-dung": "construction",
    "bo-nong-nghiep-mt": "agriculture",
    "ngan-hang-nha-nuoc": "finance",
    "bo-y-te": "health",
    "bo-noi-vu": "home_affairs",
    "bo-giao-duc-dao-tao": "education",
    "bo-cong-thuong": "industry",
    "bo-khoa-hoc-cong-nghe": "science",
    "bo-van-hoa-the-thao-du-lich": "culture",
    "bao-hiem-xa-hoi": "social_insurance",
}
PLACE = "noi_giai_quyet"
_SHARES = ((0.55, "tham_tra"), (0.25, "ky_duyet"), (0.1, "phat_hanh"))


def level_of(text: str) -> tuple[str, str]:
    """(level of the definition, why it may be wrong) from "Cấp bộ, Cấp tỉnh, Cấp xã"."""
    commune, province = has(text, "cap xa", "cap phuong"), has(text, "cap tinh", "cap so")
    district, ministry = has(text, "cap huyen", "cap quan"), has(text, "cap bo", "trung uong", "co quan khac")
    why = ""
    if district:
        why = f"Cổng quốc gia ghi “{text}”; cấp huyện không còn từ 01/7/2025, xem lại nơi giải quyết."
    if commune and province:
        return "both", why or f"Cổng quốc gia ghi “{text}”; chọn nơi giải quyết cho đúng."
    if commune or (district and not province):
        return "commune", why
    if province:
        return "province", why
    if ministry:
        return (
            "province",
            f"Cổng quốc gia ghi “{text}”, không có cấp tỉnh, cấp xã; chỉ công bố khi tỉnh được giao tiếp nhận.",
        )
    return (
        "province",
        f"Chưa hiểu cấp thực hiện “{text}”." if text else "Cổng quốc gia không ghi cấp thực hiện.",
    )


def competence(level: str, agency: str, field: str, ministry: str) -> tuple[dict[str, str], bool]:
    """(competence of the definition, whether it is sure): the commune of the matter, or a department."""
    at_commune = level == "commune" or (
        level == "both" and has(agency, "cap xa", "xa, phuong", "uy ban nhan dan xa")
    )
    if at_commune:
        found = {"kind": "commune", "question": PLACE}
        police = has(agency, "cong an")
        return found | ({"specialty": "police"} if police else {}), level == "commune" and bool(agency)
    for words, specialty in _BY_AGENCY:
        if has(agency, words):
            return {"kind": "department", "specialty": specialty}, level == "province"
    for words, specialty in _BY_FIELD:
        if has(field, words):
            return {"kind": "department", "specialty": specialty}, False
    return {"kind": "department", "specialty": _BY_MINISTRY.get(ministry, "office")}, False


def first_page(audience: str, at_commune: bool) -> dict[str, Any]:
    """Who asks, filled in from the profile."""
    number = (
        {
            "id": "ma_so_thue",
            "kind": "tax_code",
            "label": "Mã số thuế, mã số doanh nghiệp",
            "prefill": "party.tax_code",
        }
        if audience == "business"
        else {
            "id": "so_dinh_danh",
            "kind": "id_number",
            "label": "Số định danh cá nhân",
            "prefill": "party.id_number",
        }
    )
    questions: list[dict[str, Any]] = [
        {
            "id": "ten_nguoi_nop",
            "kind": "name",
            "label": "Tên người, tổ chức đề nghị",
            "prefill": "party.name",
        },
        number | ({"required": False} if audience == "both" else {}),
        {"id": "dia_chi", "kind": "address", "label": "Địa chỉ", "prefill": "party.address"},
        {"id": "dien_thoai", "kind": "phone", "label": "Số điện thoại", "prefill": "party.phone"},
    ]
    if at_commune:
        questions.append(
            {"id": PLACE, "kind": "commune", "label": "Xã, phường nơi giải quyết", "scope": "province"}
        )
    return {"id": "nguoi_nop", "section": "Người đề nghị", "title": "Người đề nghị", "questions": questions}


def steps(minutes: int, police: bool) -> list[dict[str, Any]]:
    """Examine, sign, issue; together within nine tenths of the shortest limit."""
    names = ("Thẩm tra hồ sơ, soạn kết quả", "Ký duyệt kết quả", "Lấy số, đóng dấu, chuyển trả kết quả")
    facts: tuple[dict[str, Any], ...] = (
        {"kind": "work", "duty": "case_officer", "after": [], "lead": True, "produces": "result"},
        {"kind": "approve", "duty": "agency_leader", "after": ["tham_tra"]},
        {"kind": "issue", "duty": "clerk", "after": ["ky_duyet"]},
    )
    total = max(min(minutes, 60 * 480), 10)
    return [
        {"id": key, "name": name, "agency": "competent", "minutes": max(int(total * share), 3)} | fact
        for (share, key), name, fact in zip(_SHARES, names, facts, strict=True)
    ]
