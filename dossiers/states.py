"""The national states of a dossier and the verbs between them (design: the list reported to the national portal)."""

from django.db import models


class State(models.TextChoices):
    DRAFT = "draft", "Nháp"
    REGISTERED = "registered", "Mới đăng ký"
    ACCEPTED = "accepted", "Được tiếp nhận"
    NOT_ACCEPTED = "not_accepted", "Không được tiếp nhận"
    PROCESSING = "processing", "Đang xử lý"
    SUPPLEMENT_REQUIRED = "supplement_required", "Yêu cầu bổ sung giấy tờ"
    PAYMENT_REQUIRED = "payment_required", "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWAL_REQUESTED = "withdrawal_requested", "Công dân yêu cầu rút hồ sơ"
    STOPPED = "stopped", "Dừng xử lý"
    COMPLETED = "completed", "Đã xử lý xong"
    RETURNED = "returned", "Đã trả kết quả"


NATIONAL_NUMBER: dict[str, int] = {
    State.REGISTERED: 1,
    State.ACCEPTED: 2,
    State.NOT_ACCEPTED: 3,
    State.PROCESSING: 4,
    State.SUPPLEMENT_REQUIRED: 5,
    State.PAYMENT_REQUIRED: 6,
    State.WITHDRAWAL_REQUESTED: 7,
    State.STOPPED: 8,
    State.COMPLETED: 9,
    State.RETURNED: 10,
}

ENDED = (State.NOT_ACCEPTED, State.STOPPED, State.RETURNED)
OPEN = (
    State.REGISTERED,
    State.ACCEPTED,
    State.PROCESSING,
    State.SUPPLEMENT_REQUIRED,
    State.PAYMENT_REQUIRED,
    State.WITHDRAWAL_REQUESTED,
    State.COMPLETED,
)
