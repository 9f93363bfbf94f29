"""One timeline into one case: every event a step, all in one unit of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from ..access.approvals import APPROVED
from ..access.errors import Refusal as AccessRefusal
from ..access.rule import sight_of_reference
from ..access.viewers import Viewer
from ..casework import approvals, team
from ..casework.adoption import Adoption, adopt
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
from .seats import Seats
from .timeline_answers import of_event, of_new, of_one, prepared
from .timeline_checks import refusals_before
from .timeline_format import ADOPT, CASE_TRACK, CaseTimeline, TimelineEvent
from .timeline_recorded import NotAMoment, recorded_at

SEARCH_GUARD = "known_people_searched"


class CaseLoader:
    """Loads cases one after the other; ``loaded_by`` is the user who runs it."""

    def __init__(self, services: Services, loaded_by: str | None) -> None:
        self._services = services
        self._loaded_by = loaded_by
        self._seats = Seats(services.database)
        self._searched: set[str] = set()

    def load(self, case: CaseTimeline) -> tuple[str, str]:
        """Save the case whole; its reference and id. Raises EventRefused; then nothing is saved."""
        refusals = refusals_before(self._services, self._seats, case)
        if refusals:
            raise EventRefused(refusals)
        self._search(case)
        actor = Actor(kind="loader", loaded_by=self._loaded_by)
        with unit_of_work(self._services.database, actor) as work:
            telling = _Telling(self._services, self._seats, self._loaded_by, case, work.clock)
            opened = telling.open()
            telling.join_team(work.connection)
            for event in case.events[1:]:
                telling.tell(event)
        return opened.case_reference, opened.case_id

    def _search(self, case: CaseTimeline) -> None:
        """Who names people has searched for them before; once a load is enough for each user."""
        tracks = self._services.library.tracks
        for event in case.events:
            guards = {use.guard for use in tracks[event.track].transitions[event.transition].needs}
            viewer = self._seats.viewer(event.by)
            if SEARCH_GUARD in guards and viewer.user_id not in self._searched:
                by = By(loaded_by=self._loaded_by)
                search_known_people(self._services, viewer, case.reference, by)
                self._searched.add(viewer.user_id)


@dataclass
class _Telling:
    """A case while it is told, inside the open unit of work. ``now``: the database's clock."""

    services: Services
    seats: Seats
    loaded_by: str | None
    case: CaseTimeline
    now: datetime
    reference: str = ""
    last_recorded: datetime | None = None

    def open(self) -> Fired:
        """The first event. Raises EventRefused."""
        case, event = self.case, self.case.events[0]
        opening = Opening(
            answers=self._answers(event, of_one(event)),
            jurisdiction=case.jurisdiction,
            reference=case.reference if self.services.instance.demonstration else None,
            description=case.description or None,
            reasons=self._reasons(event),
            role=event.by.role,
        )
        viewer, by = self.seats.viewer(event.by), self._by(event)
        opened = self._taken(event, lambda: open_case(self.services, viewer, opening, by))
        self.reference = opened.case_reference
        return opened

    def join_team(self, connection: Connection) -> None:
        """Put the team of the file on the case. Raises EventRefused."""
        opener = self.seats.viewer(self.case.events[0].by)
        wanted = [m for m in self.case.team if self.seats.viewer(m.seat) != opener]
        keeper = self._keeper(connection) if wanted else opener
        for member in wanted:
            user = self.seats.viewer(member.seat)
            try:
                team.add(self.services, keeper, self.reference, "user", user.user_id)
            except AccessRefusal as refused:
                raise self._team_refused(str(refused), "Check the seat.", member.line) from refused

    def _keeper(self, connection: Connection) -> Viewer:
        """The first who sees the case and keeps teams: who opened it, then those of the team."""
        first = self.case.team_by or self.case.events[0].by
        for seat in (first, *(member.seat for member in self.case.team)):
            viewer = self.seats.viewer(seat)
            sight = sight_of_reference(connection, viewer, self.reference)
            if sight is not None and team.may_keep(viewer, sight):
                return viewer
        reason = "Neither who opens the case nor anybody of the team may put others on it."
        mend = "Name a lead, a prosecutor or a supervising manager who sees it: team_by."
        raise self._team_refused(reason, mend, self.case.node.line_of("team"))

    def _team_refused(self, reason: str, mend: str, line: int) -> EventRefused:
        return EventRefused([Refusal(self.case.file, line, reason, mend, self.case.reference)])

    def tell(self, event: TimelineEvent) -> None:
        """One event: for the case, for several at once, or for one after the other."""
        if event.transition == ADOPT:
            self._adopt(event)
        elif event.track == CASE_TRACK and event.subjects:
            self._name_people(event)
        elif self._transition(event).joint or not event.subjects:
            self._fire(event, event.subjects)
        else:
            for label in event.subjects:
                self._fire(event, (label,))

    def _adopt(self, event: TimelineEvent) -> None:
        """A matter that began elsewhere, for each subject, who may be new in the case."""
        for label in event.subjects or ("",):
            adoption = Adoption(
                case_reference=self.reference,
                track=event.track,
                label=label,
                answers=self._answers(event, of_one(event, label)),
                role=event.by.role,
            )
            viewer, by = self.seats.viewer(event.by), self._by(event)
            self._taken(event, partial(adopt, self.services, viewer, adoption, by), label)

    def _name_people(self, event: TimelineEvent) -> None:
        """People who are new in the case, in the order of their pseudonyms."""
        transition = self._transition(event)
        if not (transition.creates or transition.adds_subject):
            reason = f"'{transition.label}' is about the case, not about one person."
            key = "subjects" if "subjects" in event.node else "subject"
            raise self._refused(event, reason, "Take the subject away.", key)
        for label in event.subjects:
            fired = self._fire(event, (), new=label)
            if fired.added != (label,):
                given = ", ".join(fired.added) or "none"
                reason = f"The next pseudonym of the case is {given}, not {label}."
                mend = "Name people in the order of their pseudonyms, each once."
                raise self._refused(event, reason, mend)

    def _fire(self, event: TimelineEvent, labels: Sequence[str], new: str = "") -> Fired:
        if new:
            answers = of_new(self.case, event, new)
        elif len(labels) > 1:
            answers = of_event(event, labels)
        else:
            answers = of_one(event, *labels)
        step = Step(
            case_reference=self.reference,
            track=event.track,
            transition=event.transition,
            subjects=tuple(SubjectStep(label) for label in labels) or (SubjectStep(),),
            answers=self._answers(event, answers),
            reasons=self._reasons(event),
            role=event.by.role,
        )
        viewer, by = self.seats.viewer(event.by), self._by(event)
        label = new or (labels[0] if len(labels) == 1 else "")
        if event.approved_by is not None:
            return self._taken(event, lambda: self._with_second_person(event, step, by), label)
        return self._taken(event, lambda: fire(self.services, viewer, step, by), label)

    def _with_second_person(self, event: TimelineEvent, step: Step, by: By) -> Fired:
        """One asks, the other decides, as on the pages; deciding carries the step out."""
        services, asks = self.services, self.seats.viewer(event.by)
        decides = self.seats.viewer(event.approved_by or event.by)
        approval_id = approvals.request(services, asks, step, by=by)
        fired = approvals.decide(services, decides, approval_id, APPROVED, by=by)
        assert fired is not None  # None only where it is declined
        return fired

    def _taken(self, event: TimelineEvent, take: Callable[[], Fired], label: str = "") -> Fired:
        """What the engine says of a step, told about the file. Raises EventRefused."""
        try:
            return take()
        except AccessRefusal as refused:
            raise EventRefused(told(self.case, event, refused, label)) from refused

    def _refused(
        self, event: TimelineEvent, reason: str, mend: str = "", key: str = ""
    ) -> EventRefused:
        return EventRefused([refusal_of(self.case, event, reason, mend, key)])

    def _transition(self, event: TimelineEvent) -> Transition:
        return self.services.library.tracks[event.track].transitions[event.transition]

    @property
    def _zone(self) -> str:
        return overlay_for(self.case.jurisdiction, self.services.overlays).jurisdiction.time_zone

    def _answers(self, event: TimelineEvent, answers: Mapping[str, Any]) -> dict[str, Any]:
        written = resolved(answers, self.now, self._zone) if self.case.relative else answers
        library, transition = self.services.library, self._transition(event)
        return prepared(library, transition, written, self.seats.user_of)

    def _reasons(self, event: TimelineEvent) -> dict[str, str]:
        """What the event says, else what the case says, of each guard that may warn."""
        usual = {use.guard: self.case.warnings for use in self._transition(event).warns}
        return {**usual, **event.reasons} if self.case.warnings else dict(event.reasons)

    def _by(self, event: TimelineEvent) -> By:
        if event.recorded is None:
            return By(loaded_by=self.loaded_by)
        try:
            self.last_recorded = recorded_at(
                event.recorded,
                self.now,
                self._zone,
                relative=self.case.relative,
                after=self.last_recorded,
            )
        except NotAMoment as wrong:
            raise self._refused(event, str(wrong), key="recorded") from wrong
        return By(loaded_by=self.loaded_by, recorded_at=self.last_recorded)
