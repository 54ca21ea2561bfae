"""What a template needs to know of one box, plainly."""

from dataclasses import dataclass, field, replace

from markupsafe import Markup

from procedures.eform.drawing import Kept, draw


@dataclass(frozen=True, slots=True)
class OptionView:
    value: str
    label: str
    hint: str
    checked: bool
    id: str  # of the box; the first bears the field's own id, so that a link to the field lands on it


@dataclass(frozen=True, slots=True)
class PartView:
    """One of the three boxes of a day."""

    name: str
    label: str
    value: str
    width: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of a repeated group; `remove` is the value of its remove button, "" when it must stay."""

    heading: str
    fields: list["FieldView"]
    remove: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question ready to be drawn. kind: text, textarea, date, radio, checkboxes, select, commune,
    address, group, file or statement. `focus` is the id that an error summary links to."""

    id: str
    kind: str
    label: str
    focus: str
    asks: str  # the question's own kind, for the script
    hint: str = ""
    optional: bool = False
    for_officers: bool = False
    label_hidden: bool = False
    value: str = ""
    line: str = ""
    line_wrong: bool = False
    parts: list[PartView] = field(default_factory=list)
    options: list[OptionView] = field(default_factory=list)
    items: list[ItemView] = field(default_factory=list)
    add: str = ""
    add_label: str = ""
    error: str = ""
    warning: str = ""
    source: str = ""
    locked: str = ""  # the answer in words, where a register's word may not be changed
    width: str = ""
    inputmode: str = ""
    autocomplete: str = "off"
    max_length: int = 0
    when: str = ""
    hidden: bool = False
    at_home: bool = False
    other: "FieldView | None" = None
    kept: Kept | None = field(default=None, compare=False, repr=False)

    @property
    def html(self) -> Markup:
        """The field drawn."""
        return draw(self)

    def standing_for(self, when: str, error: str, value: str, *parts: str) -> "FieldView":
        """The same field with marks where a person's own answers stand."""
        marked = [replace(part, value=mark) for part, mark in zip(self.parts, parts, strict=False)]
        return replace(
            self,
            when=when if self.when else "",
            error=error if self.error else "",
            value=value,
            parts=marked,
        )

    @property
    def described(self) -> str:
        """The ids for aria-describedby."""
        told = [("h", self.hint), ("e", self.error), ("c", self.warning)]
        return " ".join(f"{self.id}-{key}" for key, text in told if text)
