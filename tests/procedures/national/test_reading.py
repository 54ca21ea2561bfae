"""What a person would read in a row: times, fees, papers, law, results. The forms are those of the real catalogue."""

from typing import Any

import pytest

from procedures.national.building import build
from procedures.national.rows import row_of
from procedures.services import problems_before_publishing
from tests.procedures.national.making import row


def read(**changes: Any) -> dict[str, Any]:
    return build(row_of(row(**changes)), {}).document


def doubts(document: dict[str, Any], kind: str) -> list[str]:
    return [one["why"] for one in document["origin"]["doubts"] if one["kind"] == kind]


def test_a_plain_row_is_a_definition_without_faults():
    document = read()
    assert problems_before_publishing(document) == []
    assert (document["level"], document["competence"]["kind"]) == ("commune", "commune")
    assert doubts(document, "time") == doubts(document, "fee") == doubts(document, "paper") == []
    assert set(document["unverified"]) == {"form", "steps"}


@pytest.mark.parametrize(
    ("channels", "value", "unit"),
    [
        ("Trực tiếp03 ngày làm việcMiễn phí", 3, "working_day"),
        ("Trực tiếp15 NgàyMiễn phí", 15, "calendar_day"),
        ("Trực tiếp8 GiờMiễn phí", 8, "working_hour"),
        ("Trực tiếp1.5 Ngày làm việc40,000 VNĐ", 12, "working_hour"),
        ("Trực tiếp4 ThángMiễn phí", 120, "calendar_day"),
        ("Trực tiếpTrong ngàyMiễn phí", 1, "same_day"),
        ("Trực tiếpKhông có thông tinMiễn phí07 ngày làm việc kể từ ngày nhận đủ hồ sơ.", 7, "working_day"),
        ("Trực tiếpKhông có thông tinMiễn phíNgay trong ngày tiếp nhận hồ sơ.", 1, "same_day"),
        ("Trực tiếp5Miễn phíTrong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ.", 5, "working_day"),
        ("Trực tiếp30 (ba mươi) ngàyMiễn phí", 30, "calendar_day"),
        ("Trực tiếpmười lăm ngàyMiễn phí", 15, "calendar_day"),
    ],
)
def test_times(channels, value, unit):
    assert read(channels=channels)["limits"]["processing"] == {"value": value, "unit": unit}


def test_a_bare_number_is_doubted():
    document = read(channels="Trực tiếp20Miễn phí")
    assert document["limits"]["processing"] == {"value": 20, "unit": "working_day"}
    assert "không kèm đơn vị" in doubts(document, "time")[0] and "limits.processing" in document["unverified"]


def test_a_bare_number_glued_to_an_amount():
    document = read(channels="Trực tiếp120 VNĐ(20.000 đ/tờ khai)")
    assert document["limits"]["processing"]["value"] == 1
    assert document["fees"][0]["amount"] == {"per": "case", "vnd": 20_000}


def test_no_time_at_all_is_left_open_and_keeps_it_from_being_published():
    document = read(channels="Trực tiếpKhông quy địnhMiễn phíNộp tại xã.")
    assert "processing" not in document["limits"]
    assert ("limits.processing", "Chưa có phần này.") in problems_before_publishing(document)


def test_times_by_channel():
    document = read(channels="Trực tiếp3 Ngày làm việcMiễn phíTrực tuyến2 Ngày làm việcMiễn phí")
    assert document["limits"]["by_channel"] == {"online": {"value": 2, "unit": "working_day"}}


@pytest.mark.parametrize(
    "channels",
    [
        "Trực tiếp15 ngày; trường hợp phức tạp 25 ngàyMiễn phí",
        "Trực tiếp15 NgàyMiễn phí- 15 ngày đối với trường hợp cấp mới;\n- 25 ngày đối với trường hợp phức tạp.",
    ],
)
def test_times_by_case(channels):
    document = read(channels=channels)
    assert document["limits"]["processing"]["value"] == 15
    assert {one["value"] for one in document["limits"]["by_case"].values()} >= {25}
    assert any("hức tạp" in one["name"] for one in document["cases"])
    assert problems_before_publishing(document) == []


def test_stages_that_add_up_are_no_cases():
    text = "Trực tiếp8 Ngày làm việcMiễn phí- Kiểm tra: 03 ngày làm việc.\n- Quyết định: 05 ngày làm việc."
    document = read(channels=text)
    assert "by_case" not in document["limits"] and doubts(document, "time") == []


def test_dates_and_hours_are_no_limits():
    text = "Trực tiếp5 NgàyMiễn phíTheo Thông tư ngày 07/9/2023; nhận đến 16 giờ 30, từ ngày 20 tháng 6 năm 2024."
    assert doubts(read(channels=text), "time") == []


@pytest.mark.parametrize(
    ("fee", "vnd"),
    [
        ("70,000 Việt Nam Đồng", 70_000),
        ("150 VNĐ(150.000 đồng/lần/thẻ.)", 150_000),
        ("Miễn phí(1,2 triệu đồng/hồ sơ)", 1_200_000),
        ("Miễn phí(một triệu hai trăm nghìn đồng)", 1_200_000),
        ("4,500,000 Việt Nam Đồng(4.500.000 (bốn triệu năm trăm nghìn) đồng/trường hợp)", 4_500_000),
        ("Miễn phí(Lệ phí: 135.000 đồng/lần)", 135_000),
    ],
)
def test_amounts(fee, vnd):
    fees = read(channels=f"Trực tiếp3 Ngày{fee}")["fees"]
    assert [one["amount"]["vnd"] for one in fees] == [vnd]


@pytest.mark.parametrize(
    "fee", ["Miễn phí", "Miễn phí(Không)", "Miễn phí(Không quy định.)", "Miễn phí(- Không có)"]
)
def test_free(fee):
    document = read(channels=f"Trực tiếp3 Ngày{fee}")
    assert document["fees"] == [] and doubts(document, "fee") == []


def test_fees_by_case():
    text = "Miễn phí(Lệ phí cấp mới 40.000 đồng/lần; lệ phí cấp lại 20.000 đồng/lần.)"
    document = read(channels=f"Trực tiếp3 Ngày{text}")
    assert [(one["kind"], one["amount"]["vnd"]) for one in document["fees"]] == [
        ("le_phi", 40_000),
        ("le_phi", 20_000),
    ]
    assert problems_before_publishing(document) == [] and doubts(document, "fee")


def test_half_price_for_a_while():
    text = "1,000,000 Việt Nam Đồng(áp dụng mức 500.000 đồng từ ngày 01/7/2025 đến hết ngày 31/12/2026)"
    fee = read(channels=f"Trực tiếp3 Ngày{text}")["fees"][0]
    assert fee["amount"]["vnd"] == 1_000_000
    assert {key: fee["reduced"][0][key] for key in ("percent", "from", "to")} == {
        "percent": 50, "from": "2025-07-01", "to": "2026-12-31",
    }  # fmt: skip


def test_pages_with_a_cap():
    note = "2.000 đồng/trang; từ trang thứ 3 trở lên thu 1.000 đồng/trang, tối đa không quá 200.000 đồng/bản"
    text = f"2,000 Việt Nam Đồng({note})"
    amount = read(channels=f"Trực tiếp1 Ngày{text}")["fees"][0]["amount"]
    assert amount["steps"] == [{"to": 2, "vnd": 2000}, {"vnd": 1000}] and amount["cap_vnd"] == 200_000


def test_the_council_decides_and_who_is_exempt():
    text = (
        "Miễn phí(Mức thu do Hội đồng nhân dân tỉnh quyết định. Miễn lệ phí cho hộ nghèo; người khuyết tật.)"
    )
    document = read(channels=f"Trực tiếp3 Ngày{text}")
    assert document["fees"] == [] and "Hội đồng nhân dân" in doubts(document, "fee")[0]
    words = next(one["words"] for one in document["origin"]["doubts"] if one["kind"] == "fee")
    assert "người khuyết tật" in words


@pytest.mark.parametrize(
    "fee", ["10 USD(/người)", "Không có thông tin", "Miễn phí(Theo Thông tư số 12/2020/TT-BTC)"]
)
def test_what_cannot_be_told_is_doubted(fee):
    document = read(channels=f"Trực tiếp3 Ngày{fee}")
    assert document["fees"] == [] and doubts(document, "fee")


def test_a_fee_lower_online():
    text = "Trực tiếp3 Ngày20,000 VNĐTrực tuyến3 Ngày10,000 VNĐ"
    fee = read(channels=text)["fees"][0]
    assert (fee["amount"]["vnd"], fee["by_channel"]["online"]["vnd"]) == (20_000, 10_000)


def test_papers():
    papers = read(
        papers="Số lượng hồ sơ: 01 bộ.0 bản chính- Đơn đề nghị theo Mẫu số 05/20251 bản chính"
        "b) Bản sao chứng thực bằng cấp1 bản chínhGiấy ủy quyền (nếu có)0 bản chính,1 bản sao"
        "Tờ khai (mẫu NA19).Mau NA19.docx2 bản chính"
    )["papers"]
    told = [(one["name"], one["copy_kind"], one["count"], one["required"]) for one in papers]
    assert told == [
        ("Đơn đề nghị theo Mẫu số 05/2025", "original", 1, True),
        ("Bản sao chứng thực bằng cấp", "certified_copy", 1, True),
        ("Giấy ủy quyền (nếu có)", "copy", 1, False),
        ("Tờ khai (mẫu NA19)", "original", 2, True),
    ]
    assert papers[3]["hint"] == "Theo mẫu: Mau NA19.docx"


@pytest.mark.parametrize(
    ("text", "name", "file"),
    [
        ("Tờ khai của Bộ Công an.NA5.doc1 bản chính", "Tờ khai của Bộ Công an", "NA5.doc"),
        (
            "Bản kê theo Nghị định 12/2026/NĐ-CP;.Mẫu số 10. Kê.docx1 bản chính",
            "Bản kê theo Nghị định 12/2026/NĐ-CP",
            "Mẫu số 10. Kê.docx",
        ),
        (
            "Đơn theo Nghị định 12/2026/NĐ-CPMẫu số 04.docx1 bản chính",
            "Đơn theo Nghị định 12/2026/NĐ-CP",
            "Mẫu số 04.docx",
        ),
        ("Đơn (bản chính)Phụ lục 12.9.docx1 bản chính", "Đơn (bản chính)", "Phụ lục 12.9.docx"),
        (
            "Đơn của chủ tàu theo mẫumaudon_BCC (1).doc1 bản chính",
            "Đơn của chủ tàu theo mẫu",
            "maudon_BCC (1).doc",
        ),
    ],
)
def test_form_files_glued_to_names(text, name, file):
    (paper,) = read(papers=text)["papers"]
    assert (paper["name"], paper["hint"]) == (name, f"Theo mẫu: {file}")


def test_a_count_said_twice():
    (paper,) = read(papers="Tờ khai trị giá thấp: 01 bản chính1 bản chính")["papers"]
    assert (paper["name"], paper["count"]) == ("Tờ khai trị giá thấp", 1)


def test_papers_to_hand_in_and_to_show_are_no_cases():
    head = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    raw = f"Giấy tờ phải nộp:{head}Tờ khai1 bản chính* Giấy tờ phải xuất trình:{head}Hộ chiếu1 bản chính"
    papers = read(papers="", components_raw=raw)["papers"]
    assert [(one["name"], one.get("bring_original", False), "when" in one) for one in papers] == [
        ("Tờ khai", False, False),
        ("Hộ chiếu", True, False),
    ]


def test_papers_by_case():
    head = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
    raw = f"a) Đối với cấp mới:{head}Đơn1 bản chínhb) Đối với cấp lại:{head}Giấy1 bản chính--{head}Ảnh2 bản chính"
    document = read(papers="", components_raw=raw)
    assert [bool(one.get("when")) for one in document["papers"]] == [True, True, False]
    question = document["form"]["pages"][1]["questions"][0]
    assert [one["label"] for one in question["options"]] == ["Đối với cấp mới", "Đối với cấp lại"]
    assert problems_before_publishing(document) == []


def test_acts_run_together():
    text = (
        "Luật Trồng trọt 202076/2025/QH15Thông tư số 22/2023/TT-BTC22/2023/TT-BTCQUY ĐỊNH MỨC THU25/2021/TT-BTC"
        "Nghị định sửa đổi Nghị định số 17/2016/NĐ-CP ngày 27/12/201686/2020/NĐ-CPLuật Thuế 51/2019/QH1451/2019/QH14"
    )
    assert [one["number"] for one in read(law=text)["legal"]] == [
        "Luật 76/2025/QH15",
        "Thông tư 22/2023/TT-BTC",
        "Thông tư 25/2021/TT-BTC",
        "Nghị định 86/2020/NĐ-CP",
        "Luật 51/2019/QH14",
    ]


def test_the_main_result_goes_before_a_refusal():
    result = read(results_raw="Văn bản từ chốiMã: KQ.G15.000002Thẻ trồng senMã: KQ.G15.000003")["result"]
    assert (result["name"], result["code"]) == ("Thẻ trồng sen", "KQ.G15.000003")
    assert result["others"] == [{"name": "Văn bản từ chối", "code": "KQ.G15.000002"}]


def test_markup_and_marks_written_apart_are_cleaned():
    document = read(name="Cấp thẻ <b>trồng</b> sen&nbsp;&amp; súng", papers="<p>Đơn đề nghị</p>1 bản chính")
    assert document["name"] == "Cấp thẻ trồng sen & súng"
    assert document["papers"][0]["name"] == "Đơn đề nghị"


def test_ministry_level_is_doubted():
    assert "không có cấp tỉnh" in doubts(read(level="Cấp bộ"), "level")[0]
    assert "cấp huyện không còn" in doubts(read(level="Cấp huyện"), "level")[0]
