"""One verb, one word: what each act on a dossier is called, for the office and for the applicant."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """`done` is how the journal says it; `told` how the applicant reads it (empty: not shown to them)."""

    done: str
    told: str


VERBS: dict[str, Verb] = {
    "guide": Verb("Hướng dẫn hoàn thiện", "Bạn được hướng dẫn hoàn thiện hồ sơ"),
    "use_store": Verb("Lấy giấy tờ trong kho của người nộp", "Giấy tờ trong kho của bạn được dùng cho hồ sơ"),
    "check_scan": Verb("Kiểm tra bản quét: đạt", "Bản quét giấy tờ của bạn đã được kiểm tra"),
    "reject_scan": Verb("Kiểm tra bản quét: phải quét lại", ""),
    "receive_by_post": Verb("Nhận giấy tờ gửi bưu chính", "Giấy tờ bạn gửi bưu chính đã đến nơi"),
    "scan_again": Verb("Quét lại giấy tờ", ""),
    "scan_late": Verb("Quét giấy tờ", ""),
    "submit": Verb("Nộp hồ sơ", "Bạn đã gửi hồ sơ"),
    "accept": Verb("Tiếp nhận", "Hồ sơ được tiếp nhận"),
    "refuse": Verb("Từ chối tiếp nhận", "Hồ sơ không được tiếp nhận"),
    "transfer": Verb("Chuyển cơ quan giải quyết", "Hồ sơ đã chuyển đến nơi giải quyết"),
    "request_supplement": Verb("Yêu cầu bổ sung", "Bạn được yêu cầu sửa hồ sơ"),
    "draft_supplement": Verb("Trình dự thảo yêu cầu bổ sung", ""),
    "approve_supplement": Verb("Duyệt yêu cầu bổ sung", ""),
    "return_supplement": Verb("Trả lại dự thảo yêu cầu bổ sung", ""),
    "drop_supplement": Verb("Rút dự thảo yêu cầu bổ sung", ""),
    "supply": Verb("Bổ sung", "Bạn đã gửi phần bổ sung"),
    "amend": Verb("Người nộp tự sửa trước khi tiếp nhận", "Bạn đã tự sửa hồ sơ"),
    "mend_answers": Verb("Sửa nội dung khai", ""),
    "lapse": Verb("Hết hạn bổ sung", "Hồ sơ kết thúc vì quá hạn bổ sung"),
    "redate": Verb("Tính lại hẹn trả theo lịch mới", "Hẹn trả được tính lại theo lịch làm việc mới"),
    "request_payment": Verb("Yêu cầu nộp tiền", "Bạn được yêu cầu nộp tiền"),
    "decide_exemption": Verb("Trả lời đề nghị miễn, giảm", "Đề nghị miễn, giảm phí của bạn được trả lời"),
    "impose_obligation": Verb("Nhập nghĩa vụ tài chính", "Bạn có thông báo nghĩa vụ tài chính"),
    "take_payment": Verb("Thu tiền", "Đã nhận tiền của bạn"),
    "receive_payment": Verb("Nhận tiền nộp trực tuyến", "Đã nhận tiền của bạn"),
    "take": Verb("Nhận việc", ""),
    "assign": Verb("Giao việc", ""),
    "hand_over": Verb("Giao lại việc của người đã thôi", ""),
    "follow_agency": Verb("Chuyển cơ quan kế tục", "Hồ sơ của bạn do cơ quan kế tục giải quyết tiếp"),
    "finish_task": Verb("Xong bước", "Xong một bước"),
    "fill_office_part": Verb("Ghi phần của cán bộ", ""),
    "ask_opinion": Verb("Lấy ý kiến", "Đang hỏi ý kiến cơ quan khác"),
    "give_opinion": Verb("Cho ý kiến", "Cơ quan được hỏi đã trả lời"),
    "send_back": Verb("Trả lại bước trước", ""),
    "draft_result": Verb("Soạn kết quả", ""),
    "approve": Verb("Phê duyệt", "Lãnh đạo đã phê duyệt"),
    "issue": Verb("Phát hành kết quả", "Đã có kết quả"),
    "give_at_once": Verb("Có kết quả ngay", "Đã có kết quả ngay tại quầy"),
    "return_result": Verb("Trả kết quả", "Đã trả kết quả"),
    "request_withdrawal": Verb("Yêu cầu rút", "Bạn đã yêu cầu rút hồ sơ"),
    "confirm_withdrawal": Verb("Cho rút", "Hồ sơ được rút"),
    "decline_withdrawal": Verb("Chưa cho rút", "Yêu cầu rút chưa được chấp thuận"),
    "choose_return": Verb("Đổi cách nhận kết quả", "Bạn đã chọn cách nhận kết quả"),
    "hand_to_post": Verb("Giao bưu chính", "Kết quả đã giao cho bưu chính"),
    "come_back": Verb("Bưu chính trả về", "Bưu chính chưa giao được, kết quả trở về quầy"),
    "apologise": Verb("Xin lỗi và hẹn lại", "Cơ quan xin lỗi và hẹn lại ngày trả kết quả"),
    "call_visit": Verb("Hẹn xác minh thực tế", "Cơ quan hẹn xác minh thực tế"),
    "record_visit": Verb("Ghi biên bản xác minh", "Đã xác minh thực tế"),
    "cancel_visit": Verb("Hoãn xác minh thực tế", "Buổi xác minh thực tế được hoãn"),
    "correct_result": Verb("Đính chính kết quả", "Kết quả được đính chính bằng bản mới"),
    "recall_result": Verb("Thu hồi kết quả", "Kết quả bị thu hồi"),
    "convert_to_paper": Verb("Chuyển đổi sang giấy", "Giấy tờ điện tử được chuyển đổi sang giấy"),
    "reprint_conversion": Verb("In lại bản chuyển đổi", ""),
    "prepare_copy": Verb("Lập bản sao điện tử, trình ký", ""),
    "give_back_copy": Verb("Trả lại bản sao điện tử", ""),
    "certify_copy": Verb("Cấp bản sao điện tử", "Bản sao điện tử của bạn đã được cấp"),
    "revoke_copy": Verb("Thu hồi bản sao điện tử", "Bản sao điện tử bị thu hồi"),
    "undo": Verb("Hoàn tác", ""),
    "archive": Verb("Đóng gói lưu trữ", "Hồ sơ được đưa vào lưu trữ"),
    "deliver_record": Verb("Nộp lưu trữ cơ quan", "Hồ sơ được nộp vào lưu trữ cơ quan"),
    "hold_record": Verb("Giữ lại, chưa cho huỷ", ""),
    "release_record": Verb("Thôi giữ lại", ""),
    "destroy_record": Verb("Huỷ hồ sơ hết thời hạn bảo quản", "Hồ sơ hết thời hạn bảo quản và đã được huỷ"),
    "stop": Verb("Dừng giải quyết", "Cơ quan dừng giải quyết hồ sơ"),
}


def done(verb: str) -> str:
    return VERBS[verb].done if verb in VERBS else verb


def told(verb: str) -> str:
    return VERBS[verb].told if verb in VERBS else ""
