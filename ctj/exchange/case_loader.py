"""One timeline into one case: every event a step, all in one unit of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches

from ..access.errors import Refusal as AccessRefusal
from ..access.grants import Grant, give
from ..access.viewers import Viewer
from ..casework.cases import Opening, open_case
from ..casework.known_people import search_known_people
from ..casework.steps import By, Fired, Step, SubjectStep
from ..casework.transitions import fire
from ..services import Services
from ..transaction import Actor, unit_of_work
from ..workflow.definitions import Transition
from ..workflow.overlays import overlay_for
from .load_refusals import EventRefused, refusal_of, told
from .refusals import Refusal
from .relative_dates import resolved
from .seats import NobodySeated, Seats
from .timeline_answers import of_event, of_new, of_one, prepared
from .timeline_format import CASE_TRACK, CaseTimeline, Seat, TimelineEvent
from .timeline_recorded import NotAMoment, recorded_at

OPEN = "open_case"
SEARCH_GUARD = "known_people_searched"


class CaseLoader:
    """Loads cases one after the other for one user."""

    def __init__(self, services: Services, loaded_by: str | None) -> None:
        self._services = services
        self._loaded_by = loaded_by
        self._seats = Seats(services.database)
        self._searched: set[str] = set()
        self._last_recorded: datetime | None = None

    def load(self, case: CaseTimeline) -> tuple[str, str]:
        """Save the case whole; its reference and id. Raises EventRefused; then nothing is saved."""
        self._check(case)
        self._last_recorded = None
        for event in case.events:
            self._search(case, event)
        actor = Actor(kind="loader", loaded_by=self._loaded_by)
        with unit_of_work(self._services.database, actor) as work:
            opened = self._open(case, work.clock)
            self._add_team(case, opened)
            for event in case.events[1:]:
                self._event(case, event, opened.case_reference, work.clock)
        return opened.case_reference, opened.case_id

    def _check(self, case: CaseTimeline) -> None:
        """What can be said before anything is written. Raises EventRefused."""
        demonstration = self._services.instance.demonstration
        refusals = []
        if case.relative and not demonstration:
            reason = "Dates that count from the day of loading belong to a demonstration."
            mend = "Write the dates, and take 'relative: true' away."
            refusals.append(Refusal(case.file, 1, reason, mend, case.reference))
        for event in case.events:
            refusals.extend(self._check_event(case, event, demonstration))
        if case.events and case.events[0].transition != OPEN:
            reason = "A case begins with the report that opened it."
            refusals.append(
                refusal_of(case, case.events[0], reason, f"Put {OPEN} first.", "transition")
            )
        if refusals:
            raise EventRefused(refusals)

    def _check_event(
        self, case: CaseTimeline, event: TimelineEvent, demonstration: bool
    ) -> list[Refusal]:
        found = []
        if event.recorded is not None and not demonstration:
            reason = "When something was recorded is the database's to say."
            mend = "Take 'recorded' away: it is for a demonstration."
            found.append(refusal_of(case, event, reason, mend, "recorded"))
        for key, seat in (("by", event.by), ("approved_by", event.approved_by)):
            try:
                if seat is not None:
                    self._seats.viewer(seat)
            except NobodySeated as nobody:
                found.append(refusal_of(case, event, str(nobody), nobody.mend, key))
        unknown = self._unknown_step(case, event)
        return [*found, unknown] if unknown else found

    def _unknown_step(self, case: CaseTimeline, event: TimelineEvent) -> Refusal | None:
        tracks = self._services.library.tracks
        if event.track not in tracks:
            reason = f"There is no track '{event.track[:60]}'."
            mend = f"Use one of: {', '.join(tracks)}."
            return refusal_of(case, event, reason, mend, "track")
        steps = tracks[event.track].transitions
        if event.transition in steps:
            return None
        near = get_close_matches(event.transition, list(steps), 3, 0.6)
        mend = f"Did you mean {' or '.join(near)}?" if near else "See: ctj workflows show."
        reason = f"The track '{event.track}' has no step '{event.transition[:60]}'."
        return refusal_of(case, event, reason, mend, "transition")

    def _transition(self, event: TimelineEvent) -> Transition:
        return self._services.library.tracks[event.track].transitions[event.transition]

    def _search(self, case: CaseTimeline, event: TimelineEvent) -> None:
        """Who names people has searched for them before; once a load is enough for each user."""
        guards = {use.guard for use in self._transition(event).needs}
        viewer = self._seats.viewer(event.by)
        if SEARCH_GUARD in guards and viewer.user_id not in self._searched:
            by = By(loaded_by=self._loaded_by)
            search_known_people(self._services, viewer, case.reference, by)
            self._searched.add(viewer.user_id)

    def _zone(self, case: CaseTimeline) -> str:
        return overlay_for(case.jurisdiction, self._services.overlays).jurisdiction.time_zone

    def _open(self, case: CaseTimeline, now: datetime) -> Fired:
        event = case.events[0]
        opening = Opening(
            answers=self._answers(case, event, of_one(event), now),
            jurisdiction=case.jurisdiction,
            reference=case.reference if self._services.instance.demonstration else None,
            description=case.description or None,
            reasons=self._reasons(case, event),
            role=event.by.role,
        )
        try:
            return open_case(
                self._services, self._seats.viewer(event.by), opening, self._by(case, event, now)
            )
        except AccessRefusal as refused:
            raise EventRefused(told(case, event, refused)) from refused

    def _add_team(self, case: CaseTimeline, opened: Fired) -> None:
        opener = self._seats.viewer(case.events[0].by)
        for member in case.team:
            try:
                user = self._seats.viewer(member.seat)
            except NobodySeated as nobody:
                wrong = Refusal(case.file, member.line, str(nobody), nobody.mend, case.reference)
                raise EventRefused([wrong]) from nobody
            if user.user_id != opener.user_id:
                self._join(case, opened, opener, user, member.rights)

    def _join(
        self, case: CaseTimeline, opened: Fired, opener: Viewer, user: Viewer, rights: str
    ) -> None:
        grant = Grant("user", user.user_id, "team", rights)
        with unit_of_work(self._services.database) as work:
            give(work.connection, opened.case_id, grant, by=opener.user_id, now=work.now)

    def _event(
        self, case: CaseTimeline, event: TimelineEvent, reference: str, now: datetime
    ) -> None:
        transition = self._transition(event)
        if event.track == CASE_TRACK and event.subjects:
            self._named_one_by_one(case, event, reference, now, transition)
        elif transition.joint or not event.subjects:
            self._fire(case, event, reference, now, event.subjects)
        else:
            for label in event.subjects:
                self._fire(case, event, reference, now, (label,))

    def _named_one_by_one(
        self,
        case: CaseTimeline,
        event: TimelineEvent,
        reference: str,
        now: datetime,
        transition: Transition,
    ) -> None:
        """People who are new in the case, in the order of their pseudonyms."""
        if not (transition.creates or transition.adds_subject):
            reason = f"'{transition.label}' is about the case, not about one person."
            key = "subjects" if "subjects" in event.node else "subject"
            raise EventRefused([refusal_of(case, event, reason, "Take the subject away.", key)])
        for label in event.subjects:
            fired = self._fire(case, event, reference, now, (), label)
            if fired.added != (label,):
                given = ", ".join(fired.added) or "none"
                reason = f"The next pseudonym of the case is {given}, not {label}."
                mend = "Name people in the order of their pseudonyms, each once."
                raise EventRefused([refusal_of(case, event, reason, mend)])

    def _fire(
        self,
        case: CaseTimeline,
        event: TimelineEvent,
        reference: str,
        now: datetime,
        labels: Sequence[str],
        new: str = "",
    ) -> Fired:
        if new:
            answers = of_new(case, event, new)
        elif len(labels) > 1:
            answers = of_event(event, labels)
        else:
            answers = of_one(event, *labels)
        step = Step(
            case_reference=reference,
            track=event.track,
            transition=event.transition,
            subjects=tuple(SubjectStep(label) for label in labels) or (SubjectStep(),),
            answers=self._answers(case, event, answers, now),
            reasons=self._reasons(case, event),
            role=event.by.role,
        )
        viewer = self._seats.viewer(event.by)
        try:
            return fire(self._services, viewer, step, self._by(case, event, now))
        except AccessRefusal as refused:
            raise EventRefused(told(case, event, refused)) from refused

    def _answers(
        self,
        case: CaseTimeline,
        event: TimelineEvent,
        answers: Mapping[str, object],
        now: datetime,
    ) -> Mapping[str, object]:
        library, transition = self._services.library, self._transition(event)
        written = resolved(answers, now, self._zone(case)) if case.relative else answers
        return prepared(library, transition, written, self._seats.user_of)

    def _reasons(self, case: CaseTimeline, event: TimelineEvent) -> dict[str, str]:
        """What the event says, else what the case says, of each guard that may warn."""
        usual = {use.guard: case.warnings for use in self._transition(event).warns}
        return {**usual, **event.reasons} if case.warnings else dict(event.reasons)

    def _by(self, case: CaseTimeline, event: TimelineEvent, now: datetime) -> By:
        if event.recorded is None:
            return By(loaded_by=self._loaded_by)
        try:
            moment = recorded_at(
                event.recorded,
                now,
                self._zone(case),
                relative=case.relative,
                after=self._last_recorded,
            )
        except NotAMoment as wrong:
            raise EventRefused([refusal_of(case, event, str(wrong), "", "recorded")]) from wrong
        self._last_recorded = moment
        return By(loaded_by=self._loaded_by, recorded_at=moment)


def seats_of(case: CaseTimeline) -> set[Seat]:
    """Every seat that the timeline names."""
    acting = {event.by for event in case.events}
    deciding = {event.approved_by for event in case.events if event.approved_by is not None}
    return acting | deciding | {member.seat for member in case.team}
