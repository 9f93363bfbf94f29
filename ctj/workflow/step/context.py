"""What a form may look at while it is read: the case's subjects and rows, registers, lists, now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ctj.language import say

from ..dates import PartialDate
from ..definitions import Code, Library
from ..projection import Row, Subject


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen. ``value`` is stored; ``names`` are other texts taken for it.

    ``kind`` is the kind of an organisation; ``status`` is 'verified' or 'unverified' where the
    choice is a legal statement.
    """

    value: str
    label: str
    meaning: str = ""
    kind: str = ""
    names: tuple[str, ...] = ()
    status: str = ""


def no_offences(_on: PartialDate | None) -> tuple[Choice, ...]:
    """Where no overlay holds offences."""
    return ()


def finds_nothing(_kind: str, _text: str) -> str | None:
    """Where no other cases, requests or events can be named."""
    return None


def no_name(_text: str) -> str | None:
    """Where texts are not compared with the names of the case's people."""
    return None


def never_passes(_label: str) -> bool:
    """Where no reason was given for a name in a text."""
    return False


def looks_at_nothing(_text: str) -> None:
    """Where nobody asks what a note seems to hold."""


@dataclass(frozen=True)
class FormContext:
    """``now`` is aware; ``zone`` is the case's IANA time zone.

    ``subjects`` are by label (A1), ``subject`` is the one whose track takes the step. ``rows`` are
    the register rows of the case. ``offences`` gives the offences of the overlay in force on a day
    (None: all). ``find`` turns the reference of a case, request or event into its id, or None where
    there is none that this user may see. ``found_name`` gives the pseudonym of the person whose
    sealed name stands in a text (C07), ``may_pass`` says whether it may stand there all the same,
    and ``look_at`` is shown each note. ``hidden``, ``local_labels`` and ``local_codes`` are by code
    list, from the overlay; ``switches`` are the overlay's. With ``twins``, the row of another
    subject stands for the like row of this one (one hearing of several accused).
    """

    library: Library
    now: datetime
    zone: str = "UTC"
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    subject: Subject | None = None
    rows: tuple[Row, ...] = ()
    users: tuple[Choice, ...] = ()
    orgs: tuple[Choice, ...] = ()
    offences: Callable[[PartialDate | None], tuple[Choice, ...]] = no_offences
    find: Callable[[str, str], str | None] = finds_nothing
    found_name: Callable[[str], str | None] = no_name
    may_pass: Callable[[str], bool] = never_passes
    look_at: Callable[[str], None] = looks_at_nothing
    switches: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    local_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    local_codes: Mapping[str, tuple[Code, ...]] = field(default_factory=dict)
    jurisdiction: str = ""
    twins: bool = False
    currencies: tuple[str, ...] = ()

    def label_of(self, subject_id: str | None) -> str:
        """The pseudonym of a subject, or 'the case'."""
        for label, subject in self.subjects.items():
            if subject.id == subject_id:
                return label
        return say("the case")
