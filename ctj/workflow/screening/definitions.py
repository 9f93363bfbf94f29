"""What the files of `workflows/screening/` say, once read: items, rule, forms. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Profiles of the lists: adult and child, labour and sexual exploitation (screening.md 5).
PROFILES = ("al", "cl", "as", "cs")
CHILD_PROFILES = frozenset({"cl", "cs"})
SEXUAL_PROFILES = frozenset({"as", "cs"})
#: What an answer may say about an item; the last three are open.
YES, NO, NOT_APPLICABLE = "yes", "no", "not_applicable"
UNKNOWN, REFUSED, NOT_ASKED = "unknown", "refused", "not_asked"
OPEN = frozenset({UNKNOWN, REFUSED, NOT_ASKED})


@dataclass(frozen=True)
class Dimension:
    """One of the six dimensions; ``element``: means or purpose."""

    code: str
    label: str
    question: str
    element: str


@dataclass(frozen=True)
class Item:
    """One thing that may be said. ``dimension`` is '' for a purpose item.

    ``strength``: S, M or W by profile; a profile that is absent does not count the item.
    ``basis`` and ``status`` say how far the strength can be trusted. ``also``: items that a yes
    answers too. ``ilo11``: numbers of the ILO's indicators of forced labour.
    """

    code: str
    dimension: str
    label: str
    asked: str = ""
    strength: Mapping[str, str] = field(default_factory=dict)
    basis: Mapping[str, str] = field(default_factory=dict)
    profiles: tuple[str, ...] = ()
    ilo11: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    status: str = "unverified"

    def counts_in(self, profile: str) -> bool:
        """Whether the list of ``profile`` has the item."""
        return profile in self.strength or profile in self.profiles


@dataclass(frozen=True)
class Condition:
    """A named condition: positive, yes, purpose, open, always; or all, any of ``parts``."""

    kind: str
    names: tuple[str, ...] = ()
    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Row:
    """A row of the table of results; the first that holds decides."""

    condition: Condition
    result: str


@dataclass(frozen=True)
class Result:
    """What is said and recommended. ``proposes``: the act offered first, '' for none."""

    code: str
    said: str
    next_step: str
    advice: tuple[str, ...]
    proposes: str
    presume: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Floor:
    """Flags that lift the weakest results."""

    flags: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True)
class Rules:
    """The rule of screening.md section 4. ``results``: from the weakest to the strongest."""

    version: int
    status: str
    source: str
    dimension_positive: tuple[tuple[int, int, int], ...]
    results: Mapping[str, Result]
    adult: tuple[Row, ...]
    child: tuple[Row, ...]
    floor: Floor
    flags: tuple[tuple[str, Condition], ...] = ()
    flag_advice: Mapping[str, str] = field(default_factory=dict)

    def strength_of(self, result: str) -> int:
        """Place in the order of results: for comparing, never for showing."""
        return list(self.results).index(result)


@dataclass(frozen=True)
class Choice:
    """One answer. ``stops``: code of screening_stop that ends the asking. ``alone``: it goes with
    no other answer. ``child``: the person is, or may be, a child."""

    code: str
    label: str
    sets: Mapping[str, str] = field(default_factory=dict)
    flag: str = ""
    stops: str = ""
    child: bool = False
    alone: bool = False
    touches: str = ""


@dataclass(frozen=True)
class Question:
    """One question of a step. ``by``: person or officer; ``about``: what the officer marks."""

    id: str
    text: str
    guidance: str
    kind: str
    by: str = "person"
    about: str = ""
    list: str = ""
    required: bool = False
    choices: tuple[Choice, ...] = ()

    @property
    def identifying(self) -> bool:
        """Own words name people: they are sealed in the vault."""
        return self.kind == "text"

    @property
    def many(self) -> bool:
        return self.kind == "choices"


@dataclass(frozen=True)
class FormStep:
    """One page of a form. ``when`` and ``not_when``: a flag that must stand, or must not."""

    id: str
    title: str
    text: str
    guidance: str
    questions: tuple[Question, ...]
    before: bool = False
    say_first: bool = False
    when: str = ""
    not_when: str = ""


@dataclass(frozen=True)
class Form:
    """A screening form. ``asks``: the items that it asks; the rest is never open for it."""

    id: str
    version: int
    title: str
    status: str
    audience: str
    profiles: tuple[str, ...]
    max_minutes: int
    consent: str
    asks: tuple[str, ...]
    steps: tuple[FormStep, ...]
    say_first: tuple[str, ...] = ()
    never_promise: str = ""
    when_not: tuple[str, ...] = ()

    def step(self, name: str) -> FormStep | None:
        """The step of that id."""
        return next((one for one in self.steps if one.id == name), None)

    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order of the form."""
        return tuple(question for step in self.steps for question in step.questions)


@dataclass(frozen=True)
class Screening:
    """All of `workflows/screening/`."""

    dimensions: Mapping[str, Dimension]
    items: Mapping[str, Item]
    ilo11: Mapping[int, str]
    rules: Rules
    forms: Mapping[str, Form]
    source: str = ""
