"""From events to what a case is: tracks, rows, facts and clocks. Pure; the truth is the log."""

from . import (
    charge_functions,
    order_functions,
    person_functions,
    sentence_functions,
    support_functions,
    witness_functions,
)
from .apply import apply
from .changes import Change, Changes, diff
from .effective import effective, root_of
from .fact_rows import FactRow, fact_rows
from .functions import FUNCTIONS
from .history import Version, known_on, versions
from .moves import MOVED_IN, MOVED_OUT, MOVES, still_there, taken_along, touched
from .replay import CaseFrame, Replayed, fold, replay_with
from .step import DoesNotFit

__all__ = [
    "FUNCTIONS",
    "MOVED_IN",
    "MOVED_OUT",
    "MOVES",
    "CaseFrame",
    "Change",
    "Changes",
    "DoesNotFit",
    "FactRow",
    "Replayed",
    "Version",
    "apply",
    "charge_functions",
    "diff",
    "effective",
    "fact_rows",
    "fold",
    "known_on",
    "order_functions",
    "person_functions",
    "replay_with",
    "root_of",
    "sentence_functions",
    "still_there",
    "support_functions",
    "taken_along",
    "touched",
    "versions",
    "witness_functions",
]
