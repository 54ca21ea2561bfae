"""Every sentence of the citizen's side that is looked up in a catalogue, gathered from templates and code."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from jinja2 import Environment

from dossiers.verbs import VERBS
from portal.notifications.wordings.kinds import MAY_BE_OFF
from procedures.life_events import EVENTS

ROOT = Path(settings.BASE_DIR)
TEMPLATES = (
    "account/**/*.html",
    "mfa/**/*.html",
    "dossiers/citizen/*.html",
    "dossiers/public/*.html",
    "procedures/public/*.html",
    "notifications/*.html",
    "visits/[akt]*.html",
    "visits/display.html",
    "upkeep/news*.html",
    "vault/*.html",
    "privacy/*.html",
    "web/*.html",
    "layouts/base.html",
    "layouts/citizen.html",
    "layouts/plain.html",
    "components/*.html",
)
DESK_ONLY = ("components/desk.html", "components/explain.html")
REFUSING = (  # modules whose refusals a citizen may read; a refusal is looked up when it is shown
    "dossiers/citizen/start.py",
    "dossiers/citizen/held.py",
    "dossiers/citizen/paying.py",
    "dossiers/citizen/signing.py",
    "dossiers/services/declaring.py",
    "dossiers/services/drafts.py",
    "dossiers/services/papers.py",
    "dossiers/services/talk.py",
    "dossiers/services/owners.py",
    "dossiers/services/_step.py",
    "dossiers/services/national.py",
    "dossiers/services/posting.py",
    "dossiers/services/supplement.py",
    "dossiers/post/ordering.py",
    "payments/refunds.py",
    "payments/online.py",
    "portal/privacy/services.py",
    "portal/vault/services.py",
    "portal/visits/services.py",
    "portal/documents/uploads.py",
    "portal/documents/answers.py",
    "portal/documents/checks.py",
    "portal/documents/jobs/findings.py",
    "portal/documents/signing/personal.py",
    "portal/documents/signing/proving.py",
)
LOOKING_UP = {"_", "gettext", "gettext_lazy", "lazy", "gettext_noop", "ngettext"}
Key = tuple[str, ...]


def in_templates() -> Iterator[Key]:
    reader = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    folder = ROOT / "templates"
    for pattern in TEMPLATES:
        for path in folder.glob(pattern):
            if str(path.relative_to(folder)) in DESK_ONLY:
                continue
            for _line, _function, said in reader.extract_translations(path.read_text()):
                if said is not None:
                    yield (said,) if isinstance(said, str) else tuple(one for one in said if one)


def in_code() -> Iterator[Key]:
    for room in ("portal", "procedures", "dossiers", "payments"):
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts and "translation import" in (text := path.read_text()):
                yield from _calls(ast.parse(text), LOOKING_UP)


def refusals() -> Iterator[Key]:
    for name in REFUSING:
        tree = ast.parse((ROOT / name).read_text())
        yield from _calls(tree, {"StepRefused", "UploadRefused", "NotYours"})
        if name.startswith("portal/documents"):
            for node in tree.body:
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                    text = node.value.value
                    if isinstance(text, str) and " " in text and not text.isascii():
                        yield (text,)


def in_lists() -> Iterator[Key]:
    """Verbs and life events are looked up where they are shown."""
    yield from ((verb.told,) for verb in VERBS.values() if verb.told)
    yield from ((words,) for words in MAY_BE_OFF.values())
    for event in EVENTS:
        yield (event.name,)
        yield (event.words,)
        yield from ((words,) for words, _codes in event.steps)


def _calls(tree: ast.AST, names: set[str]) -> Iterator[Key]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            said = node.args[: 2 if node.func.id == "ngettext" else 1]
            texts = tuple(
                one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
            if texts and len(texts) == len(said):
                yield texts


def everything() -> set[Key]:
    return {*in_templates(), *in_code(), *refusals(), *in_lists()}
