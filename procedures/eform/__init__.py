"""E-forms held as data: what is asked, how it is read, what is wrong with it, how it is shown."""

from procedures.eform.prefill import answered, carried, prefill, source_of, wanted_of
from procedures.eform.problems import page_problems, problems, warnings
from procedures.eform.reading import read_page, stays
from procedures.eform.shown import ShownPage, ShownRow, shown, text_of
from procedures.eform.sources import Known, Source, connect
from procedures.eform.walking import (
    asked,
    case_of,
    effective,
    exemptions_offered,
    items,
    pages_asked,
    papers_asked,
    questions_asked,
)
from procedures.expressions import Given, at_desk, given

__all__ = [
    "Given",
    "Known",
    "ShownPage",
    "ShownRow",
    "Source",
    "answered",
    "asked",
    "at_desk",
    "carried",
    "case_of",
    "connect",
    "effective",
    "exemptions_offered",
    "given",
    "items",
    "page_problems",
    "pages_asked",
    "papers_asked",
    "prefill",
    "problems",
    "questions_asked",
    "read_page",
    "shown",
    "source_of",
    "stays",
    "text_of",
    "wanted_of",
    "warnings",
]
