"""What happens in a life, and the procedures that follow from it, in the order in which people need them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """A life event; `steps` are (what to do, national codes of which one or more apply)."""

    slug: str
    name: str
    words: str
    icon: str
    steps: tuple[tuple[str, tuple[str, ...]], ...]


EVENTS: tuple[Event, ...] = (
    Event(
        "sinh-con",
        "Sinh con",
        "Khai sinh, thẻ bảo hiểm y tế, nhập hộ",
        "cradle",
        (
            (
                "Làm giấy khai sinh, hoặc làm cả khai sinh, hộ khẩu và thẻ bảo hiểm trong một lần",
                ("2.000986", "1.001193"),
            ),
            ("Nhận cha, mẹ, con nếu cha mẹ chưa đăng ký kết hôn", ("1.001022",)),
            ("Đăng ký thường trú cho con", ("1.004222",)),
            ("Xin thêm bản sao, sửa chỗ sai trong giấy khai sinh", ("2.000635", "1.004859")),
        ),
    ),
    Event(
        "ket-hon",
        "Kết hôn",
        "Đăng ký kết hôn, xác nhận độc thân",
        "rings",
        (
            ("Xin xác nhận tình trạng hôn nhân nếu đăng ký ở nơi khác nơi bạn ở", ("1.004873",)),
            ("Đăng ký kết hôn", ("1.000894",)),
            ("Chuyển nơi thường trú về cùng nhau", ("1.004222",)),
        ),
    ),
    Event(
        "chuyen-cho-o",
        "Chuyển chỗ ở",
        "Thường trú, tạm trú",
        "move",
        (
            ("Ở lâu dài tại nơi mới: đăng ký thường trú", ("1.004222",)),
            ("Ở từ 30 ngày trở lên: đăng ký tạm trú", ("1.004194",)),
            ("Có người đến ở lại ngắn ngày: thông báo lưu trú", ("2.001159",)),
        ),
    ),
    Event(
        "nha-dat",
        "Nhà đất",
        "Sổ đỏ, sang tên, tách thửa",
        "land",
        (
            ("Hỏi quy hoạch trước khi mua", ("1.014159",)),
            ("Chứng thực hợp đồng mua bán, tặng cho", ("2.001035",)),
            ("Sang tên khi mua bán, tặng cho, thừa kế", ("1.013831",)),
            ("Tách thửa, hợp thửa", ("1.012784",)),
            ("Đổi giấy chứng nhận cũ, rách", ("1.012783",)),
            ("Tranh chấp đất: xin xã hòa giải trước khi ra Tòa", ("1.012812",)),
        ),
    ),
    Event(
        "xay-sua-nha",
        "Xây, sửa nhà",
        "Giấy phép xây dựng",
        "build",
        (
            ("Hỏi quy hoạch của thửa đất trước khi vẽ", ("1.014159",)),
            ("Xin giấy phép xây dựng", ("1.013225",)),
            ("Điều chỉnh, gia hạn, cấp lại giấy phép", ("1.013226", "1.013227", "1.013228")),
        ),
    ),
    Event(
        "mo-quan",
        "Mở quán, kinh doanh",
        "Hộ kinh doanh, an toàn thực phẩm",
        "shop",
        (
            ("Đăng ký thành lập hộ kinh doanh", ("1.001612",)),
            ("Bán đồ ăn: xin giấy đủ điều kiện an toàn thực phẩm", ("1.002425",)),
            (
                "Bán thuốc: chứng chỉ hành nghề, rồi giấy đủ điều kiện kinh doanh dược",
                ("1.004616", "1.004593"),
            ),
            ("Thuê người nước ngoài", ("1.014199",)),
            ("Thay đổi, tạm ngừng hoặc chấm dứt", ("2.000720", "1.001570", "1.001266", "2.000575")),
        ),
    ),
    Event(
        "xe-bang-lai",
        "Xe và bằng lái",
        "Đăng ký xe, đổi bằng lái",
        "bike",
        (
            ("Đăng ký xe mới", ("1.012575",)),
            ("Đổi hoặc xin cấp lại giấy phép lái xe", ("3.000347", "3.000348")),
            ("Xe kinh doanh vận tải", ("1.000703", "2.002288")),
        ),
    ),
    Event(
        "nguoi-than-qua-doi",
        "Người thân qua đời",
        "Khai tử, trợ cấp, thừa kế",
        "incense",
        (
            ("Đăng ký khai tử", ("1.000656",)),
            ("Xin bản sao trích lục để làm việc với ngân hàng, bảo hiểm", ("2.000635",)),
            ("Chứng thực giấy tờ thừa kế", ("2.001035", "2.000815")),
            ("Sang tên nhà đất được thừa kế", ("1.013831",)),
            ("Người đã mất đứng tên hộ kinh doanh: đổi chủ hộ hoặc chấm dứt", ("2.000720", "1.001266")),
        ),
    ),
    Event(
        "di-hoc",
        "Con đi học",
        "Vào lớp 6, hỗ trợ ăn trưa, bằng cấp",
        "book",
        (
            ("Trẻ mẫu giáo thuộc diện khó khăn: xin hỗ trợ tiền ăn trưa", ("1.001622",)),
            ("Xin vào lớp 6", ("3.000182",)),
            ("Xin bản sao bằng tốt nghiệp", ("1.005092",)),
            ("Sáp nhập, chia, tách trường tiểu học (trường làm)", ("1.004563",)),
        ),
    ),
    Event(
        "di-lam",
        "Đi làm, nghỉ việc",
        "Lý lịch tư pháp, bảo hiểm xã hội",
        "bag",
        (
            ("Xin Phiếu lý lịch tư pháp cho hồ sơ xin việc", ("3.000333",)),
            ("Sao y bằng cấp, chứng thực chữ ký trong sơ yếu lý lịch", ("2.000815", "2.000884")),
            ("Nghỉ việc hẳn: bảo hiểm xã hội một lần", ("1.001613",)),
            ("Hành nghề dược", ("1.004616",)),
        ),
    ),
    Event(
        "kho-khan",
        "Khó khăn, cần trợ giúp",
        "Hộ nghèo, khuyết tật, trợ cấp",
        "family",
        (
            ("Xin xét hộ nghèo, hộ cận nghèo", ("1.011607",)),
            ("Làm giấy xác nhận khuyết tật", ("1.001699",)),
            ("Xin trợ cấp xã hội hằng tháng", ("1.001776",)),
            ("Con mẫu giáo: xin hỗ trợ tiền ăn trưa", ("1.001622",)),
        ),
    ),
    Event(
        "giay-to",
        "Giấy tờ, chứng thực",
        "Sao y, chữ ký, hợp đồng, bản sao",
        "seal",
        (
            ("Sao y bản chính", ("2.000815",)),
            ("Chứng thực chữ ký", ("2.000884",)),
            ("Chứng thực hợp đồng, giao dịch", ("2.001035",)),
            ("Xin bản sao từ sổ gốc, trích lục hộ tịch", ("2.000908", "2.000635")),
            ("Sửa, đổi, thêm thông tin hộ tịch", ("1.004859",)),
        ),
    ),
)


def by_slug(slug: str) -> Event | None:
    return next((event for event in EVENTS if event.slug == slug), None)
