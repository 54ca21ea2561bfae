"""People find a procedure with their own words: at least nine times in ten it is the first one shown."""

from datetime import date

import pytest

from procedures import queries
from procedures.models import Procedure, SearchMiss, Synonym
from procedures.services import field_of
from tests.procedures import packages
from tests.procedures.names import NAMES

GOLD = {
    "khai sinh": "1.001193",
    "giay khai sinh": "1.001193",
    "làm giấy khai sinh cho con": "1.001193",
    "khai sinh cho con mới đẻ": "1.001193",
    "dang ky khai sinh": "1.001193",
    "khaisinh": "1.001193",
    "khai sjnh": "1.001193",
    "ddawng kys khai sinh": "1.001193",
    "1.001193": "1.001193",
    "1001193": "1.001193",
    "kết hôn": "1.000894",
    "dang ky ket hon": "1.000894",
    "đăng kí kết hôn": "1.000894",
    "cưới vợ cần giấy gì": "1.000894",
    "khai tử": "1.000656",
    "người nhà mới qua đời": "1.000656",
    "giấy độc thân": "1.004873",
    "giay doc than": "1.004873",
    "xác nhận tình trạng hôn nhân": "1.004873",
    "xntthn": "1.004873",
    "bản sao giấy khai sinh": "2.000635",
    "mất giấy khai sinh": "2.000635",
    "trích lục hộ tịch": "2.000635",
    "nhận cha cho con": "1.001022",
    "cải chính hộ tịch": "1.004859",
    "đổi tên trong giấy khai sinh": "1.004859",
    "thẻ bhyt cho con": "2.000986",
    "sao y bản chính": "2.000815",
    "công chứng giấy tờ": "2.000815",
    "chứng thực bản sao": "2.000815",
    "chứng thực chữ ký": "2.000884",
    "mở quán cà phê": "1.001612",
    "mo quan": "1.001612",
    "đăng ký hộ kinh doanh": "1.001612",
    "hkd": "1.001612",
    "thay đổi hộ kinh doanh": "2.000720",
    "tạm ngừng kinh doanh": "1.001570",
    "đóng cửa quán": "1.001266",
    "xin phép xây nhà": "1.013225",
    "giay phep xay dung": "1.013225",
    "giấy phép xây dựng nhà ở": "1.013225",
    "gia hạn giấy phép xây dựng": "1.013227",
    "xem quy hoạch": "1.014159",
    "lý lịch tư pháp": "3.000333",
    "ly lich tu phap": "3.000333",
    "giấy hạnh kiểm": "3.000333",
    "lltp": "3.000333",
    "đổi bằng lái xe": "3.000347",
    "gplx": "3.000347",
    "mất bằng lái": "3.000348",
    "nhập hộ khẩu": "1.004222",
    "thuong tru": "1.004222",
    "đăng ký tạm trú": "1.004194",
    "thuê trọ đăng ký tạm trú": "1.004194",
    "tam tru": "1.004194",
    "khách ngủ lại": "2.001159",
    "tách thửa": "1.012784",
    "tach thua dat": "1.012784",
    "chia đất cho con": "1.012784",
    "sang tên sổ đỏ": "1.013831",
    "cấp đổi sổ đỏ": "1.012783",
    "mất sổ đỏ": "1.012783",  # the procedure for lost ones is not shipped; this one says so at its start
    "mat so do": "1.012783",
    "tranh chấp đất": "1.012812",
    "hộ nghèo": "1.011607",
    "phù hiệu xe": "2.002288",
    "rút bhxh một lần": "1.001613",
    "bảo hiểm xã hội 1 lần": "1.001613",
    "giấy phép lao động": "1.014199",
    "trợ cấp người già": "1.001776",
    "giấy khuyết tật": "1.001699",
    "vào lớp 6": "3.000182",
    "bằng tốt nghiệp bản sao": "1.005092",
    "an toàn thực phẩm": "1.002425",
    "mở nhà thuốc": "1.004593",
    "giáy phép xây dụng": "1.013225",
    "nhan con": "1.001022",
    "con ngoai gia thu": "1.001022",
    "them ten cha vao giay khai sinh": "1.001022",
    "sua giay khai sinh": "1.004859",
    "doi ho": "1.004859",
    "sai ngay sinh trong giay khai sinh": "1.004859",
    "lam khai sinh nhap khau bao hiem y te": "2.000986",
    "ba trong mot": "2.000986",
    "cong chung mua ban xe": "2.001035",
    "chung thuc hop dong": "2.001035",
    "hop dong tang cho dat": "2.001035",
    "doi ten quan": "2.000720",
    "them nganh nghe kinh doanh": "2.000720",
    "nghi ban mot thoi gian": "1.001570",
    "mo lai quan": "1.001570",
    "giai the ho kinh doanh": "1.001266",
    "mat giay dang ky kinh doanh": "2.000575",
    "cap lai giay phep kinh doanh": "2.000575",
    "sua giay phep xay dung": "1.013226",
    "giay phep xay dung het han": "1.013227",
    "mat giay phep xay dung": "1.013228",
    "dat co quy hoach khong": "1.014159",
    "cap lai bang lai": "3.000348",
    "bao khach ngu lai": "2.001159",
    "nha nghi khai bao khach": "2.001159",
    "mua ban nha dat": "1.013831",
    "thua ke dat": "1.013831",
    "doi so do bi rach": "1.012783",
    "hang xom lan dat": "1.012812",
    "xin ho ngheo": "1.011607",
    "phu hieu xe tai": "2.002288",
    "giay phep kinh doanh van tai": "1.000703",
    "dang ky xe may moi": "1.012575",
    "lam bien so xe": "1.012575",
    "rut bao hiem": "1.001613",
    "thue nguoi nuoc ngoai": "1.014199",
    "work permit": "1.014199",
    "tro cap tre mo coi": "1.001776",
    "me don than": "1.001776",
    "xin hoc cap hai": "3.000182",
    "nhap hoc cho con": "3.000182",
    "mat bang tot nghiep": "1.005092",
    "sap nhap truong": "1.004563",
    "tien an trua cho tre": "1.001622",
    "giay phep quan an": "1.002425",
    "chung chi hanh nghe duoc": "1.004616",
    "mo quay thuoc": "1.004593",
}


@pytest.fixture
def catalogue(db):
    """The shipped procedures in force, the other names of the national catalogue beside them."""
    packages.load_all()
    field = field_of("G00", "Lĩnh vực khác")
    for code, name in NAMES.items():
        Procedure.objects.get_or_create(code=code, defaults={"name": name, "field": field})


def codes(query, **options):
    return [procedure.code for procedure in queries.search(query, **options)]


def test_people_find_what_they_mean(catalogue):
    wrong = {}
    for query, code in GOLD.items():
        found = codes(query, only_open=False)[:3]
        if found[:1] != [code]:
            wrong[query] = (code, found)
    assert len(GOLD) >= 50
    assert len(wrong) <= len(GOLD) // 10, wrong
    hidden = {query: pair for query, pair in wrong.items() if pair[0] not in pair[1]}
    assert len(hidden) <= len(GOLD) // 25, hidden


def test_only_what_can_be_asked_for_is_offered(catalogue):
    assert codes("khai sinh")[0] == "1.001193"
    assert "1.001193" not in codes("khai sinh", on=date(2020, 1, 1))


def test_a_retired_procedure_is_not_offered(catalogue):
    Procedure.objects.filter(code="1.001193").update(retired_on=date(2026, 1, 1))
    assert "1.001193" not in codes("đăng ký khai sinh")


def test_what_nobody_finds_is_kept_and_counted(catalogue):
    assert codes("phi thuyền lên sao hỏa") == []
    assert codes("Phi thuyen lên SAO HỎA!") == []
    assert SearchMiss.objects.get().count == 2


def test_a_number_of_a_person_is_not_kept(catalogue):
    codes("001099012345 zzzz")
    assert not SearchMiss.objects.exists()


def test_a_new_synonym_works_at_once(catalogue):
    assert codes("quăng rác")[:1] != ["1.004194"]
    Synonym.objects.create(said="quăng rác", means="đăng ký tạm trú")
    assert codes("quăng rác", only_open=False)[0] == "1.004194"


@pytest.mark.parametrize(
    "query", ["", " ", "%", "'; drop table", "\x00", "a" * 5000, "ﾀ", "đ" * 300, "x " * 400]
)
def test_nonsense_is_answered_with_nothing(catalogue, query):
    assert codes(query, only_open=False) == []
