"""What all dossiers of one script that stand at the same act have in common, written out once."""

from dataclasses import dataclass
from itertools import accumulate

from dossiers.generating.copying import json_text
from dossiers.generating.scripts import Script


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A step that is still open: who holds it and which act began it."""

    step_id: str
    lead: bool
    agency_id: int
    duty: str
    begun: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Pieces of COPY lines between the values that differ from dossier to dossier."""

    state: str
    offsets: list[int]  # working minutes from the beginning, for each act
    journal: list[tuple[str, str, bool]]  # words for the hash, for COPY, whether the due moment is known
    tasks: list[tuple[str, int, int | None, int]]  # words, act that begins, act that ends, minutes
    open: list[OpenWork]
    desk_code: str
    commune: str
    procedure: str
    subject: str
    clerk: str
    result: str
    approver: str
    suffix: str
    issued: int


def plan_of(script: Script, length: int, user_id: int, file_id: int) -> Plan:
    """The first `length` acts of the script."""
    acts = script.acts[:length]
    begun = {position: number for number, act in enumerate(acts) for position in act.begins}
    ended = {position: number for number, act in enumerate(acts) for position in act.ends}
    officers = {act.verb: act.officer for act in script.acts if act.officer}
    drafter = officers.get("draft_result") or next(iter(officers.values()))
    approver = officers.get("approve")
    unit = script.competent.admin_unit
    state = acts[-1].target
    told = script.definition
    title = json_text(told.result.name)
    return Plan(
        state=state,
        offsets=list(accumulate(act.minutes for act in acts)),
        journal=[_words(script, number, user_id) for number in range(length)],
        tasks=[
            (
                _task(script, position, ended.get(position)),
                number,
                ended.get(position),
                script.works[position].share,
            )
            for position, number in begun.items()
        ],
        open=[
            OpenWork(work.step_id, work.lead, work.agency.pk, work.duty, number)
            for work, number in ((script.works[p], n) for p, n in begun.items() if p not in ended)
        ],
        desk_code=script.desk.code,
        commune=unit.code if unit else "",
        procedure=f"\t{state}\t{length}\t{script.version.procedure_id}\t{script.version.pk}\t\t",
        subject=f"\t\tonline\tf\t{json_text(script.answers)}\t{json_text(told.name)}\tonline\t\t"
        f"{script.desk.pk}\t{script.competent.pk}\t",
        clerk=_null(script.acts[1].officer),
        result=f"\tpositive\t{title}\t{{}}\t{file_id}\tf\t{drafter.pk}\t",
        approver=_null(approver),
        suffix=f"/{told.result.number_suffix or 'KQ'}\t",
        issued=max((number for number, act in enumerate(script.acts) if act.verb == "issue"), default=0),
    )


def _words(script: Script, number: int, user_id: int) -> tuple[str, str, bool]:
    act = script.acts[number]
    hashed, copied = act.told(number + 1)
    if act.officer is None:
        hashed = hashed.replace(",null,", f",{user_id},", 1)
        copied = copied.replace("\t\\N\t", f"\t{user_id}\t", 1)
    return hashed, copied, act.due_known


def _task(script: Script, position: int, ended: int | None) -> str:
    work = script.works[position]
    officer = work.officer.pk if ended is not None else "\\N"
    lead = "t" if work.lead else "f"
    return f"\t{work.step_id}\t{work.title}\t{work.kind}\t{lead}\t{work.agency.pk}\t{work.duty}\t{officer}\t"


def _null(officer: object) -> str:
    return str(getattr(officer, "pk", "\\N"))
