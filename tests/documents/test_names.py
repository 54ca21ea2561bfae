"""File names as people give them, made safe."""

import unicodedata

import pytest

from portal.documents.answers import disposition
from portal.documents.names import clean_name, name_for


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Giấy chứng sinh.jpg", "Giấy chứng sinh.jpg"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Đẹp.pdf"), "Nguyễn Thị Đẹp.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\anh.jpg", "anh.jpg"),
        ("anh\x00\n.jpg", "anh.jpg"),
        ("anh\u202egpj.exe", "anhgpj.exe"),
        ("  .. ", "tep"),
        ("", "tep"),
        ('a<b>"c|?*.jpg', "abc.jpg"),
    ],
)
def test_a_name_is_cleaned(given, kept):
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending():
    name = clean_name("a" * 500 + ".jpeg")
    assert len(name) == 120
    assert name.endswith("a.jpeg")


def test_the_ending_follows_the_content():
    assert name_for("anh.pdf", "image/jpeg") == "anh.jpg"
    assert name_for("anh.JPEG", "image/jpeg") == "anh.JPEG"
    assert name_for("quet", "application/pdf") == "quet.pdf"


def test_a_vietnamese_name_reaches_every_browser():
    said = disposition('Đơn "xin" cấp.pdf')
    assert said.startswith("attachment; filename=\"don _xin_ cap.pdf\"; filename*=UTF-8''%C4%90")
    assert "\n" not in disposition("a\r\nSet-Cookie: x.pdf")
