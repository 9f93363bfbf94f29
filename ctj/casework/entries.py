"""The entry that a correction is about: what a user sees as one line of the history."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from ctj.access.rule import Sight
from ctj.access.viewers import Viewer
from ctj.language import say
from ctj.queries.situations import CaseFile
from ctj.workflow.definitions import TrackDefinition, Transition
from ctj.workflow.fold import MOVED_IN, MOVES, apply, root_of, touched
from ctj.workflow.projection import EventRecord, Projection, Subject
from ctj.workflow.step import FieldError

from .partners import JOINING
from .refusals import FormErrors, NotAllowedHere

STEWARD = "stew"


@dataclass(frozen=True)
class Entry:
    """``root``: the event that the entry began with. ``standing``: it with its content in force.

    ``children``: entries that the same act brought about on other tracks.
    """

    case: CaseFile
    root: EventRecord
    standing: EventRecord
    children: tuple[EventRecord, ...]

    @property
    def definition(self) -> TrackDefinition:
        return self.case.library.by_hash[self.standing.definition_hash]

    @property
    def transition(self) -> Transition:
        return self.definition.transitions[self.standing.transition]

    @property
    def subject(self) -> Subject | None:
        return self.case.projection.subjects.get(self.root.subject_id or "")

    @property
    def label(self) -> str:
        return self.subject.label if self.subject else ""


def entry_of(case: CaseFile, named: str) -> Entry:
    """The entry of that number or id. Raises FormErrors where none stands under it."""
    event = next((one for one in case.log if named in (one.id, str(one.seq))), None)
    if event is None:
        raise FormErrors(
            [
                FieldError(
                    "event",
                    say("This case has no entry '%(named)s'.", named=named[:40]),
                    say("Entry"),
                )
            ]
        )
    root_id = root_of(case.log, event.id)
    root = next(one for one in case.log if one.id == root_id)
    standing = next((one for one in case.standing if one.id == root_id), None)
    if standing is None:
        sentence = say(
            "Entry %(seq)s was withdrawn already; there is nothing to mend.", seq=root.seq
        )
        raise FormErrors([FieldError("event", sentence, say("Entry"))])
    return Entry(case, root, standing, _children(case, standing))


def _children(case: CaseFile, standing: EventRecord) -> tuple[EventRecord, ...]:
    """Entries of the same act that this one fired."""
    definition = case.library.by_hash[standing.definition_hash]
    transition = definition.transitions[standing.transition]
    fired = {*transition.fires, transition.creates}
    return tuple(
        one
        for one in case.standing
        if one.act_id == standing.act_id
        and one.id != standing.id
        and f"{one.track}.{one.transition}" in fired
    )


def check_not_moved(entry: Entry) -> None:
    """A correction replays one log; what was carried to another case, or back, is told by that
    event alone. Raises NotAllowedHere with what to do instead (docs/decisions/0015)."""
    if entry.standing.kind in MOVES or entry.transition.id in JOINING:
        raise NotAllowedHere(
            say("A joining or division is not corrected: undo it, and do it anew.")
        )
    for later in entry.case.standing:
        if later.kind in MOVES and later.seq > entry.root.seq and _concerns(later, entry):
            raise NotAllowedHere(
                say(
                    "This was recorded before its people went to another case, or came "
                    "back changed. Undo the joining or division first, or record what "
                    "is right now."
                )
            )


def _concerns(move: EventRecord, entry: Entry) -> bool:
    if move.kind == MOVED_IN:
        return entry.root.track_id in touched(move) and not move.data["subjects"]
    gone = entry.root.track_id in move.data["tracks"]
    return gone or bool(move.data["case_rows"])


def role_to_correct(
    viewer: Viewer, sight: Sight, entry: Entry, forgotten: str | None, asked: str | None
) -> str:
    """Who may take the step may mend it, or a data steward. Raises NotAllowedHere."""
    if not sight.may_write:
        raise NotAllowedHere(say("You may read this case, not add to it."))
    about = entry.definition.transitions.get(forgotten) if forgotten else entry.transition
    if about is None:
        raise NotAllowedHere(
            say(
                "%(label)s has no step '%(forgotten)s'.",
                label=entry.definition.label,
                forgotten=str(forgotten)[:60],
            )
        )
    if about.only_fired_by:
        causes = ", ".join(about.fired_by)
        raise NotAllowedHere(
            say(
                "'%(label)s' came about through %(causes)s: mend that entry instead.",
                label=about.label,
                causes=causes,
            )
        )
    may = [role for role in (*about.who, STEWARD) if role in viewer.roles]
    if asked is not None:
        may = [role for role in may if role == asked]
    if not may:
        who = ", ".join(about.who)
        raise NotAllowedHere(
            say(
                "Only %(who)s, or a data steward, may mend '%(label)s'.", who=who, label=about.label
            )
        )
    return may[0]


def before_entry(entry: Entry) -> tuple[Projection, tuple[EventRecord, ...]]:
    """The case just before the entry, and the entries that stood then."""
    case = entry.case
    place = [one.id for one in case.standing].index(entry.root.id)
    earlier = case.standing[:place]
    empty = case.frame.before(case.log)
    return reduce(lambda made, event: apply(made, event, case.library), earlier, empty), earlier
