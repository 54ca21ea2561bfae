"""What import-linter cannot see: the rules of the house itself."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines

from portal.documents import drawing

ROOT = Path(settings.BASE_DIR)
FLOORS = {
    "reporting": 7,
    "archive": 6,
    "feedback": 6,
    "dossiers": 5,
    "payments": 4,
    "procedures": 4,
    "privacy": 3.5,
    "copies": 3.5,
    "visits": 3,
    "upkeep": 3,
    "vault": 3,
    "documents": 2,
    "notifications": 2,
    "agencies": 1.5,
    "accounts": 1,
    "catalogues": 0.5,
    "audit": 0,
    "calendars": 0,
    "integrations": 0,
    "web": 0,
}
ROOMS = {
    "portal",
    "dossiers",
    "procedures",
    "payments",
    "feedback",
    "archive",
    "templates",
    "static",
    "tests",
    "docs",
}
FILES = {
    "manage.py",
    "pyproject.toml",
    "docker-compose.yml",
    "Dockerfile",
    "Makefile",
    "LICENSE",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
}
REQUIREMENTS = re.compile(r"requirements[a-z-]*\.(in|txt)")
MAY_SAVE_A_DOSSIER = {"dossiers/services/_step.py", "dossiers/services/drafts.py"}
MAX_LINES = 400


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    return [ROOT / name for name in listed if name and (ROOT / name).exists()]


def code_files() -> list[Path]:
    return [p for p in tracked("*.py") if "tests" not in p.parts and "migrations" not in p.parts]


def test_the_top_level_holds_only_the_agreed_names():
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    strange = {
        n for n in names if not n.startswith(".") and n not in ROOMS | FILES and not REQUIREMENTS.fullmatch(n)
    }
    assert not strange


def test_foreign_keys_follow_the_floors():
    wrong = []
    for model in apps.get_models():
        here = FLOORS.get(model._meta.app_label)
        if here is None:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and getattr(field, "related_model", None)
            if not target or field.auto_created:
                continue
            there = FLOORS.get(target._meta.app_label)
            if there is not None and target._meta.app_label != model._meta.app_label and there >= here:
                wrong.append(f"{model.__name__}.{field.name} → {target.__name__}")
    assert not wrong


def test_only_the_step_moves_and_saves_a_dossier():
    moves = {
        "submit", "accept", "refuse", "transfer", "request_supplement", "supply", "lapse", "request_payment",
        "settle", "complete", "return_result", "stop", "request_withdrawal", "confirm_withdrawal",
        "decline_withdrawal",
    }  # fmt: skip
    wrong = []
    for path in code_files():
        name = str(path.relative_to(ROOT))
        if name in MAY_SAVE_A_DOSSIER or not name.startswith("dossiers/"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = node.func.value
            called = owner.id if isinstance(owner, ast.Name) else ""
            if called in ("dossier", "locked") and node.func.attr in ("save", "save_base", "delete"):
                wrong.append(f"{name}:{node.lineno} saves a dossier")
            bare = called == "dossier" and node.func.attr in moves and not node.args and not node.keywords
            if bare and not name.startswith("dossiers/services/"):
                wrong.append(f"{name}:{node.lineno} moves a dossier")
    assert not wrong


def test_views_never_write_objects():
    """You get an object only through its door: no `.objects` in a views module (style-example 4)."""
    views = [p for p in code_files() if "views" in p.name or p.parent.name in ("citizen", "officer", "views")]
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in views
        for number, line in enumerate(path.read_text().split("\n"), 1)
        if ".objects" in line
    ]
    assert not wrong


def test_every_template_compiles():
    screens, letters = engines["jinja2"].env, drawing._environment()
    for path in tracked("templates/**.html", "templates/**.txt"):
        relative = path.relative_to(ROOT / "templates")
        if relative.parts[0] != "django":
            (letters if relative.parts[0] == "letters" else screens).get_template(str(relative))


def test_the_picture_of_the_states_is_the_code():
    from dossiers.picture import mermaid

    assert mermaid() in (ROOT / "docs" / "architecture.md").read_text()


def test_every_verb_of_the_journal_has_its_words():
    from dossiers.verbs import VERBS

    used = set()
    for path in tracked("dossiers/services/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "step":
                verb = node.args[1] if len(node.args) > 1 else None
                if isinstance(verb, ast.Constant):
                    used.add(verb.value)
    assert used
    assert used <= set(VERBS)


def test_no_model_signals():
    wrong = [
        str(p.relative_to(ROOT))
        for p in code_files()
        if re.search(r"\bpost_save\b|\bpre_save\b", p.read_text())
    ]
    assert not wrong


def test_no_file_is_a_crowded_room():
    crowded = []
    for path in tracked("*.py", "*.html", "*.css", "*.js"):
        if "migrations" in path.parts:
            continue
        lines = path.read_text().count("\n")
        if lines > MAX_LINES and path.name != "desk.css":
            crowded.append(f"{path.relative_to(ROOT)}: {lines}")
    assert not crowded


def test_templates_carry_no_inline_style_and_no_foreign_origin():
    wrong = []
    for path in tracked("templates/**.html"):
        relative = path.relative_to(ROOT / "templates")
        if relative.parts[0] in ("letters", "messages"):
            continue  # paper and mail, not screens
        text = path.read_text()
        if re.search(r"\sstyle=[\"']", text):
            wrong.append(f"{relative}: style=")
        if re.search(r"<script(?![^>]*\b(src|nonce|type=\"application/json\"))", text):
            wrong.append(f"{relative}: inline script")
        if re.search(r"(src|href)=[\"']https?://(?!www\.w3\.org)", text):
            wrong.append(f"{relative}: foreign origin")
        if re.search(r"\son[a-z]+=[\"']", text):
            wrong.append(f"{relative}: on… handler")
    assert not wrong


BANNED = re.compile(r"vui lòng|rất tiếc|không hợp lệ|click vào|Submit\b", re.IGNORECASE)


def test_screens_speak_plainly():
    """Words that ux.md §5.1 forbids do not stand on a screen or in a message."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked("templates/**.html", "templates/**.txt")
        for number, line in enumerate(path.read_text().split("\n"), 1)
        if BANNED.search(re.sub(r"{#.*?#}|{%.*?%}|type=\"submit\"", "", line))
    ]
    assert not wrong


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_files_carry_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|--index-url|--find-links", text)
