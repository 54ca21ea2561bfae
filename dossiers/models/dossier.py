"""The dossier: its state, its people, its places, its moments."""

from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from dossiers.models.answers import AnswersField
from dossiers.models.digest import DigestField
from dossiers.states import OPEN, State
from portal.accounts.models import Party, User
from portal.agencies.models import Agency, Officer
from portal.documents.models import new_ulid
from procedures.models import Procedure, ProcedureVersion


class Channel(models.TextChoices):
    """KenhThucHien of the national sync: 1 at the desk, 2 online, 3 by post."""

    IN_PERSON = "in_person", "Tại quầy"
    ONLINE = "online", "Trực tuyến"
    POSTAL = "postal", "Bưu chính"


AT_DESK = (Channel.IN_PERSON, Channel.POSTAL)
"""Papers that somebody else types in: at the counter, or what the post brought."""


class ReturnMethod(models.TextChoices):
    ONLINE = "online", "Nhận bản điện tử"
    IN_PERSON = "in_person", "Nhận tại quầy"
    POSTAL = "postal", "Nhận qua bưu chính"


class HolderKind(models.TextChoices):
    APPLICANT = "applicant", "Người nộp"
    TEAM = "team", "Nhóm"
    OFFICER = "officer", "Cán bộ"
    NOBODY = "", "–"


# Words of the owner's name, each after the key of either agency ("60:an"); of ended dossiers only.
FOUND_BY = Func(
    F("state"), F("receiving_agency"), F("competent_agency"), F("owner_fold"), function="dossier_found_by"
)


def new_reference() -> str:
    """The temporary reference of a dossier that has no code yet (domain.md §3); never reused as a code."""
    return f"T-{new_ulid()}"


FILED_FOR_ANOTHER = ~Q(submitter=F("owner"))
"""Whose submitter is somebody else: only these have to be looked for by their submitter."""


class Dossier(FSMModelMixin, models.Model):
    """One request from draft to returned result. Moves change the state and nothing else."""

    reference = models.CharField("mã tạm", max_length=28, unique=True, default=new_reference)
    code = models.CharField("mã hồ sơ", max_length=52, unique=True, null=True, blank=True)
    state = FSMField("trạng thái", default=State.DRAFT, choices=State, protected=True)
    revision = models.PositiveIntegerField(default=0)
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="dossiers", db_index=False)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="dossiers")
    case = models.CharField("trường hợp", max_length=40, blank=True, default="", db_default="")

    # Keys without an index of their own (db_index=False) lead one of Meta.indexes.
    owner = models.ForeignKey(
        Party, models.PROTECT, related_name="dossiers_owned", verbose_name="chủ hồ sơ", db_index=False
    )
    submitter = models.ForeignKey(
        Party, models.PROTECT, related_name="dossiers_filed", verbose_name="người nộp", db_index=False
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    owner_name = models.CharField("tên chủ hồ sơ lúc nộp", max_length=300, blank=True)
    owner_fold = models.CharField(max_length=300, blank=True)
    owner_number = models.CharField("số định danh lúc nộp", max_length=14, blank=True)
    contact_phone = models.CharField("điện thoại liên hệ", max_length=15, blank=True)
    contact_email = models.EmailField("thư điện tử liên hệ", blank=True, default="", db_default="")
    channel = models.CharField("kênh", max_length=10, choices=Channel, default=Channel.ONLINE)
    is_test = models.BooleanField("hồ sơ thử", default=False, db_default=False)

    answers = AnswersField("nội dung khai", default=dict)
    summary = models.CharField("trích yếu", max_length=1000, blank=True)
    return_method = models.CharField("cách nhận kết quả", max_length=10, choices=ReturnMethod, blank=True)
    return_address = models.CharField("nơi nhận", max_length=400, blank=True, default="", db_default="")

    receiving_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="dossiers_received", db_index=False
    )
    competent_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="dossiers_decided", db_index=False
    )

    created_at = models.DateTimeField("lập lúc", default=timezone.now)
    touched_at = models.DateTimeField("sửa lúc", default=timezone.now)
    submitted_at = models.DateTimeField("nộp lúc", null=True)
    registered_at = models.DateTimeField("đồng hồ tiếp nhận chạy từ", null=True)
    received_at = models.DateTimeField("tiếp nhận lúc", null=True)
    finished_at = models.DateTimeField("xử lý xong lúc", null=True)
    returned_at = models.DateTimeField("trả lúc", null=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True)

    # Caches, written by _step.py from facts; the law is in dossiers/clock.py and dossiers/holding.py.
    due_at = models.DateTimeField("hẹn trả", null=True)
    original_due_at = models.DateTimeField("hẹn trả lần đầu", null=True)
    next_due_at = models.DateTimeField("mốc kế tiếp", null=True)
    next_due_for = models.CharField("việc của mốc", max_length=20, blank=True)
    holder_kind = models.CharField(max_length=10, choices=HolderKind, blank=True)
    holder_agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False)
    holder_duty = models.CharField(max_length=24, blank=True)
    holder_officer = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", db_index=False)
    held_since = models.DateTimeField(null=True)
    state_before = models.CharField(max_length=24, blank=True, default="", db_default="")
    journal_number = models.PositiveIntegerField(default=0)
    journal_hash = DigestField(blank=True, default="")

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=OPEN) | (~Q(holder_kind="") & Q(next_due_at__isnull=False)),
                name="open_dossier_has_a_holder_and_a_due_moment",
            ),
            models.CheckConstraint(
                condition=~Q(holder_kind="officer") | Q(holder_officer__isnull=False),
                name="held_by_officer_names_the_officer",
            ),
            models.CheckConstraint(
                condition=~Q(holder_kind="team") | (Q(holder_agency__isnull=False) & ~Q(holder_duty="")),
                name="held_by_team_names_the_team",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(code__isnull=False),
                name="accepted_dossier_has_a_code",
            ),
        ]
        indexes = [
            models.Index(
                fields=["receiving_agency", "next_due_at", "id"],
                condition=Q(state__in=OPEN, is_test=False),
                name="open_by_desk",
            ),
            models.Index(
                fields=["competent_agency", "next_due_at", "id"],
                condition=Q(state__in=OPEN, is_test=False),
                name="open_by_agency",
            ),
            models.Index(
                fields=["receiving_agency", "state", "next_due_at", "id"],
                condition=Q(state__in=OPEN, is_test=False),
                name="open_by_desk_and_state",
            ),
            models.Index(
                fields=["competent_agency", "state", "next_due_at", "id"],
                condition=Q(state__in=OPEN, is_test=False),
                name="open_by_agency_and_state",
            ),
            models.Index(
                fields=["holder_agency", "holder_duty", "next_due_at", "id"],
                condition=Q(state__in=OPEN, is_test=False),
                name="open_by_team",
            ),
            models.Index(
                fields=["holder_officer", "next_due_at", "id"],
                condition=Q(state__in=OPEN, is_test=False),
                name="open_by_officer",
            ),
            models.Index(fields=["next_due_at", "id"], condition=Q(state__in=OPEN), name="open_by_next_due"),
            models.Index(
                fields=["procedure", "state"],
                condition=Q(state__in=[State.DRAFT, *OPEN]),
                name="living_by_procedure",
            ),
            models.Index(fields=["owner", "-id"], name="dossiers_of_owner"),
            models.Index(
                fields=["submitter", "-id"], condition=FILED_FOR_ANOTHER, name="dossiers_filed_for_another"
            ),
            models.Index(fields=["owner_number", "-id"], name="dossiers_by_number"),
            models.Index(
                fields=["contact_phone", "-id"], condition=~Q(contact_phone=""), name="dossiers_by_phone"
            ),
            GinIndex(FOUND_BY, fastupdate=False, name="dossiers_by_name"),
            models.Index(fields=["receiving_agency", "-received_at", "-id"], name="register_of_desk"),
            BrinIndex(fields=["finished_at", "ended_at"], name="over_in_time", pages_per_range=32),
        ]

    def __str__(self) -> str:
        return self.shown_code

    @property
    def shown_code(self) -> str:
        """What people call it: the code, before acceptance the temporary reference."""
        return self.code or self.reference

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    # Moves -----------------------------------------------------------------------------------------------

    @transition(field=state, source=State.DRAFT, target=State.REGISTERED)
    def submit(self) -> None:
        """The applicant sends the dossier; the receipt clock starts (QN-13.2a)."""

    @transition(field=state, source=State.REGISTERED, target=State.ACCEPTED)
    def accept(self) -> None:
        """The desk finds it complete, gives it a code and an appointment."""

    @transition(field=state, source=[State.REGISTERED, State.SUPPLEMENT_REQUIRED], target=State.NOT_ACCEPTED)
    def refuse(self) -> None:
        """The desk will not take it, with a written reason."""

    @transition(field=state, source=State.ACCEPTED, target=State.PROCESSING)
    def transfer(self) -> None:
        """The desk hands it to the competent agency; the first steps begin."""

    @transition(field=state, source=[State.REGISTERED, State.PROCESSING], target=State.SUPPLEMENT_REQUIRED)
    def request_supplement(self) -> None:
        """The officer asks for papers; the clock stops."""

    @transition(
        field=state, source=State.SUPPLEMENT_REQUIRED, target=RETURN_VALUE(State.REGISTERED, State.PROCESSING)
    )
    def supply(self) -> str:
        """The applicant has answered: back to the desk if it was never accepted, else to work."""
        return State.PROCESSING if self.received_at else State.REGISTERED

    @transition(
        field=state,
        source=[State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED],
        target=RETURN_VALUE(State.NOT_ACCEPTED, State.STOPPED),
    )
    def lapse(self) -> str:
        """The applicant did not answer within the term."""
        return State.STOPPED if self.received_at else State.NOT_ACCEPTED

    @transition(field=state, source=[State.REGISTERED, State.PROCESSING], target=State.PAYMENT_REQUIRED)
    def request_payment(self) -> None:
        """Work waits for money; the clock stops."""

    @transition(
        field=state, source=State.PAYMENT_REQUIRED, target=RETURN_VALUE(State.REGISTERED, State.PROCESSING)
    )
    def settle(self) -> str:
        """The money has come: back to where it was."""
        return State.PROCESSING if self.received_at else State.REGISTERED

    @transition(field=state, source=[State.ACCEPTED, State.PROCESSING], target=State.COMPLETED)
    def complete(self) -> None:
        """The result is issued and lies ready."""

    @transition(field=state, source=State.COMPLETED, target=State.RETURNED)
    def return_result(self) -> None:
        """The person has the result. Being late never blocks this."""

    @transition(
        field=state,
        source=[State.ACCEPTED, State.PROCESSING, State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED],
        target=State.STOPPED,
    )
    def stop(self) -> None:
        """The agency stops, with a legal reason and in writing."""

    @transition(
        field=state,
        source=[
            State.REGISTERED,
            State.ACCEPTED,
            State.PROCESSING,
            State.SUPPLEMENT_REQUIRED,
            State.PAYMENT_REQUIRED,
        ],
        target=State.WITHDRAWAL_REQUESTED,
    )
    def request_withdrawal(self) -> None:
        """The applicant wants it back."""

    @transition(field=state, source=State.WITHDRAWAL_REQUESTED, target=State.STOPPED)
    def confirm_withdrawal(self) -> None:
        """The office gives it back."""

    @transition(
        field=state,
        source=State.WITHDRAWAL_REQUESTED,
        target=RETURN_VALUE(
            State.REGISTERED,
            State.ACCEPTED,
            State.PROCESSING,
            State.SUPPLEMENT_REQUIRED,
            State.PAYMENT_REQUIRED,
        ),
    )
    def decline_withdrawal(self) -> str:
        """Too late: the work goes on where it was."""
        return self.state_before


class CodeCounter(models.Model):
    """The last sequence given on one day by one agency, or in one of its books of a year.

    Its row is the lock (domain.md §3).
    """

    agency_code = models.CharField(max_length=35)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency_code", "day"], name="one_counter_per_agency_day")
        ]
