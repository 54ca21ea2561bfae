"""The short table of accounts that a demo prints: who one can be, and what to try."""

import json
from pathlib import Path

from portal.accounts.models import User
from portal.agencies.loading.agencies import structure
from portal.agencies.loading.citizens import ORGANISATION, PEOPLE
from portal.agencies.loading.staff import PASSWORD, login
from portal.agencies.models import Agency, AgencyKind, Duty, Officer, Profile
from portal.agencies.routing import department

Row = dict[str, str]


def write_accounts(profile: Profile, folder: Path) -> list[Row]:
    """Writes accounts.json into the local folder (readable by its owner only) and returns its rows."""
    rows = accounts(profile)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "accounts.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return rows


def accounts(profile: Profile) -> list[Row]:
    """Role, name, sign-in address, password and what to try; citizens first, then the way of a dossier."""
    home = structure()["demo_communes"][profile.code][0]
    here = Agency.objects.filter(admin_unit__code=home, valid_to=None)
    ubnd = here.get(kind=AgencyKind.COMMUNE)
    centre = here.get(kind=AgencyKind.CENTRE)
    office = here.get(kind=AgencyKind.DIVISION, specialty="office")
    economy = here.get(kind=AgencyKind.DIVISION, specialty="economy")
    place = ubnd.place_name

    def staff(word: str, slug: str) -> str:
        return login(word, slug, profile.code)

    wanted = [
        ("Người dân", PEOPLE[0].login, "Tìm “làm giấy khai sinh”, nộp hồ sơ, theo dõi, tải kết quả"),
        ("Người dân", PEOPLE[1].login, "Xin giấy phép xây dựng nhà ở"),
        ("Tổ chức", ORGANISATION[0], "Nộp hồ sơ của tổ chức"),
        (
            f"Một cửa {place}",
            staff("motcua1", centre.slug),
            "Tiếp nhận, yêu cầu bổ sung, nhập hồ sơ giấy, trả kết quả",
        ),
        (
            f"Giám đốc Trung tâm {place}",
            staff("giamdoc", centre.slug),
            "Xem việc cả Trung tâm, từ chối tiếp nhận",
        ),
        (f"Thu ngân {place}", staff("thungan", centre.slug), "Ca thu, sao kê, xin hoàn phí, biên lai"),
        ("Kế toán tỉnh", staff("thungan1", "trung-tam-tinh"), "Đối soát từng ngày, khóa sổ tháng, báo cáo"),
        (f"Bưu chính {place}", staff("buuchinh", centre.slug), "Nhận, trả bưu gửi của quầy"),
        (f"Tư pháp – hộ tịch {place}", staff("thuly1", office.slug), "Thẩm tra khai sinh, dự thảo kết quả"),
        (
            f"Thụ lý xây dựng {place}",
            staff("thuly1", economy.slug),
            "Thẩm định giấy phép xây dựng, lấy ý kiến",
        ),
        *_asked(),
        (f"Trưởng phòng {place}", staff("truongphong", economy.slug), "Rà soát giấy phép trước khi trình ký"),
        (f"Chủ tịch UBND {place}", staff("chutich", ubnd.slug), "Phê duyệt hoặc trả lại"),
        (f"Văn thư UBND {place}", staff("vanthu", ubnd.slug), "Cấp số, phát hành kết quả"),
        (
            "Một cửa tỉnh",
            staff("motcua1", "trung-tam-tinh"),
            "Tiếp nhận hồ sơ của sở, ngành và mọi xã trong tỉnh",
        ),
        ("Kiểm soát thủ tục", staff("kiemsoat1", "van-phong-ubnd-tinh"), "Xem và công bố phiên bản thủ tục"),
        (
            "Quản trị hệ thống",
            staff("hethong", "trung-tam-tinh"),
            "Đơn vị, cán bộ, lịch làm việc, cấu hình tỉnh",
        ),
    ]
    names = dict(User.objects.filter(email__in=[row[1] for row in wanted]).values_list("email", "full_name"))
    return [
        {"role": role, "name": names[address], "login": address, "password": PASSWORD, "try": hint}
        for role, address, hint in wanted
    ]


def _asked() -> list[tuple[str, str, str]]:
    """The two offices outside the commune that a building permit asks for an opinion, at the same time."""
    rows = []
    for specialty, called in (("land", "Đất đai"), ("fire", "Phòng cháy, chữa cháy")):
        officers = Officer.objects.filter(
            agency=department(specialty), duties__contains=[Duty.CONSULTEE], valid_to=None
        )
        login = officers.order_by("pk").values_list("user__email", flat=True)[0]
        rows.append((called, login or "", "Cho ý kiến về giấy phép xây dựng"))
    return rows
