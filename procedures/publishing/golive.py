"""The control before a procedure goes on line (ST-17; NĐ 45/2020 Đ20.2-3): what people vouch for by name."""

from dataclasses import dataclass

from django.db import transaction

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from procedures.definition import Definition
from procedures.history import note
from procedures.models import Confirmation, EventKind, ProcedureVersion


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the list; business or technical."""

    id: str
    part: str
    words: str


POINTS = (
    Point("luat", "Nghiệp vụ", "Nội dung khớp với quyết định công bố và văn bản luật đang có hiệu lực"),
    Point("huong_dan", "Nghiệp vụ", "Người không làm nghề đọc hướng dẫn và làm theo được"),
    Point("bieu_mau", "Nghiệp vụ", "Tờ khai hỏi đủ và chỉ hỏi những gì mẫu ban hành hỏi"),
    Point("phi", "Nghiệp vụ", "Phí, lệ phí và diện miễn, giảm khớp với nghị quyết, thông tư"),
    Point("quy_trinh", "Nghiệp vụ", "Các cơ quan tham gia đã thống nhất các bước và thời gian"),
    Point("tap_huan", "Nghiệp vụ", "Cán bộ tiếp nhận, thụ lý đã được hướng dẫn"),
    Point("dien_thoai", "Kỹ thuật", "Đã điền thử đến hết trên điện thoại và trên máy tính"),
    Point("thanh_toan", "Kỹ thuật", "Đã thử nộp tiền trực tuyến, hoặc thủ tục không thu tiền"),
    Point("ket_qua", "Kỹ thuật", "Đã xem văn bản kết quả in ra và bản điện tử có chữ ký"),
    Point("thong_bao", "Kỹ thuật", "Đã nhận thử tin nhắn, thư báo của từng chặng"),
    Point("an_toan", "Kỹ thuật", "Giấy tờ, thông tin cá nhân chỉ người có nhiệm vụ xem được"),
)


def open_points(version: ProcedureVersion, definition: Definition) -> list[Point]:
    """What nobody has vouched for yet in the present content; nothing for what is not offered on line."""
    if definition.online == "none":
        return []
    done = set(version.confirmations.filter(sha256=version.sha256).values_list("point", flat=True))
    return [point for point in POINTS if point.id not in done]


def confirmed(version: ProcedureVersion) -> dict[str, Confirmation]:
    """Who vouched for which point of the present content."""
    rows = version.confirmations.filter(sha256=version.sha256).select_related("by")
    return {row.point: row for row in rows}


@transaction.atomic
def confirm(*, version: ProcedureVersion, points: list[str], by: User) -> None:
    """Vouches for points of a draft as it stands now; a later edit has to be vouched for again."""
    locked = ProcedureVersion.objects.select_for_update().get(pk=version.pk)
    if not locked.editable:
        raise StepRefused(f"Phiên bản {locked.number} đã công bố.")
    if locked.revision != version.revision:
        raise StepRefused("Bản nháp vừa được sửa. Xem lại rồi mới xác nhận.")
    before = set(confirmed(locked))
    new = [point for point in POINTS if point.id in points and point.id not in before]
    for point in new:
        Confirmation.objects.create(version=locked, point=point.id, sha256=locked.sha256, by=by)
    locked.confirmations.filter(sha256=locked.sha256).exclude(point__in=points).delete()
    if new:
        told = "; ".join(point.words for point in new)
        note(locked, EventKind.CHECK, by=by, act=f"Xác nhận trước khi đưa lên mạng: {told}")
