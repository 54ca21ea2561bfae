"""The 42 rows of the catalogue that every province starts with, as the national portal was read in July 2026.

A row: its number, its codes, how their names begin, where they are decided (xã, tỉnh), the time where it is stated
("" where it is not or the source is at fault), the result's code where it is stated, and which of its cells nobody has
verified: those parts must be marked in the package."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    number: str
    names: dict[str, str]
    place: str
    time: str = ""
    result: str = ""
    unsure: tuple[str, ...] = ()


MOST_PARTS = ("legal", "limits", "papers", "steps")
ROWS = (
    Row("1", {"1.001193": "Đăng ký khai sinh"}, "xã", "1 same_day", "KQ.G15.000031"),
    Row("2", {"1.000894": "Đăng ký kết hôn"}, "xã", "1 same_day", "KQ.G15.000032"),
    Row("3", {"1.000656": "Đăng ký khai tử"}, "xã", "1 same_day", "KQ.G15.000034"),
    Row("4", {"1.004873": "Cấp Giấy xác nhận tình trạng hôn nhân"}, "xã", "3 working_day", "KQ.G15.000038"),
    Row("5", {"2.000635": "Cấp bản sao Trích lục hộ tịch"}, "cả hai", "1 same_day", "KQ.G15.000342"),
    Row("6", {"1.001022": "Đăng ký nhận cha, mẹ, con"}, "xã", "3 working_day", "KQ.G15.000033"),
    Row(
        "7",
        {"1.004859": "Thay đổi, cải chính, bổ sung thông tin hộ tịch"},
        "xã",
        "3 working_day",
        "KQ.G15.000037",
        ("limits",),
    ),
    Row("8", {"2.000986": "Liên thông đăng ký khai sinh"}, "xã", "20 working_day"),
    Row(
        "9",
        {"2.000815": "Chứng thực bản sao từ bản chính"},
        "xã",
        "1 same_day",
        "KQ.G15.000021",
        ("limits",),
    ),
    Row("10", {"2.000884": "Chứng thực chữ ký"}, "xã", "1 same_day", "KQ.G15.000022"),
    Row(
        "11",
        {"2.001035": "Chứng thực giao dịch liên quan"},
        "xã",
        "2 working_day",
        "KQ.G15.000023",
        ("limits",),
    ),
    Row("12", {"2.000908": "Cấp bản sao từ sổ gốc"}, "cả hai", "1 working_day", "KQ.G15.000020"),
    Row(
        "13",
        {"1.001612": "Đăng ký thành lập hộ kinh doanh"},
        "xã",
        "3 working_day",
        "KQ.G12.001041",
        ("fees",),
    ),
    Row(
        "14",
        {"2.000720": "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh"},
        "xã",
        "3 working_day",
        "KQ.G12.001041",
        ("limits", "fees"),
    ),
    Row(
        "15",
        {
            "1.001570": "Tạm ngừng kinh doanh, tiếp tục kinh doanh trước thời hạn",
            "1.001266": "Chấm dứt hoạt động hộ kinh doanh",
            "2.000575": "Cấp lại Giấy chứng nhận đăng ký hộ kinh doanh, cấp đổi",
        },
        "xã",
        unsure=("limits", "fees"),
    ),
    Row(
        "16",
        {"1.013225": "Cấp giấy phép xây dựng mới"},
        "xã",
        "20 calendar_day",
        "KQ.G17.000311",
        ("fees",),
    ),
    Row("17", {"1.013226": "Cấp điều chỉnh giấy phép xây dựng"}, "xã", "20 calendar_day", unsure=("fees",)),
    Row(
        "17",
        {"1.013227": "Gia hạn giấy phép", "1.013228": "Cấp lại giấy phép"},
        "xã",
        "5 working_day",
        unsure=("fees",),
    ),
    Row("18", {"1.014159": "Cung cấp thông tin quy hoạch"}, "", "10 calendar_day", "KQ.G17.000348"),
    Row(
        "19",
        {"3.000333": "Cấp Phiếu Lý lịch tư pháp"},
        "tỉnh",
        "10 calendar_day",
        "KQ.G01.000200",
        ("fees",),
    ),
    Row("20", {"3.000347": "Đổi giấy phép lái xe"}, "tỉnh", "5 working_day", "KQ.G01.000185"),
    Row("21", {"3.000348": "Cấp lại giấy phép lái xe"}, "tỉnh", "5 working_day", "KQ.G01.000185"),
    Row("22", {"1.004222": "Đăng ký thường trú"}, "xã", "7 working_day"),
    Row("23", {"1.004194": "Đăng ký tạm trú"}, "xã", "3 working_day"),
    Row("24", {"2.001159": "Thông báo lưu trú"}, "xã", "1 working_hour", "KQ.G01.000066"),
    Row(
        "25",
        {"1.012784": "Tách thửa hoặc hợp thửa đất"},
        "tỉnh",
        "12 working_day",
        unsure=("fees", "limits"),
    ),
    Row(
        "26",
        {"1.013831": "Đăng ký biến động quyền sử dụng đất"},
        "tỉnh",
        "18 working_day",
        unsure=("fees", "limits"),
    ),
    Row(
        "27",
        {"1.012783": "Cấp đổi Giấy chứng nhận quyền sử dụng đất"},
        "tỉnh",
        "5 working_day",
        unsure=("fees", "limits"),
    ),
    Row("28", {"1.012812": "Hòa giải tranh chấp đất đai"}, "xã", "30 calendar_day", unsure=("limits",)),
    Row("29", {"1.011607": "Công nhận hộ nghèo, hộ cận nghèo"}, "xã", "15 calendar_day", "KQ.G10.001158"),
    Row("30", {"2.002288": "Cấp, cấp lại phù hiệu"}, "tỉnh", "2 working_day"),
    Row(
        "31",
        {"1.000703": "Cấp Giấy phép kinh doanh vận tải"},
        "tỉnh",
        "4 working_day",
        unsure=("fees", "form", "legal"),
    ),
    Row(
        "31b",
        {"1.012575": "Đăng ký xe lần đầu trực tuyến toàn trình"},
        "",
        "2 working_day",
        unsure=("fees", "form", "legal"),
    ),
    Row(
        "31c",
        {"1.001613": "Giải quyết hưởng bảo hiểm xã hội một lần"},
        "tỉnh",
        "5 working_day",
        unsure=("papers", "legal"),
    ),
    Row("32", {"1.014199": "Cấp giấy phép lao động"}, "tỉnh", unsure=(*MOST_PARTS, "fees")),
    Row("33", {"1.001776": "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội"}, "xã", unsure=MOST_PARTS),
    Row("34", {"1.001699": "Xác định, xác định lại mức độ khuyết tật"}, "xã", unsure=MOST_PARTS),
    Row("35", {"3.000182": "Tuyển sinh trung học cơ sở"}, "xã", unsure=MOST_PARTS),
    Row(
        "36",
        {"1.005092": "Cấp bản sao văn bằng, chứng chỉ từ sổ gốc"},
        "tỉnh",
        "1 working_day",
        unsure=(*MOST_PARTS, "fees"),
    ),
    Row(
        "37",
        {"1.004563": "Sáp nhập, chia, tách trường tiểu học", "1.001622": "Hỗ trợ ăn trưa"},
        "xã",
        unsure=MOST_PARTS,
    ),
    Row(
        "38",
        {"1.002425": "Cấp Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm"},
        "tỉnh",
        unsure=(*MOST_PARTS, "fees"),
    ),
    Row("39", {"1.004616": "Cấp Chứng chỉ hành nghề dược"}, "tỉnh", unsure=(*MOST_PARTS, "fees")),
    Row(
        "40",
        {"1.004593": "Cấp Giấy chứng nhận đủ điều kiện kinh doanh dược"},
        "tỉnh",
        unsure=(*MOST_PARTS, "fees"),
    ),
)
