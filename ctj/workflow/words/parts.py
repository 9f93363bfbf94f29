"""The parts of a track in words: plain data for the terminal and for a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Legal:
    """A sentence that rests on law or policy: what, on which article, how well known.

    ``status`` is 'verified', 'unverified', 'policy' (a choice of this product), or '' where nothing
    legal is said. ``note`` are doubts in plain words.
    """

    text: str
    article: str = ""
    status: str = ""
    note: str = ""


@dataclass(frozen=True)
class StateWords:
    """A state: its label as this jurisdiction says it, its kind in words, who sees it on Today."""

    id: str
    label: str
    kind: str
    kind_words: str
    today: tuple[str, ...] = ()
    is_local: bool = False


@dataclass(frozen=True)
class QuestionWords:
    """A question of a form: what is asked, how it is answered, when, and where it goes."""

    id: str
    label: str
    answer: str
    required: bool = False
    condition: str = ""
    kept: str = ""
    columns: tuple[QuestionWords, ...] = ()


@dataclass(frozen=True)
class StepWords:
    """A transition or act. ``starts_from`` are labels of states; ``leads_to`` is '' for an act."""

    id: str
    label: str
    starts_from: tuple[str, ...]
    leads_to: str
    who: tuple[str, ...]
    asks: tuple[QuestionWords, ...]
    needs: tuple[Legal, ...]
    warns: tuple[Legal, ...]
    limits: tuple[Legal, ...]
    sets: tuple[str, ...]
    rows: tuple[str, ...]
    fires: tuple[str, ...]
    source: Legal
    joint: bool = False
    is_act: bool = False


@dataclass(frozen=True)
class TrackWords:
    """The whole track, for one jurisdiction."""

    id: str
    label: str
    runs_for: str
    jurisdiction: str
    hash: str
    source: str
    states: tuple[StateWords, ...]
    steps: tuple[StepWords, ...]
    acts: tuple[StepWords, ...]
    unverified: int = 0
    verified: int = 0
