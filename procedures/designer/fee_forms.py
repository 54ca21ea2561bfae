"""The one-fee form: the amount by its kind, channels, days, who pays less; one object of the document behind it."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from portal.web.forms import Form, TextField
from procedures.designer.fee_edits import Row
from procedures.designer.step_forms import WhenField, new_id, when_text
from procedures.formula import Scope

KINDS = [("phi", "Phí"), ("le_phi", "Lệ phí")]
TIMINGS = [
    ("at_receipt", "Khi nộp hồ sơ"),
    ("at_supplement", "Khi bổ sung"),
    ("at_return", "Khi nhận kết quả"),
]
PER = [("case", "Một hồ sơ"), ("copy", "Một bản"), ("person", "Một người"), ("page", "Một trang")]
ACCOUNTS = [
    ("", "Chưa nêu"),
    ("province", "Ngân sách tỉnh"),
    ("commune", "Ngân sách xã"),
    ("agency", "Cơ quan thu"),
]
CHANNELS = [("in_person", "Tại quầy"), ("online", "Trực tuyến"), ("postal", "Bưu chính")]
MOST = 10**12


class MoneyField(forms.IntegerField):
    """Whole đồng, with or without dots between the thousands (8.000, 8000, 8.000 đ); 8.5 is refused, not rounded."""

    def to_python(self, value: Any) -> int | None:
        text = re.sub(r"[\s\u00a0]", "", str(value or "") if value != 0 else "0")
        text = text.removesuffix("đồng").removesuffix("đ")
        if not text:
            return None
        if not re.fullmatch(r"-?\d+|\d{1,3}(\.\d{3})+", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text.replace(".", ""))


def money(label: str, **kwargs: Any) -> MoneyField:
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    field = MoneyField(label=label, min_value=0, max_value=MOST, required=False, widget=widget, **kwargs)
    field.error_messages |= {
        "invalid": "Số tiền là số nguyên, đơn vị đồng, ví dụ 8.000",
        "min_value": "Số tiền không âm",
    }
    return field


def day(label: str, **kwargs: Any) -> forms.DateField:
    field = forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **kwargs,
    )
    field.error_messages |= {"invalid": "Ngày phải ghi như 24/10/2026"}
    return field


class FeeForm(Form):
    """One fee. `counts` are the questions that give a number, `groups` the repeated groups, `cases` the cases."""

    name = TextField(label="Tên khoản", max_length=300, help_text="Đúng tên trong văn bản quy định mức thu")
    kind = forms.ChoiceField(label="Loại", choices=KINDS, widget=forms.RadioSelect)
    timing = forms.ChoiceField(
        label="Nộp khi nào", choices=TIMINGS, widget=forms.RadioSelect, initial="at_receipt"
    )
    per = forms.ChoiceField(label="Tính theo", choices=PER, widget=forms.RadioSelect, initial="case")
    vnd = money("Mức thu (đồng)", help_text="Bỏ trống khi thu theo trang có nhiều bậc")
    question = forms.ChoiceField(
        label="Số lượng lấy từ câu", required=False, help_text="Số bản, số trang hay số người"
    )
    tier_1_to = forms.IntegerField(label="Đến trang", min_value=1, required=False)
    tier_1_vnd = money("mỗi trang (đồng)")
    tier_2_to = forms.IntegerField(label="Tiếp đến trang", min_value=1, required=False)
    tier_2_vnd = money("thì mỗi trang (đồng)")
    tier_last_vnd = money("Các trang sau, mỗi trang (đồng)")
    cap_vnd = money("Nhiều nhất (đồng)", help_text="Cho mỗi bản, khi số bản lấy từ một câu khác")
    copies = forms.ChoiceField(label="Nhân với số bản ở câu", required=False)
    in_person_vnd, online_vnd, postal_vnd = (money(f"{words} (đồng)") for _key, words in CHANNELS)
    starts_on, ends_on = day("Thu từ ngày"), day("Thu đến hết ngày")
    cases = forms.MultipleChoiceField(
        label="Chỉ cho trường hợp", widget=forms.CheckboxSelectMultiple, required=False
    )
    when = WhenField(label="Chỉ thu khi", help_text="Công thức, ví dụ: xin_ban_sao = có. Để trống: luôn thu")
    item = forms.ChoiceField(label="Khoản thu theo danh mục", required=False)
    account = forms.ChoiceField(label="Nộp vào", choices=ACCOUNTS, required=False)
    source = TextField(
        label="Văn bản quy định",
        max_length=300,
        required=False,
        help_text="Ví dụ: Nghị quyết 27/2025/NQ-HĐND",
    )
    kept = forms.BooleanField(
        label="Không hoàn lại theo quy định",
        required=False,
        help_text="Cả khi hồ sơ bị từ chối; nộp thừa vẫn được hoàn",
    )

    def __init__(
        self,
        *args: Any,
        numbers: list[tuple[str, str]],
        groups: list[tuple[str, str]],
        cases: list[tuple[str, str]],
        items: Sequence[tuple[str, str]] = (),
        scope: Scope,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [("", "–"), *numbers, *groups]  # type: ignore[attr-defined]
        self.fields["copies"].choices = [("", "–"), *numbers]  # type: ignore[attr-defined]
        self.fields["item"].choices = [*items] or [("", "–")]  # type: ignore[attr-defined]
        self.fields["cases"].choices = cases  # type: ignore[attr-defined]
        self.fields["when"].scope = scope  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        if got.get("per") in ("copy", "page") and not got.get("question"):
            self.add_error("question", "Chọn câu hỏi cho biết số bản hoặc số trang")
        tiers = self._tiers()
        if got.get("vnd") is None and not tiers:
            self.add_error("vnd", "Nhập mức thu")
        if tiers and got.get("per") != "page":
            self.add_error("tier_1_to", "Chỉ khoản thu theo trang có bậc")
        if tiers and got.get("tier_last_vnd") is None:
            self.add_error("tier_last_vnd", "Nhập mức cho các trang sau")
        starts, ends = got.get("starts_on"), got.get("ends_on")
        if starts and ends and starts > ends:
            self.add_error("ends_on", "Ngày cuối phải từ ngày bắt đầu trở đi")
        return got

    def _tiers(self) -> list[Row]:
        got = self.cleaned_data
        return [
            {"to": got[f"tier_{n}_to"], "vnd": got.get(f"tier_{n}_vnd") or 0}
            for n in (1, 2)
            if got.get(f"tier_{n}_to")
        ]

    def row(self, exempt: list[Row], reduced: list[Row]) -> Row:
        """The fee as it stands in the document."""
        got = self.cleaned_data
        amount = self._amount(got["vnd"], self._tiers())
        channels = {
            key: self._amount(got[f"{key}_vnd"], [])
            for key, _words in CHANNELS
            if got[f"{key}_vnd"] is not None
        }
        return {
            "name": got["name"],
            "kind": got["kind"],
            "timing": got["timing"],
            "amount": amount,
            "by_channel": channels,
            "from": got["starts_on"].isoformat() if got["starts_on"] else None,
            "to": got["ends_on"].isoformat() if got["ends_on"] else None,
            "cases": got["cases"],
            "when": got["when"],
            "item": got["item"],
            "account": got["account"],
            "source": got["source"],
            "exempt": exempt,
            "reduced": reduced,
            **({"refundable": False} if got["kept"] else {}),
        }

    def _amount(self, vnd: int | None, tiers: list[Row]) -> Row:
        got = self.cleaned_data
        made: Row = {"per": got["per"]}
        if tiers:
            made["steps"] = [*tiers, {"vnd": got["tier_last_vnd"]}]
        else:
            made["vnd"] = vnd or 0
        if got["per"] != "case":
            made |= {"question": got["question"]} if got["question"] else {}
            made |= {"copies": got["copies"]} if got["copies"] else {}
        return made | ({"cap_vnd": got["cap_vnd"]} if got["cap_vnd"] is not None else {})


def initial_of(row: Row) -> dict[str, Any]:
    """A fee of the document as the form shows it; three tiers at the most have boxes."""
    amount = row["amount"] if isinstance(row.get("amount"), dict) else {}
    tiers = amount["steps"] if isinstance(amount.get("steps"), list) else []
    shown: dict[str, Any] = {}
    for number, tier in enumerate([one for one in tiers[:-1] if isinstance(one, dict)][:2], start=1):
        shown |= {f"tier_{number}_to": tier.get("to"), f"tier_{number}_vnd": tier.get("vnd")}
    if tiers and isinstance(tiers[-1], dict):
        shown["tier_last_vnd"] = tiers[-1].get("vnd")
    by_channel = row["by_channel"] if isinstance(row.get("by_channel"), dict) else {}
    for key, _words in CHANNELS:
        other = by_channel.get(key)
        shown[f"{key}_vnd"] = other.get("vnd") if isinstance(other, dict) else None
    return shown | {
        **{key: row.get(key) for key in ("name", "kind", "timing", "cases", "item", "account", "source")},
        **{key: amount.get(key) for key in ("per", "vnd", "question", "copies", "cap_vnd")},
        "starts_on": row.get("from"),
        "ends_on": row.get("to"),
        "when": when_text(row.get("when")),
        "kept": row.get("refundable") is False,
    }


def kept_whole(row: Row) -> bool:
    """Whether the boxes can show all of an amount: not more than three tiers, channels without tiers of their own."""
    amount = row.get("amount")
    steps = amount.get("steps") if isinstance(amount, dict) else None
    channels = row.get("by_channel")
    others = channels.values() if isinstance(channels, dict) else []
    return not (isinstance(steps, list) and len(steps) > 3) and not any(
        isinstance(one, dict) and one.get("steps") for one in others
    )


class LessForm(Form):
    """A line of who pays less: a class of person that is chosen (with proof), or everybody in a channel."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    label = TextField(label="Ai được giảm", max_length=300, required=False)
    percent = forms.IntegerField(label="Giảm (%)", min_value=1, max_value=100, required=False, initial=100)
    source = TextField(label="Theo văn bản", max_length=300, required=False)
    when = WhenField(label="Chỉ khi")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["when"].scope = scope  # type: ignore[attr-defined]
        self.fields["percent"].error_messages |= {
            "min_value": "Từ 1 đến 100",
            "max_value": "Từ 1 đến 100",
            "invalid": "Là số nguyên từ 1 đến 100",
        }


class ExemptForm(LessForm):
    """Chosen by the applicant, shown with its proof."""

    proof = TextField(label="Giấy tờ chứng minh", max_length=300, required=False)
    field_order = ["label", "proof", "percent", "when", "source", "id"]


class ReducedForm(LessForm):
    """Taken off by itself: in a channel, in some days."""

    channels = forms.MultipleChoiceField(
        label="Khi nộp", choices=CHANNELS, widget=forms.CheckboxSelectMultiple, required=False
    )
    starts_on, ends_on = day("Từ ngày"), day("Đến hết ngày")
    field_order = ["label", "percent", "channels", "starts_on", "ends_on", "when", "source", "id"]


ExemptSet = forms.formset_factory(ExemptForm, extra=2, max_num=30)
ReducedSet = forms.formset_factory(ReducedForm, extra=1, max_num=10)


def less_rows(lines: Any) -> list[Row]:
    """The lines that have a name, as the document has them; an emptied line is gone."""
    rows: list[Row] = []
    for line in lines:
        got = line.cleaned_data
        if not got.get("label"):
            continue
        taken = {row["id"] for row in rows}
        row = {
            "id": got.get("id") or new_id(got["label"], taken),
            "label": got["label"],
            "percent": got.get("percent") or 100,
            "proof": got.get("proof"),
            "channels": got.get("channels"),
            "from": got["starts_on"].isoformat() if got.get("starts_on") else None,
            "to": got["ends_on"].isoformat() if got.get("ends_on") else None,
            "when": got.get("when"),
            "source": got.get("source"),
        }
        rows.append({key: value for key, value in row.items() if value not in (None, "", [])})
    return rows


def less_initial(rows: Any) -> list[dict[str, Any]]:
    return [
        {**row, "starts_on": row.get("from"), "ends_on": row.get("to"), "when": when_text(row.get("when")),
         "percent": row.get("percent", 100)}
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
    ]  # fmt: skip
