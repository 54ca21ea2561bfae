"""The Jinja2 environment of our own screens."""

import hashlib
import logging
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined, make_logging_undefined

from portal.web import language, show
from portal.web.assets import asset, font_css
from portal.web.links import known, path_of

log = logging.getLogger(__name__)


def environment(**options: Any) -> Environment:
    """Strict outside production: an unknown name is an error in tests, only a log line for people."""
    options["undefined"] = make_logging_undefined(log) if settings.PRODUCTION else StrictUndefined
    # `0|vnd` worked out while compiling would keep the language of whoever came first.
    options["optimized"] = False
    options["bytecode_cache"] = _kept()
    env = Environment(extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=_gettext, ngettext=translation.ngettext, newstyle=True
    )
    env.globals.update(static=asset, url=_url, known=known, font_css=font_css)
    env.globals.update(vi=language.vi, own=language.own, script_words=language.script_words)
    env.filters["vi"] = language.in_vietnamese
    env.filters.update(show.FILTERS)
    return env


def _kept() -> FileSystemBytecodeCache | None:
    """Compiled templates lie beside the collected files where `make prepare` has made their folder: ten milliseconds of
    compiling for each template in each process become half a one. They are known by their source, and by this file."""
    folder = settings.BASE_DIR / "build" / "templates"
    if not os.access(folder, os.W_OK):
        return None
    mark = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    return FileSystemBytecodeCache(str(folder), f"{mark}-%s")


def _gettext(text: str) -> str:
    """Our sentences are Vietnamese already."""
    return text if translation.get_language() == settings.LANGUAGE_CODE else translation.gettext(text)


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None) if args or kwargs else path_of(name)
