"""Reads the steps: who does them and where, how long, what must come out, where the work may be returned to."""

import re
from collections.abc import Mapping

from portal.agencies.models import Duty
from procedures.definition.reader import Names, Reader
from procedures.definition.shapes import Question, Step

SPECIALTIES = [
    "justice",
    "economy",
    "culture",
    "office",
    "police",
    "construction",
    "land",
    "finance",
    "tax",
    "home_affairs",
    "health",
    "education",
    "environment",
    "transport",
    "social_insurance",
    "fire",
    "science",
    "agriculture",
    "industry",
]
KINDS = ("work", "consult", "approve", "issue")
CHOSEN = "chosen"
_ONE = "|".join(SPECIALTIES)
_AGENCY = re.compile(
    rf"desk|competent|police|(unit|department):({_ONE})|agency:[A-Z][0-9]{{2}}(\.[A-Z0-9]+)*"
    rf"|place:(?P<question>[a-z][a-z0-9_]*)(:({_ONE}))?"
)
_WORDS = (
    "phải là desk, competent, police, unit:<chuyên môn>, department:<chuyên môn>, agency:<mã định danh>, "
    "place:<câu hỏi về địa bàn> hoặc chosen."
)


def read_step(reader: Reader, names: Names, questions: Mapping[str, Question]) -> Step:
    agency = reader.text("agency", required=True, most=80)
    among = reader.texts("among")
    if agency and agency != CHOSEN:
        _check_agency(reader, "agency", agency, questions)
    for one in among:
        _check_agency(reader, "among", one, questions)
    if agency == CHOSEN and len(set(among)) < 2:
        reader.fault("among", "Nêu ít nhất hai cơ quan để cán bộ chọn.")
    if among and agency != CHOSEN:
        reader.fault("among", "Chỉ bước để cán bộ chọn (chosen) có danh sách cơ quan.")
    return Step(
        id=reader.id(),
        name=reader.text("name", required=True, most=200),
        kind=reader.one_of("kind", KINDS),
        agency=agency,
        duty=reader.one_of("duty", Duty.values),
        minutes=reader.whole("minutes", default=0, most=200_000) or 0,
        after=reader.texts("after"),
        lead=reader.flag("lead", default=False),
        when=reader.expression("when", names),
        produces=reader.maybe_of("produces", ("result", "opinion", "report")),
        among=among,
        back_to=reader.texts("back_to"),
        output=reader.text("output", most=200),
        papers=reader.texts("papers"),
    )


def _check_agency(reader: Reader, key: str, agency: str, questions: Mapping[str, Question]) -> None:
    found = _AGENCY.fullmatch(agency)
    if found is None:
        reader.fault(key, f"“{agency}” {_WORDS}")
        return
    named = found["question"]
    if named and (named not in questions or questions[named].kind not in ("commune", "address")):
        reader.fault(key, f"“{named}” phải là câu hỏi loại commune hoặc address trong tờ khai.")
