"""One dossier taken through its life by the people who are charged with it. Tests use these too."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dossiers import declared
from dossiers.models import Channel, Dossier, Task, TaskKind
from dossiers.services import drafts, intake, papers, processing, results, submission, supplement_drafts
from dossiers.states import State
from payments.services import charges_of
from portal.accounts.models import Party, User
from portal.agencies.models import Agency, Duty, Officer
from portal.calendars.now import now, pretend
from portal.calendars.queries import working_time
from portal.documents.models import StoredFile
from procedures import eform
from procedures.models import Procedure
from procedures.queries import definition
from procedures.samples import sample_answers


@dataclass
class Drive:
    """A dossier under way and the moment it has reached; each act takes some working minutes."""

    dossier: Dossier
    at: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311

    def wait(self, minutes: int) -> "Drive":
        """Lets working minutes pass."""
        self.at = working_time(None).add_minutes(self.at, minutes)
        return self

    def accept(self) -> "Drive":
        """The receiving desk takes what is due now and accepts."""
        with pretend(self.at):
            officer = somebody(self.dossier.receiving_agency, Duty.DESK_OFFICER)
            pay(self.dossier, officer, "at_receipt")
            intake.accept(dossier=self.dossier, officer=officer)
        return self

    def transfer(self) -> "Drive":
        with pretend(self.at):
            officer = somebody(self.dossier.receiving_agency, Duty.DESK_OFFICER)
            intake.transfer(dossier=self.dossier, officer=officer)
        return self

    def finish_steps(self, most: int = 99) -> "Drive":
        """Does the open steps one after another by their own people, `most` of them at the most."""
        while most and self.dossier.state == State.PROCESSING and (task := self._next_task()) is not None:
            self.wait(self.chance.randint(20, 120))
            with pretend(self.at):
                do_step(task)
            self.dossier = Dossier.objects.get(pk=self.dossier.pk)
            most -= 1
        return self

    def give_back(self) -> "Drive":
        """The desk hands over the result."""
        from dossiers import letters

        with pretend(self.at):
            officer = somebody(self.dossier.receiving_agency, Duty.DESK_OFFICER)
            pay(self.dossier, officer, "at_return")
            for result in self.dossier.results.filter(file=None):
                letters.draw_result(result)
            fresh = Dossier.objects.get(pk=self.dossier.pk)
            if fresh.state == State.COMPLETED:
                results.return_result(
                    dossier=fresh,
                    officer=officer,
                    receiver=fresh.owner.name,
                    receiver_number=fresh.owner.identifier,
                )
            self.dossier = fresh
        return self

    def _next_task(self) -> Task | None:
        return (
            Task.objects.filter(dossier=self.dossier, ended_at=None)
            .exclude(kind=TaskKind.DESK)
            .select_related("dossier__version", "dossier__procedure", "agency")
            .order_by("id")
            .first()
        )


def draft(
    *,
    procedure: Procedure,
    party: Party,
    user: User,
    commune: str,
    at: datetime,
    paper: StoredFile | None = None,
    seed: int = 1,
    answers: dict[str, Any] | None = None,
    return_method: str = "online",
) -> Drive:
    """A complete draft: answers, every required paper (as `paper`), the way to receive the result."""
    with pretend(at):
        dossier = drafts.open_draft(user=user, owner=party, submitter=party, procedure=procedure)
        told = definition(dossier.version)
        filled = sample_answers(told, seed=seed, commune=commune, known=answers)
        drafts.save_answers(dossier=dossier, answers=filled, return_method=return_method)
        for asked in eform.papers_asked(told, filled):
            if paper is not None and asked.required:
                papers.add_page(
                    dossier=dossier, user=user, paper_id=asked.id, file=paper, name=f"{asked.name}.jpg"
                )
    return Drive(dossier, at, random.Random(seed))  # noqa: S311


def submit(drive: Drive, user: User) -> Drive:
    """Sends it; where the declaration is signed on the net, people without a certificate go to the desk instead."""
    if definition(drive.dossier.version).form.signed and not declared.standing(drive.dossier).signed:
        Dossier.objects.filter(pk=drive.dossier.pk).update(channel=Channel.IN_PERSON)
    with pretend(drive.at):
        submission.submit(dossier=drive.dossier, user=user)
    return drive


def somebody(agency: Agency | None, duty: str) -> Officer:
    """A person who has the duty at the agency today."""
    assert agency is not None
    found = Officer.objects.filter(agency=agency, duties__contains=[duty], valid_to=None)
    officer = found.select_related("user", "agency").order_by("id").first()
    if officer is None:
        raise LookupError(f"{agency}: nobody is {duty}")
    return officer


def pay(dossier: Dossier, officer: Officer, timing: str) -> None:
    """Settles what is due at that moment, in cash."""
    from dossiers.services import money

    for charge in charges_of(dossier.reference):
        if charge.timing == timing and charge.settled_at is None:
            money.take_payment(
                dossier=dossier, officer=officer, charge=charge, method="cash", key=f"cash:{charge.pk}"
            )


def do_step(task: Task) -> Dossier:
    """The right person does the step: an opinion, a draft and its submission, an approval, an issue."""
    officer = task.officer or somebody(task.agency, task.duty)
    if task.kind == TaskKind.CONSULT:
        return processing.finish_task(task=task, officer=officer, note="Nhất trí, không có ý kiến khác.")
    if task.kind == TaskKind.LETTER:
        supplement_drafts.approve_supplement(dossier=task.dossier, officer=officer)
        return task.dossier
    if task.kind == TaskKind.APPROVE:
        return processing.approve(task=task, officer=officer)
    if task.kind == TaskKind.ISSUE:
        return results.issue(task=task, officer=officer)
    told = definition(task.dossier.version)
    step = told.step(task.step_id)
    if step is not None and step.produces == "result":
        results.draft_result(dossier=task.dossier, officer=officer, fields=result_fields(task.dossier))
    return processing.finish_task(task=task, officer=officer, note="Đã thẩm tra, đủ điều kiện.")


def result_fields(dossier: Dossier) -> dict[str, Any]:
    """The fields that an officer fills in, plausibly."""
    told = definition(dossier.version)
    fields: dict[str, Any] = {}
    for wanted in told.result.fields:
        if wanted.source.startswith("answers."):
            question = told.question(wanted.source.removeprefix("answers."))
            assert question is not None
            as_is = dossier.answers.get(question.id, "")
            fields[wanted.id] = as_is if wanted.kind == "date" else eform.text_of(question, dossier.answers)
        elif wanted.source == "officer":
            fields[wanted.id] = now().date().isoformat() if wanted.kind == "date" else "Theo hồ sơ"
    return fields
