"""The pages of a dossier's papers as the reader turns them."""

from dataclasses import dataclass

from dossiers.models import DossierItem, ItemPage


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: which paper, which file, which page of it; `marks` findings on its paper."""

    item: DossierItem
    page: ItemPage
    number: int
    of_item: int
    total: int
    marks: int

    @property
    def key(self) -> str:
        return f"{self.page.pk}-{self.number}"

    @property
    def ready(self) -> bool:
        """Checked and safe to open."""
        return self.page.file.state == "clean"


def leaves_of(items: list[DossierItem]) -> list[Leaf]:
    """Every page of every paper in reading order; the papers come from `queries.with_papers`."""
    leaves = []
    for item in items:
        files = list(item.pages.all())
        numbered = [(page, number) for page in files for number in range(1, page.file.pages + 1)]
        marks = 1 if item.verdict == "wrong" else 0
        leaves += [
            Leaf(item, page, number, place, len(numbered), marks)
            for place, (page, number) in enumerate(numbered, 1)
        ]
    return leaves
