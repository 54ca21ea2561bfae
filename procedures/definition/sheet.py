"""What a printed form is made of, once its lines have been read (procedures.definition.layout)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for something: the answer to `key`, or with `about` a fact of the dossier (`{@co_quan}`).

    `option` prints a box that is ticked when the answer is that option; `form` how it is written: `hoa` in capitals,
    `chu` in words, `ngay`, `thang`, `nam` a part of a day, `gio`, `phut` of a time, `chon` all options as boxes,
    `xa`, `tinh` and `dong` a part of an address, `o12` twelve boxes for twelve digits."""

    key: str
    about: bool = False
    option: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One line of the layout; `cells` are its parts between `|`, each of text and slots in turn."""

    kind: str
    cells: tuple[tuple[str | Slot, ...], ...] = ()
    group: str = ""  # the repeated group whose items each print this line

    @property
    def slots(self) -> list[Slot]:
        return [part for cell in self.cells for part in cell if isinstance(part, Slot)]


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks, which questions are not printed on purpose, the law that issued the form, the sheet of paper."""

    lines: tuple[str, ...]
    blocks: tuple[Block, ...]
    unprinted: tuple[str, ...] = ()
    source: str = ""
    paper: str = "A4"

    def printed(self) -> set[str]:
        """The ids of the questions that stand in the layout."""
        return {slot.key for block in self.blocks for slot in block.slots if not slot.about}
