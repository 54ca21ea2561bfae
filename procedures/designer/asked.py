"""The questions of a draft of any shape, as other screens offer them to choose from."""

from typing import Any


def questions_of(document: Any, *kinds: str) -> list[tuple[str, str]]:
    """(id, label) of the questions on the pages with one of these kinds, in their order."""
    form = document.get("form") if isinstance(document, dict) else None
    pages = form.get("pages") if isinstance(form, dict) else None
    found = []
    for page in pages if isinstance(pages, list) else []:
        questions = page.get("questions") if isinstance(page, dict) else None
        for one in questions if isinstance(questions, list) else []:
            if isinstance(one, dict) and one.get("kind") in kinds and isinstance(one.get("id"), str):
                found.append((one["id"], str(one.get("label") or one["id"])))
    return found
