"""Forms of the administration of procedures."""

import json
from typing import Any

from django import forms

from procedures.changes import changes
from procedures.definition.shapes import Document
from procedures.drafts import ChangedMeanwhile
from procedures.models import ProcedureVersion

_KEYS = """schema id code kind name plain_name field audience keywords summary level online minutes_to_file checks
 text yes_is_fine otherwise competence legal number section title checked result template number_suffix limits
 processing value unit by_channel by_case supplement supplement_clock appointment cases form label noun hint example
 item_label when help op q v args required prefill prefill_when missing pattern pattern_error min max decimals
 max_length scope birth sex not_future not_past min_age options other official indexed pages questions papers copy_kind
 count digitise bring_original result_code fees timing amount per vnd question copies steps to cap_vnd from proof
 percent exempt agency duty minutes after lead produces specialty retention tests english unverified"""
_PLACES = {key: place for place, key in enumerate(_KEYS.split())}
MOST_BYTES = 2 * 1024 * 1024


def read_document(text: str) -> Document:
    """The JSON object that a text holds. Raises ValidationError that names line and column."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise forms.ValidationError(
            f"Chưa phải JSON: dòng {error.lineno}, cột {error.colno} ({_spoken(error.msg)})."
        ) from error
    except RecursionError as error:
        raise forms.ValidationError("JSON lồng nhau quá sâu.") from error
    if not isinstance(document, dict):
        raise forms.ValidationError("Nội dung phải là một đối tượng { }.")
    if "\\u0000" in text or "\x00" in text:
        raise forms.ValidationError("Nội dung có ký tự rỗng (\\u0000), bỏ ký tự ấy đi.")
    return document


def written(document: Any) -> str:
    """A document as people edit it: PostgreSQL keeps no order of keys, so they are put as in the handbook."""
    return json.dumps(_in_order(document), ensure_ascii=False, indent=1)


def _in_order(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _in_order(node[key]) for key in sorted(node, key=lambda key: _PLACES.get(key, len(_PLACES)))
        }
    return [_in_order(item) for item in node] if isinstance(node, list) else node


def _spoken(message: str) -> str:
    words = {
        "Expecting value": "thiếu giá trị",
        "Expecting ',' delimiter": "thiếu dấu phẩy",
        "Expecting ':' delimiter": "thiếu dấu hai chấm",
        "Expecting property name enclosed in double quotes": "thiếu tên mục trong dấu nháy kép",
        "Extra data": "thừa chữ ở cuối",
        "Unterminated string starting at": "thiếu dấu nháy đóng",
    }
    return words.get(message, message)


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]
    """The document of a draft as text; saved with its faults, which are then told."""

    text = forms.CharField(
        label="Nội dung (JSON)",
        widget=forms.Textarea(attrs={"rows": 40, "spellcheck": "false", "class": "doc"}),
        strip=False,
        help_text="Các mục được giải thích trong docs/procedure-definition.md. Lưu được cả khi còn chỗ cần sửa.",
    )

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ProcedureVersion
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].initial = written(self.instance.definition)
            self.fields["seen"].initial = self.instance.revision

    def clean_text(self) -> Document:
        return read_document(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        """Refuses here, where the text stays on the page, what another person has changed meanwhile.

        The admin saves inside one transaction: the row is held until it is saved."""
        cleaned = super().clean() or {}
        seen = cleaned.get("seen") or 0
        present = ProcedureVersion.objects.select_for_update().filter(pk=self.instance.pk).first()
        if "text" in self.fields and present is not None and present.revision != seen:
            told_now = {"seen": str(present.revision)}  # the next press keeps this text
            self.data = {**{key: self.data.get(key) for key in self.data}, **told_now}
            raise forms.ValidationError(self._both(present, seen, cleaned.get("text")))
        return {**cleaned, "seen": seen}

    def _both(self, present: ProcedureVersion, seen: int, mine: Any) -> str:
        """Who was first, and where the two contents differ."""
        told = str(ChangedMeanwhile(present, seen))
        places = [change.path for change in changes(present.definition, mine)] if mine else []
        more = f" và {len(places) - 10} chỗ nữa" if len(places) > 10 else ""
        return (
            f"{told} Nội dung bạn nhập khác bản hiện có ở: {', '.join(places[:10])}{more}."
            if places
            else told
        )


class ImportForm(forms.Form):
    file = forms.FileField(label="Tệp JSON", required=False)
    text = forms.CharField(
        label="hoặc dán nội dung vào đây",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        document = read_document(self._text(cleaned))
        if not isinstance(document.get("code"), str) or not isinstance(document.get("name"), str):
            raise forms.ValidationError("Nội dung phải có mã thủ tục (code) và tên (name).")
        return {**cleaned, "document": document}

    def _text(self, cleaned: dict[str, Any]) -> str:
        file = cleaned.get("file")
        if not file:
            if not cleaned.get("text"):
                raise forms.ValidationError("Chọn tệp hoặc dán nội dung.")
            return str(cleaned["text"])
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Tệp phải nhỏ hơn 2 MB.")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError("Tệp phải là chữ UTF-8.") from error
