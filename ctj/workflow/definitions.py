"""What a track, register, guard, clock or code list says, once it has been read and checked.

Everything here is frozen: a definition is compiled once per content hash and shared by threads.
The files are read by ``ctj.workflow.reader``; nothing here knows YAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .screening.definitions import Screening

StateKind = Literal["start", "working", "waiting", "parked", "done"]
Unit = Literal["case", "accused", "victim", "witness", "request"]

#: When-conditions: form field or overlay switch -> accepted values. All entries must hold.
When = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class TodayEntry:
    """On whose Today page a state shows, and under which heading."""

    roles: tuple[str, ...]
    heading: str


@dataclass(frozen=True)
class State:
    """Where a track can stand; ``clock`` is the one whose end fills {date} in the label."""

    id: str
    label: str
    kind: StateKind
    groups: frozenset[str] = frozenset()
    stage: str | None = None
    mark: str | None = None
    today: tuple[TodayEntry, ...] = ()
    clock: str | None = None

    @property
    def is_done(self) -> bool:
        return self.kind == "done"


@dataclass(frozen=True)
class Field:
    """One question of a form or one column of a register.

    ``type`` is one of text, ref, note, date, yn, code, money, num, place, subj, user, org, row,
    rowref, doc, case, request, event (process.md section 0; a rowref names a row that exists).
    ``lists`` names code lists (their union). ``identifying`` values go to the vault; ``group`` is
    the identity field group they belong to. ``seen_by`` is the field group of roles.yaml whose
    readers may see the answer.
    """

    id: str
    label: str
    type: str
    required: bool = False
    identifying: bool = False
    group: str | None = None
    lists: tuple[str, ...] = ()
    kind: str | None = None
    register: str | None = None
    many: bool = False
    mode: str = "add"
    sets_status: str | None = None
    status_from: str | None = None
    statuses: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    help: str | None = None
    when: When = field(default_factory=dict)
    minimum: int | None = None
    maximum: int | None = None
    sets: Mapping[str, Any] = field(default_factory=dict)
    fills: Mapping[str, Any] = field(default_factory=dict)
    pick: tuple[str, ...] = ()
    fill: str | None = None
    passed_on: bool = False
    per_subject: bool = False
    seen_by: str | None = None

    @property
    def sealed(self) -> bool:
        """Sealed with the case key: outside references and narrative (DESIGN section 4)."""
        return self.type in ("ref", "note")


@dataclass(frozen=True)
class GuardUse:
    """A guard as one transition names it, with its arguments."""

    guard: str
    args: Mapping[str, Any] = field(default_factory=dict)
    when: When = field(default_factory=dict)
    sentence: str | None = None


@dataclass(frozen=True)
class ClockUse:
    """A clock as one transition names it; a matter (``informed_of``) under ``tell``."""

    clock: str
    when: When = field(default_factory=dict)


@dataclass(frozen=True)
class ClockEffects:
    """The clocks column of a transition; ``cancel_all_but`` is None where it is not said."""

    start: tuple[ClockUse, ...] = ()
    stop: tuple[ClockUse, ...] = ()
    pause: tuple[ClockUse, ...] = ()
    resume: tuple[ClockUse, ...] = ()
    extend: tuple[ClockUse, ...] = ()
    cancel: tuple[ClockUse, ...] = ()
    cancel_all_but: tuple[str, ...] | None = None
    tell: tuple[ClockUse, ...] = ()


@dataclass(frozen=True)
class FactEffect:
    """How one fact is set: by the event's date, a field, a fixed value, a function, or cleared.

    ``unit`` is None for the track's own unit, else the unit of another subject ('victim').
    ``how`` is one of date, field, value, clear, function, rows.
    """

    fact: str
    how: str
    unit: str | None = None
    argument: str | None = None
    args: tuple[str, ...] = ()
    when: When = field(default_factory=dict)


@dataclass(frozen=True)
class FormPage:
    """One page of a long form: a group of questions under a title."""

    title: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Transition:
    """A step of a track; ``to`` is None for an act (the state stays).

    ``source_status`` is verified or unverified where ``source`` cites law or a standard, else ''.
    """

    id: str
    label: str
    from_states: tuple[str, ...]
    to: str | None
    who: tuple[str, ...]
    form: tuple[Field, ...] = ()
    pages: tuple[FormPage, ...] = ()
    needs: tuple[GuardUse, ...] = ()
    warns: tuple[GuardUse, ...] = ()
    clocks: ClockEffects = field(default_factory=ClockEffects)
    facts: tuple[FactEffect, ...] = ()
    row_effects: tuple[Mapping[str, Any], ...] = ()
    creates_track: bool = False
    creates: str | None = None
    fired_by: tuple[str, ...] = ()
    fires: tuple[str, ...] = ()
    only_fired_by: bool = False
    joint: bool = False
    adds_subject: str | None = None
    fires_for: str | None = None
    occurred_label: str | None = None
    occurred_help: str | None = None
    proposed: bool = False
    source: str = ""
    source_status: str = ""
    line: int = 0
    file: str = ""

    @property
    def is_act(self) -> bool:
        return self.to is None and not self.creates_track

    def field(self, field_id: str) -> Field | None:
        return next((f for f in self.form if f.id == field_id), None)


@dataclass(frozen=True)
class TrackDefinition:
    """One version of a track, named by the hash of its content (its file and ``common``)."""

    id: str
    label: str
    runs_for: Unit
    components: tuple[int, ...]
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    groups: Mapping[str, frozenset[str]]
    hash: str
    source: str = ""
    file: str = ""

    def allowed_from(self, state: str | None) -> tuple[Transition, ...]:
        """Transitions that may start in ``state``, in file order (None: creating ones)."""
        if state is None:
            return tuple(t for t in self.transitions.values() if t.creates_track)
        return tuple(t for t in self.transitions.values() if state in t.from_states)


@dataclass(frozen=True)
class RegisterDefinition:
    """A list beside the tracks; ``moves`` binds changes of a row's status, not its beginning.

    ``append_only``: what a column holds is never replaced by a later event. ``one_of``: an added
    row has a value in at least one of these columns.
    """

    id: str
    label: str
    row_label: str
    of: tuple[str, ...]
    fields: tuple[Field, ...]
    statuses: Mapping[str, str]
    moves: Mapping[str, tuple[str, ...]]
    initial: str | None = None
    open_statuses: tuple[str, ...] = ()
    source: str = ""
    seen_by: str | None = None
    counts_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    append_only: bool = False
    one_of: tuple[str, ...] = ()

    def is_in(self, status: str | None, word: str) -> bool:
        """Whether a row with ``status`` counts as ``word``: its own id or one of ``counts_as``."""
        return status == word or (status is not None and word in self.counts_as.get(status, ()))

    def field(self, field_id: str) -> Field | None:
        return next((f for f in self.fields if f.id == field_id), None)


@dataclass(frozen=True)
class GuardDefinition:
    """What a guard asks, its sentence, and where the missing thing is entered."""

    id: str
    args: tuple[str, ...]
    sentence: str
    where: str
    source: str = ""
    source_status: str = ""
    true_when: str = ""
    placeholders: tuple[str, ...] = ()


@dataclass(frozen=True)
class OtherLength:
    """Another length of a clock, where a field of the form (or ``matter``) has such a value."""

    when: When
    length: int | None
    unit: str | None


@dataclass(frozen=True)
class ClockDefinition:
    """A time limit (process.md section 6). ``length`` None: none; ``length_from``: a form field.

    ``of`` person: stopped from any track of that person in the case. ``not_before``: a clock of the
    person whose end this one waits for.
    """

    id: str
    label: str
    kind: Literal["legal", "policy"]
    rules: tuple[str, ...]
    length: int | None
    unit: str | None
    length_from: str | None = None
    at_most: int | None = None
    instead: tuple[OtherLength, ...] = ()
    counts_from: str = "event"
    before: bool = False
    of: Literal["track", "person"] = "track"
    not_before: str | None = None
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    cancels: tuple[str, ...] = ()
    one_per: str | None = None
    owners: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    warn_then: tuple[str, ...] = ()
    on_breach: str = ""
    effect: str | None = None
    serves: str = ""
    note: str = ""
    status: str = "unverified"


@dataclass(frozen=True)
class Code:
    """One code of a list: for ever, and saying one thing (codelists.md 0.1)."""

    code: str
    label: str
    meaning: str
    parent: str | None = None
    sums: Mapping[str, str] = field(default_factory=dict)
    status: str = "unverified"
    maps: Mapping[str, Any] = field(default_factory=dict)
    valid_from: str | None = None
    valid_to: str | None = None
    replaced_by: str | None = None


@dataclass(frozen=True)
class CodeList:
    """A list of codes; ``main_field`` is the single value that returns take from a set."""

    id: str
    title: str
    codes: Mapping[str, Code]
    many: bool = False
    main_field: str | None = None
    version: int = 1


@dataclass(frozen=True)
class FactDefinition:
    """One fact of indicators.md 2.0.1. ``list`` is the first of its code ``lists``.

    ``type`` is one of date, yn, code, set, money, number, count, org, place, id, row.
    """

    unit: str
    fact: str
    type: str
    rule: str
    label: str
    meaning: str = ""
    list: str | None = None
    lists: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowFacts:
    """The small fact rows of a register (indicators.md 2.0.2): whose, and with which columns."""

    register: str
    of: tuple[str, ...]
    fields: Mapping[str, FactDefinition]


@dataclass(frozen=True)
class Role:
    """What kind of thing a person may do; for which case, the team says."""

    id: str
    label: str
    may: str
    may_not: str


@dataclass(frozen=True)
class Library:
    """All definitions in force, as read from ``workflows/``, plus stored older track versions.

    ``tracks`` holds the version in force per track id; ``by_hash`` every version known. ``source``:
    of a library in another language, the one in the words of the files.
    """

    tracks: Mapping[str, TrackDefinition]
    by_hash: Mapping[str, TrackDefinition]
    registers: Mapping[str, RegisterDefinition]
    guards: Mapping[str, GuardDefinition]
    clocks: Mapping[str, ClockDefinition]
    codes: Mapping[str, CodeList]
    facts: Mapping[tuple[str, str], FactDefinition]
    roles: Mapping[str, Role]
    field_groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    separations: tuple[tuple[str, str], ...] = ()
    row_facts: Mapping[str, RowFacts] = field(default_factory=dict)
    source: Library | None = field(default=None, repr=False, compare=False)
    screening: Screening | None = None
