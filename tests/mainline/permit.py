"""A building permit: a house, two offices asked at the same time, a review, a signature, a fee at the end."""

from tests.mainline import citizen
from tests.mainline.office import Office

CODE, NAME = "1.013225", "Xin phép xây nhà"
LOGIN = "quyet.tran@nguoi-dan.example"
FILES = {
    "giay_to_dat": [*citizen.SHEETS, citizen.HEIC],
    "ban_ve": [citizen.DRAWING, citizen.SIDEWAYS],
    "cam_ket_lien_ke": [citizen.SIDEWAYS],
}


def permit(office: Office) -> str:
    """Everything of it; says who took part."""
    told, known = citizen.answers(CODE, office.commune, loai="nha_o", la_to_chuc=False, lien_ke=True)
    quyet = office.stage.citizen(LOGIN)
    citizen.search(quyet, "xin phép xây nhà", NAME, "gp")
    citizen.agree(quyet, told)
    quyet.see("gp-bat-dau")
    quyet.press("Bắt đầu")
    citizen.walk(quyet, told, known, FILES, "gp")
    dossier = citizen.send(quyet, "gp")
    office.accept(dossier, "gp")
    quyet.open(f"/ho-so/{dossier.code}/")
    quyet.see("gp-dang-lam")
    took_part = office.work_through(dossier, "gp")
    assert sum("beside another" in one for one in took_part) == 1, (
        "the two opinions are asked for side by side"
    )
    citizen.pay(quyet, dossier, "Nộp 75.000 đ", "gp")
    citizen.take_home(quyet, dossier, ["GIẤY PHÉP XÂY DỰNG", str(known["ten_cong_trinh"])], "gp")
    quyet.leave()
    return f"{dossier.code}, {', '.join(took_part)}"
