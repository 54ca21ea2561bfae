"""Each proof named in docs/proofs/ can be run: the test, the command or the page is really there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs/proofs").glob("*.md"))
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?[^`]*`")
MODULE = re.compile(r"`python -m (tests\.\w+)[^`]*`")
PAGE = re.compile(r"`(docs/[\w/.-]+)`")
ROW = re.compile(r"`make bench ROW=(\w+)[^`]*`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_named_proof_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [f"{name}::{test}" for name, test in TEST.findall(text) if not _holds(ROOT / name, test)]
    missing += [
        name for name in MODULE.findall(text) if not (ROOT / name.replace(".", "/") / "__main__.py").is_file()
    ]
    missing += [name for name in PAGE.findall(text) if not (ROOT / name).exists()]
    missing += [name for name in ROW.findall(text) if not (ROOT / f"tests/bench/{name}.py").is_file()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_row_says_its_proof_or_not_yet(page: Path) -> None:
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    bare = [
        line for line in rows if not set(line) <= set("|- ") and "asked |" not in line and not _says(line)
    ]
    assert not bare


def _holds(path: Path, test: str) -> bool:
    return path.is_file() and (
        not test or re.search(rf"^\s*def {test}\b", path.read_text("utf-8"), re.M) is not None
    )


def _says(line: str) -> bool:
    proof = line.rstrip().rstrip("|").rsplit("|", 1)[-1]
    return "**not yet**" in line or any(kind.search(proof) for kind in (TEST, MODULE, PAGE, ROW))
