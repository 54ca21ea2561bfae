"""A chunk of generated dossiers: lots drawn for all of it at once, rows filled in for each plan in one go."""

import hashlib
from binascii import hexlify
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from django.db import models
from numpy.typing import NDArray

from dossiers.clock import term
from dossiers.generating.frequency import shares
from dossiers.generating.moments import Moments, Times, stored
from dossiers.generating.names import by_shape, number_of
from dossiers.generating.plans import DIGEST, MODELS, Plan
from dossiers.generating.scripts import Script
from dossiers.generating.stencils import Bytes, big, digits, small
from dossiers.models import Dossier, DossierResult, JournalEntry, Slip, Task
from portal.accounts.models import Party
from portal.agencies.queries import profile
from portal.calendars.working_time import Limit

_WORDS = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
_SLOW = 30  # times as long, for one life in sixteen
_OPEN_MINUTES = 4600  # an open dossier's last act is at most so many working minutes old
_NEXT_DAY = Limit(1, "working_day")
_EPOCH_DAY_2000 = 10_957
MOST_A_DAY = 9999
Numbers = NDArray[np.int64]
Table = type[models.Model]


@dataclass
class Rows:
    """Rows of one chunk in the order of submission, for each table."""

    size: int
    tables: dict[Table, list[tuple[Bytes, Numbers]]] = field(default_factory=dict)

    def put(self, model: Table, rows: Bytes, places: Numbers) -> None:
        """A rectangle of rows; `places` is where each belongs."""
        self.tables.setdefault(model, []).append((rows, places))

    def of(self, model: Table) -> memoryview:
        """All of a table's rows, as COPY takes them."""
        rectangles = self.tables.pop(model, [])
        widths = np.zeros(self.size, dtype=np.int64)
        for rows, places in rectangles:
            widths[places] = rows.shape[1]
        ends = np.cumsum(widths)
        among = np.empty(int(ends[-1]), dtype=np.uint8)
        starts = ends - widths
        for rows, places in rectangles:
            solid = f"V{rows.shape[1]}"
            begins = len(among) - rows.shape[1] + 1  # a row may begin at every byte
            np.ndarray(begins, solid, among, strides=(1,))[starts[places]] = rows.view(solid)[:, 0]
        return among.data


@dataclass
class Lots:
    """What chance has decided for the dossiers of a chunk, sorted by plan and then by time."""

    script: Numbers
    length: Numbers
    start: Numbers
    slow: Numbers
    place: Numbers  # in the order of submission

    def groups(self) -> list[slice]:
        """Neighbours with one plan."""
        plan = self.script * 64 + self.length
        edges = [0, *(np.flatnonzero(np.diff(plan)) + 1).tolist(), len(plan)]
        return [slice(a, b) for a, b in pairwise(edges)]


class Writer:
    """Writes the dossiers of all desks; the same seed writes the same history."""

    def __init__(
        self,
        moments: Moments,
        scripts: list[Script],
        user_id: int,
        file_id: int,
        seed: int,
        keys: dict[Table, int],
    ) -> None:
        self.moments, self.scripts = moments, scripts
        self.keys = keys  # the next of each table
        self.user_id, self.file_id = user_id, file_id
        self.chance = np.random.default_rng(seed)
        self.weights = shares(scripts)
        stands = np.array(
            [not script.at_once for script in scripts]
        )  # what is given at once never stands open
        self.open_weights = self.weights * stands / (self.weights * stands).sum()
        self.limits = [term(script.definition.limits.for_(script.channel, "")) for script in scripts]
        self.acts = np.array([len(script.acts) for script in scripts])
        shapes = by_shape()
        often = np.array([len(names.name) for names in shapes.values()])
        self.names = list(shapes.items())
        self.shapes = self.chance.choice(len(shapes), size=len(scripts), p=often / often.sum())
        self._stands = self.chance.choice([1, 1, 2, 3, 3, 4, 4, 99], size=(len(scripts), 2))
        self.receipt_minutes = profile().receipt_minutes
        self.serials: dict[tuple[str, int], int] = {}
        self._plans: dict[tuple[int, int], Plan] = {}

    def ended(self, count: int, part: float, share: float) -> Lots:
        """Lives that are over, begun between these parts (0 to 1) of the history."""
        script = self.chance.choice(len(self.scripts), size=count, p=self.weights)
        longest = _SLOW * max(sum(act.minutes for act in one.acts) for one in self.scripts)
        last = max(self.moments.now_minute - longest - 1, 1)
        low, high = int(last * part), max(int(last * (part + share)), int(last * part) + 1)
        return self._lots(script, self.acts[script], self.chance.integers(low, high, size=count))

    def open(self, count: int) -> Lots:
        """Lives that stand at some act, which was not long ago; those of one script at two places of its way."""
        script = self.chance.choice(len(self.scripts), size=count, p=self.open_weights)
        stands = self._stands[script, self.chance.integers(0, 2, size=count)]
        length = np.minimum(stands, self.acts[script] - 1)
        taken = self._offsets()[script, length - 1] + self.chance.integers(1, _OPEN_MINUTES, size=count)
        return self._lots(script, length, self.moments.now_minute - taken, hurried=True)

    def _lots(self, script: Numbers, length: Numbers, start: Numbers, *, hurried: bool = False) -> Lots:
        count = len(script)
        slow = np.ones(count, dtype=np.int64)
        if not hurried:
            slow[self.chance.random(count) < 1 / 16] = _SLOW
        order = np.lexsort((start, length, script))
        place = np.empty(count, dtype=np.int64)
        place[np.argsort(start[order], kind="stable")] = np.arange(count)
        return Lots(script[order], length[order], start[order], slow[order], place)

    def _offsets(self) -> Numbers:
        found = np.zeros((len(self.scripts), int(self.acts.max())), dtype=np.int64)
        for n, script in enumerate(self.scripts):
            found[n, : len(script.acts)] = np.cumsum([act.minutes for act in script.acts])
        return found

    def write(self, lots: Lots) -> Rows:
        """All rows of these lives."""
        rows = Rows(len(lots.script))
        serials = self._serials(lots)
        groups = [
            Group(self, self._plan(int(lots.script[group.start]), int(lots.length[group.start])), lots, group)
            for group in lots.groups()
        ]
        keys: dict[Table, Numbers] = {model: self._number(model, groups, rows.size) for model in MODELS}
        for group, places in zip(groups, lots.groups(), strict=True):
            group.write(rows, serials[places], keys)
        return rows

    def _number(self, model: Table, groups: list["Group"], size: int) -> Numbers:
        """The key of each dossier's first row in the table; keys follow the order of submission."""
        wanted = np.zeros(size, dtype=np.int64)
        for group in groups:
            wanted[group.places] = group.wanted(model)
        first = self.keys[model] + np.cumsum(wanted) - wanted
        self.keys[model] += int(wanted.sum())
        return first

    def _serials(self, lots: Lots) -> Numbers:
        """The number of each dossier among those that its desk accepts that day. Raises OverflowError."""
        offsets = self._offsets()[lots.script, np.minimum(lots.length, 2) - 1]
        accepted = lots.start + offsets * lots.slow
        day = self.moments.day(self.moments.at[accepted])
        codes = sorted({script.desk.code for script in self.scripts})
        desks = np.array([codes.index(script.desk.code) for script in self.scripts])[lots.script]
        key = desks * 1_000_000 + day
        key[lots.length < 2] = -1
        order = np.lexsort((accepted, key))
        found = np.empty(len(key), dtype=np.int64)
        kinds, begins, counts = np.unique(key[order], return_index=True, return_counts=True)
        for kind, begin, count in zip(kinds.tolist(), begins.tolist(), counts.tolist(), strict=True):
            if kind < 0:
                continue
            known = (codes[kind // 1_000_000], kind % 1_000_000)
            before = self.serials.get(known, 0)
            found[order[begin : begin + count]] = np.arange(before + 1, before + count + 1)
            self.serials[known] = before + count
            if before + count > MOST_A_DAY:
                raise OverflowError("Quá 9.999 hồ sơ một ngày tại một nơi: giảm số hồ sơ cần tạo.")
        return found

    def _plan(self, script: int, length: int) -> Plan:
        if (script, length) not in self._plans:
            shape = self.names[self.shapes[script]][0]
            self._plans[script, length] = Plan(
                self.scripts[script], length, shape, self.user_id, self.file_id
            )
        return self._plans[script, length]


class Group:
    """The dossiers of one plan in one chunk."""

    def __init__(self, writer: Writer, plan: Plan, lots: Lots, group: slice) -> None:
        self.writer, self.plan, self.moments = writer, plan, writer.moments
        self.places = lots.place[group]
        self.count = len(self.places)
        self.script = int(lots.script[group.start])
        self.minutes = [lots.start[group] + n * lots.slow[group] for n in plan.minutes]
        self.at = [self.moments.at[minutes] for minutes in self.minutes]
        self.due = self.moments.due(self.minutes[1], writer.limits[self.script]) if plan.accepted else None
        self.names = writer.names[writer.shapes[self.script]][1]
        # three people for five dossiers; who comes twice is written with the first
        self.who = np.arange(self.count) * 3 // 5
        self.new = np.diff(self.who, prepend=-1)
        self.values: dict[str, Bytes] = {}

    def wanted(self, model: Table) -> "int | Numbers":
        """How many rows of the table each dossier has."""
        return self.new if model is Party else self.plan.rows.get(model, 1)

    def write(self, rows: Rows, serials: Numbers, keys: dict[Table, Numbers]) -> None:
        """Puts the rows of these dossiers among those of the chunk; `keys` of their first rows."""
        plan, places = self.plan, self.places
        self.id = keys[Dossier][places]
        self.values |= {"id": big(self.id), "reference": _reference(self.id)}
        for n, minutes in enumerate(self.minutes):
            self.values[f"at {n}"] = self.moments.stored_at.take(minutes, axis=0)
        if self.due is not None:
            self.values |= {"due": stored(self.due), "due told": self.moments.told(self.due)}
            self.values |= {"day": self.moments.short_day(self.at[1]), "serial": digits(serials, 4)}
        self._persons(rows, keys[Party][places])
        self._chain()
        entry = keys[JournalEntry][places]
        self.values |= {f"entry {n}": big(entry + n) for n in range(plan.length)}
        rows.put(JournalEntry, plan.tables[JournalEntry].filled(self.count, self.values), places)
        self._tasks(rows, keys[Task][places])
        if plan.receipt:
            self.values["slip"] = big(keys[Slip][places])
            rows.put(Slip, plan.tables[Slip].filled(self.count, self.values), places)
        if plan.completed is not None:
            self._results(rows, plan.completed, keys[DossierResult][places])

    def _persons(self, rows: Rows, keys: Numbers) -> None:
        new = np.flatnonzero(self.new)
        person = keys[new]
        chosen = self.writer.chance.integers(0, len(self.names.name), size=len(new))
        number, born = number_of(person, female=self.plan.shape.female)
        chosen_names = {
            form: getattr(self.names, form).take(chosen, axis=0) for form in ("name", "fold", "sort")
        }
        told = chosen_names | {
            "person": big(person), "number": number, "born": born,
            "phone": digits(900_000_000 + person % 100_000_000, 10),
        }  # fmt: skip
        at = {"at 0": self.values["at 0"][new]}
        rows.put(Party, self.plan.tables[Party].filled(len(new), told | at), self.places[new])
        self.values |= {name: value.take(self.who, axis=0) for name, value in told.items()}

    def _chain(self) -> None:
        """The hash of each act over its words and the hash before (promise P3)."""
        sha256 = hashlib.sha256
        for n, minutes in enumerate(self.minutes):
            self.values[f"told {n}"] = self.moments.told_at.take(minutes, axis=0)
            words = self.plan.told[n].filled(self.count, self.values)
            each: list[bytes] = words.view(f"V{words.shape[1]}")[:, 0].tolist()
            found = b"".join([sha256(one).digest() for one in each])
            self.values[f"hash {n}"] = _rows_of(found, DIGEST)
            self.values[f"hash {n} told"] = _rows_of(hexlify(found), 2 * DIGEST)

    def _tasks(self, rows: Rows, first: Numbers) -> None:
        """The steps, and the dossier itself, which knows the open ones."""
        until = self._until()
        self.values |= {f"until {j}": stored(moment) for j, moment in enumerate(until)}
        self.values |= {f"task {j}": big(first + j) for j in range(len(until))}
        rows.put(Task, self.plan.tables[Task].filled(self.count, self.values), self.places)
        self._dossiers(rows, [until[j] for j, step in enumerate(self.plan.steps) if step.ended is None])

    def _until(self) -> list[Times]:
        """The due moment of each step (dossiers.clock)."""
        found = []
        for step in self.plan.steps:
            begun = self.minutes[step.begun]
            if step.share is not None:
                share = self.moments.at[begun + step.share]
                assert self.due is not None
                ahead = self.due > self.at[step.begun]
                found.append(np.where(ahead, np.minimum(share, self.due), share))
            elif step.step_id == "accept":
                found.append(self.moments.at[begun + self.writer.receipt_minutes])
            elif step.step_id == "transfer" or self.plan.script.at_once:
                found.append(self.moments.handed_over_by(begun))
            else:
                found.append(self.moments.due(begun, _NEXT_DAY, "civil"))
        return found

    def _dossiers(self, rows: Rows, until: list[Times]) -> None:
        """Of several open steps the one due first gives the next moment, the leading one the holder."""
        if not until:
            self._put_dossiers(rows, np.arange(self.count), 0, 0)
            return
        due = np.array(until)
        lead = np.array([not step.lead for step in self.plan.open])[:, None]
        order = np.lexsort((due, np.broadcast_to(lead, due.shape)), axis=0)
        self.values["next due"] = stored(due.min(axis=0))
        holder = order[0]
        # as min() over the steps in that order: of equal moments the one that comes first in it
        ranked = np.take_along_axis(due, order, axis=0)
        soonest = order[ranked.argmin(axis=0), np.arange(self.count)]
        for choice in sorted(set(zip(soonest.tolist(), holder.tolist(), strict=True))):
            which = np.flatnonzero((soonest == choice[0]) & (holder == choice[1]))
            self._put_dossiers(rows, which, *choice)

    def _put_dossiers(self, rows: Rows, which: Numbers, soonest: int, holder: int) -> None:
        whole = len(which) == self.count
        values = self.values if whole else {name: value[which] for name, value in self.values.items()}
        filled = self.plan.dossier(soonest, holder).filled(len(which), values)
        rows.put(Dossier, filled, self.places[which])

    def _results(self, rows: Rows, issued: int, key: Numbers) -> None:
        day = self.moments.day(self.at[issued]) - _EPOCH_DAY_2000
        gen = np.broadcast_to(np.frombuffer(b"gen", dtype=np.uint8), (self.count, 3))
        self.values |= {
            "result": big(key), "issued": small(day), "result number": digits(self.id, 10),
            "verify key": np.hstack([gen, digits(np.zeros(self.count, dtype=np.int64), 11), digits(self.id, 18)]),
        }  # fmt: skip
        filled = self.plan.tables[DossierResult].filled(self.count, self.values)
        rows.put(DossierResult, filled, self.places)


def _rows_of(found: bytes, width: int) -> Bytes:
    return np.frombuffer(found, dtype=np.uint8).reshape(-1, width)


def _reference(key: Numbers) -> Bytes:
    """A temporary reference that no real one can have: its time part is zero."""
    shifts = np.arange(75, -1, -5, dtype=np.int64)
    shown = np.where(shifts < 60, key[:, None] >> np.minimum(shifts, 60), 0) & 31
    solid = np.broadcast_to(np.frombuffer(b"T-0000000000", dtype=np.uint8), (len(key), 12))
    return np.hstack([solid, _WORDS[shown]])
