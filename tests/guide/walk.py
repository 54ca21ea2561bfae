"""The walk itself, in the order of docs/guides/procedures.md; each function is one of its parts."""

import io
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from portal.agencies.loading.showcase import accounts
from portal.agencies.models import AdminUnit
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.web.show import local
from procedures.definition import parse
from procedures.designer import fee_forms, step_forms
from procedures.designer.trial_form import conditional, written
from procedures.models import Procedure, VersionState
from procedures.queries import definition
from procedures.trials import with_places
from tests import people
from tests.dossiers.citizen.walking import fill
from tests.guide.clicks import Clicks, Part, put
from tests.procedures.designer.building import rebuild
from tests.procedures.designer.building_work import boxes
from tests.procedures.packages import fresh_document
from tests.site import CHROMIUM_ARGS
from tests.stories import filing
from tests.stories.hands import Person, Stage
from tests.stories.money import act

CODES = ("1.001193", "1.001612", "1.013225")
CITIZENS = {"1.001193": 0, "1.001612": 1, "1.013225": 1}
DECISION = f"3105-{local(now()):%d%m%H%M}/QĐ-UBND"  # another one at each walk
LETTER = "1.013225"  # writes the words of its own result
CHANGED = "1.001612"


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def whole(pictures: Path, only: str = "") -> None:
    """All three procedures; then the decision is entered and one of them changes from tomorrow."""
    rows = [row["login"] for row in accounts(profile())]
    keeper = next(one for one in rows if one.startswith("kiemsoat1."))
    desk = next(one for one in rows if one.startswith("motcua1.trung-tam-phuong"))
    ward = desk.split(".")[1].removeprefix("trung-tam-").split("@")[0]
    commune = AdminUnit.objects.get(agencies__slug=ward).code
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS)
        stage = Stage(browser, site(), "", pictures)
        person = stage.officer(keeper)
        person.page.set_default_timeout(15_000)
        made: list[Clicks] = []
        for code in CODES:
            if only in ("", code):
                begun = time.monotonic()
                hand = procedure(person, code, free_code(code))
                published = time.monotonic() - begun
                ref = asked_for(stage, rows[CITIZENS[code]], hand, commune)
                say(f"{hand.code}: published after {hand.pressed} presses, {published:.0f} s; filed {ref}")
                if code == CHANGED:
                    taken_in(stage, desk, ref)
                    changed_from_tomorrow(hand)
                made.append(hand)
        announced(person, made)
        browser.close()


def site() -> str:
    import os

    return os.environ["SITE_URL"]


def free_code(code: str) -> str:
    """9.001193, or the next that nobody has taken (the walk may be walked twice)."""
    taken = set(Procedure.objects.filter(code__startswith="9.").values_list("code", flat=True))
    return next(one for n in range(9, 100) if (one := f"9.{n:02}{code[-4:]}") not in taken)


def procedure(person: Person, like: str, code: str) -> Clicks:
    """From “Thủ tục mới” to “Đã công bố”."""
    shipped = fresh_document(like)
    hand = begun(person, shipped["name"], code)
    rebuild(hand, shipped)
    if like == LETTER:
        result_words(hand)
    preview(hand)
    fees(hand, shipped.get("fees", []))
    ours = steps(hand, shipped["steps"])
    trials(hand, shipped, ours)
    no_past_yet(hand)
    published(hand, local(now()).date())
    return hand


def begun(person: Person, name: str, code: str) -> Clicks:
    """§1: “Quản trị › Danh mục thủ tục › Thủ tục mới”, from a blank page."""
    page = person.open("/quan-tri/")
    with page.expect_navigation():
        page.get_by_role("link", name="Danh mục thủ tục", exact=True).first.click()
    person.press("Thủ tục mới")
    page.fill("[name=code]", code)
    page.fill("[name=name]", name)
    person.press("Tạo bản nháp")
    hand = Clicks(person, code)
    hand.see("bat-dau")
    return hand


def result_words(hand: Clicks) -> None:
    """§2, “Mẫu kết quả”: first words from the parts of the result, drawn, kept."""
    page = hand.tab("designer_result")
    hand.go(page.get_by_role("button", name="Soạn từ các mục của kết quả"))
    assert page.locator("[name=lines]").input_value().strip(), "no words were composed"
    hand.go(page.get_by_role("button", name="Lưu", exact=True))
    hand.see("mau-ket-qua")


def preview(hand: Clicks) -> None:
    """§2, “Xem thử”: the form as citizens see it; the declaration as it prints."""
    page = hand.tab("designer_form")
    hand.see("bieu-mau")
    hand.go(page.get_by_role("link", name="Xem thử", exact=True))
    hand.see("xem-thu")
    hand.tab("designer_layout")
    hand.see("mau-in")


def fees(hand: Clicks, rows: list[Part]) -> None:
    """§6: “Thêm khoản thu” for each; for more lines of who pays less than the form has it is opened again."""
    for row in rows:
        page = hand.tab("designer_fees")
        hand.go(page.get_by_role("link", name="Thêm khoản thu"))
        form = page.locator("form#khoan")
        for name, value in boxes(fee_forms.initial_of(row)).items():
            assert put(form, name, value), name
        rest = {"mien": less(row, "exempt"), "giam": less(row, "reduced")}
        while True:
            rest = {prefix: _lines(hand, prefix, lines) for prefix, lines in rest.items()}
            hand.go(page.locator("button[form=khoan]"))
            if not any(rest.values()):
                break
            hand.go(page.locator("ol.step-rows").get_by_role("link", name=row["name"]).last)
    page = hand.tab("designer_fees")
    if rows:
        hand.go(page.get_by_role("button", name="Tính", exact=True))
        assert "Tổng:" in page.locator("main").inner_text()
    hand.see("phi")


def less(row: Part, key: str) -> list[Part]:
    return [
        boxes(
            {
                name: value
                for name, value in line.items()
                if name in fee_forms.ReducedForm.base_fields | fee_forms.ExemptForm.base_fields
            }
        )
        for line in fee_forms.less_initial(row.get(key))
    ]


def _lines(hand: Clicks, prefix: str, lines: list[Part]) -> list[Part]:
    """Fills the empty lines that stand on the page; gives those that found no room."""
    form = hand.page.locator("form#khoan")
    labels = form.locator(f"[name^='{prefix}-'][name$='-label']")
    free = [
        n for n in range(labels.count()) if not form.locator(f"[name='{prefix}-{n}-label']").input_value()
    ]
    for number, line in zip(free, lines, strict=False):
        for name, value in line.items():
            if name != "id":
                assert put(form, f"{prefix}-{number}-{name}", value), name
    return lines[len(free) :]


def steps(hand: Clicks, rows: list[Part]) -> dict[str, str]:
    """§7: the first, then “Thêm sau”; what waits for others or may be sent back elsewhere is opened once more."""
    ours: dict[str, str] = {}
    last = ""
    for row in rows:
        page = hand.tab("designer_steps")
        if last:
            hand.go(page.locator(f"li#buoc-{last}").get_by_role("link", name="Thêm sau"))
        else:
            hand.go(page.get_by_role("link", name="Thêm bước ở đầu"))
        _step(hand, step_forms.initial_of({**row, "after": [], "back_to": []}))
        last = next(one["id"] for one in hand.version.definition["steps"] if one["id"] not in ours.values())
        ours[row["id"]] = last
    for row in rows:
        wanted = {key: [ours[one] for one in row.get(key) or []] for key in ("after", "back_to")}
        there = next(one for one in hand.version.definition["steps"] if one["id"] == ours[row["id"]])
        if any(sorted(there.get(key) or []) != sorted(wanted[key]) for key in wanted):
            page = hand.tab("designer_steps")
            hand.go(page.locator(f"li#buoc-{ours[row['id']]} b a"))
            _step(hand, step_forms.initial_of({**row, **wanted}), every=True)
    hand.tab("designer_steps")
    hand.see("cac-buoc")
    return ours


def _step(hand: Clicks, said: Part, *, every: bool = False) -> None:
    form = hand.page.locator("form#buoc")
    for name, value in (said if every else boxes(said)).items():
        shown = "" if value is None else value
        assert put(form, name, shown) or not shown, name
    hand.go(hand.page.locator("button[form=buoc]"))
    hand.version.refresh_from_db()


def trials(hand: Clicks, shipped: Part, ours: dict[str, str]) -> None:
    """§8: every test dossier typed in with what the law demands of it; then “Thử cả bộ”, after the check of §9."""
    told = definition(hand.version)
    for case in parse(shipped).tests:
        page = hand.tab("designer_trial")
        hand.go(page.get_by_role("link", name="Thêm hồ sơ thử"))
        form = page.locator("form#ho-so-thu")
        label = next(
            (one.label for fee in parse(shipped).fees for one in fee.exempt if one.id == case.exemption), ""
        )
        said = {"name": case.name, "channel": case.channel, "received": written(case.received)}
        for name, value in said.items():
            assert put(form, f"hst-{name}", value)
        if label:
            form.locator("[name=hst-exemption]").select_option(label=label)
        answers = with_places(case.answers)
        for shown in told.form.pages:
            _answers(hand, fill(shown, answers))
        _expected(hand, form, told, case, ours)
        hand.go(page.locator("button[form=ho-so-thu]"))
    page = hand.tab("designer_trial")
    hand.see("thu-nghiem")
    text = page.locator("main").inner_text()
    assert "đều đạt" in text, text[:3000]
    hand.go(hand.tab("designer_publish").get_by_role("button", name="Ghi nhận đã kiểm tra"))
    hand.page.locator("main", has_text="Đã kiểm tra: không còn chỗ nào phải sửa").wait_for()
    hand.go(hand.tab("designer_trial").get_by_role("button", name="Thử cả bộ"))
    hand.page.locator("main", has_text="Bản nháp đã được thử").wait_for()


def _answers(hand: Clicks, said: Part) -> None:
    """The boxes of one page in their order; another item of a repeated group is asked for at its turn."""
    page = hand.page
    for name, value in said.items():
        if name.endswith("-so"):
            group = name.removesuffix("-so")
            for number in range(int(value)):
                if not page.locator(f"[name^='{group}-{number}-']").count():
                    page.locator(f"#{group}-them").click()
                    page.locator(f"[name^='{group}-{number}-']").first.wait_for(state="attached")
        for one in value if isinstance(value, list) else [value]:
            filing._put(page, name, str(one))


def _expected(hand: Clicks, form: Any, told: Any, case: Any, ours: dict[str, str]) -> None:
    want = case.expect
    handed = case.papers if case.papers is not None else want.papers
    ticks: list[tuple[str, Any]] = [("given", list(handed or ()))]
    if want.fee_vnd is not None:
        ticks += [("look_fee", "on"), ("fee", str(want.fee_vnd))]
    if want.due is not None:
        ticks += [("look_due", "on"), ("due", written(want.due))]
    if want.papers is not None:
        ticks += [("look_papers", "on"), ("papers", list(want.papers))]
    if want.steps is not None:
        ticks += [("look_steps", "on"), ("steps", [ours[one] for one in want.steps])]
    sometimes = {question.id for question in conditional(told)}
    for how, keys in (("asked", want.asked), ("not_asked", want.not_asked)):
        ticks += [(f"q_{key}", how) for key in keys or () if key in sometimes]
    for name, value in ticks:
        assert put(form, f"hst-{name}", value) or not value, name


def no_past_yet(hand: Clicks) -> None:
    """§8, “Mô phỏng”: a procedure that nobody has asked for yet has no past to replay, and the page says so."""
    page = hand.tab("designer_simulations")
    assert "chưa có hồ sơ để chạy" in page.locator("main").inner_text()


def published(hand: Clicks, first: date) -> None:
    """§9: each point vouched for, the decision with its document, the day; then it stands as published."""
    page = hand.tab("designer_publish")
    for box in page.locator("[name=diem]").all():
        box.check()
    if page.locator("[name=diem]").count():
        hand.go(page.get_by_role("button", name="Ghi nhận các xác nhận"))
    page.fill("[name=decision]", DECISION)
    page.fill("[name=decision_on]", local(now()).date().isoformat())
    page.fill("[name=effective_from]", first.isoformat())
    page.locator("[name=file]").set_input_files(
        [{"name": "quyet-dinh.pdf", "mimeType": "application/pdf", "buffer": decision()}]
    )
    hand.see("cong-bo")
    hand.go(page.get_by_role("button", name="Công bố phiên bản"))
    assert "Đã công bố" in page.locator("main").inner_text(), hand.refusal()
    hand.version.refresh_from_db()
    assert hand.version.state == VersionState.PUBLISHED


def decision() -> bytes:
    """A decision as one scanned page."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(people.photo("Quyết định công bố"))).convert("RGB").save(out, "PDF")
    return out.getvalue()


def asked_for(stage: Stage, login: str, hand: Clicks, commune: str) -> str:
    """A citizen finds the procedure's page and files one dossier; gives its reference."""
    citizen = stage.citizen(login)
    citizen.open(f"/thu-tuc/{hand.code}/")
    citizen.see(f"thu-tuc-{hand.code}")
    ref = filing.file(citizen, hand.code, commune=commune)
    citizen.see(f"da-gui-{hand.code}")
    citizen.leave()
    return ref


def taken_in(stage: Stage, login: str, ref: str) -> None:
    """The ward's desk takes the dossier in, so that the procedure has a past that can be replayed."""
    officer = stage.officer(login)
    page = officer.open(f"/lam-viec/ho-so/{ref}/tiep-nhan/")
    if page.locator("[name=method][value=cash]").count():
        page.check("[name=method][value=cash]")
    act(officer)
    officer.leave()


def changed_from_tomorrow(hand: Clicks) -> None:
    """One paper more, one fee otherwise: a draft of the published one, every test dossier's difference accepted at
    once, the past replayed, announced for tomorrow; today the old one applies."""
    page = hand.tab("designer_overview")
    hand.go(page.get_by_role("button", name="Làm bản nháp từ bản này"))
    hand.version = hand.version.procedure.versions.get(number=2)
    made = hand.post("papers", "them:papers", **{"moi-papers": "Bản đồ chỉ đường đến nơi kinh doanh"})
    hand.post("papers", f"luu:{made}", chon=made, required="co")
    page = hand.tab("designer_fees")
    hand.go(page.locator("ol.step-rows b a").first)
    put(page.locator("form#khoan"), "vnd", "120.000")
    hand.go(page.locator("button[form=khoan]"))
    page = hand.tab("designer_trial")
    hand.see("ra-khac")
    hand.go(page.get_by_role("button", name="Nhận các chỗ khác này"))
    assert "đều đạt" in page.locator("main").inner_text()
    page = hand.tab("designer_simulations")
    hand.go(page.get_by_role("button", name="Chạy mô phỏng"))
    page.locator("main", has_text="Trễ hạn trước và sau").wait_for(timeout=60_000)
    hand.see("mo-phong")
    hand.go(hand.tab("designer_publish").get_by_role("button", name="Ghi nhận đã kiểm tra"))
    hand.go(hand.tab("designer_trial").get_by_role("button", name="Thử cả bộ"))
    tomorrow = local(now()).date() + timedelta(days=1)
    published(hand, tomorrow)
    assert f"Tự có hiệu lực từ 0 giờ ngày {tomorrow:%d/%m/%Y}" in page.locator("main").inner_text()
    say(f"{hand.code}: a paper and a fee change from {tomorrow:%d/%m/%Y}")


def announced(person: Person, made: list[Clicks]) -> None:
    """§9: the decision is entered once, with all the codes that it names; the page finds them posted by itself."""
    page = person.open("/quan-tri/")
    with page.expect_navigation():
        page.get_by_role("link", name="Quyết định công bố", exact=True).first.click()
    page.fill("[name=decision]", DECISION)
    page.fill("[name=decided_on]", local(now()).date().isoformat())
    page.locator("[name=agency]").select_option(index=1)
    page.fill("[name=new]", "\n".join(hand.code for hand in made))
    person.press("Ghi quyết định")
    person.see("quyet-dinh")
    text = page.locator("main").inner_text()
    assert all(hand.code in text for hand in made) and "chậm" not in text, text[:2000]
