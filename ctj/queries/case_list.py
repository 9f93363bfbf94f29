"""The case list: cards or lines for the cases a viewer may see, filtered, in pages by key.

The rule of who sees what is `access.rule.visible_cases`; this adds what a line shows, for the cases
of one page only, in a fixed number of queries whatever their number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from ctj.access.rule import Order, visible_cases
from ctj.access.viewers import Viewer
from ctj.identity.family import kept_for
from ctj.identity.keyring import KeyRing
from ctj.identity.seal import matches
from ctj.model.cases import Case, SubjectRow
from ctj.model.clocks import ClockRow
from ctj.model.organisations import Organisation
from ctj.model.registers import RegisterRow
from ctj.model.tracks import Track
from ctj.workflow.dates import DatedValue

PAGE = 25
#: Cases whose reference begins as typed are looked up first, if they are not more than this.
MOST_FOUND = 200
_LABEL = re.compile(r"[A-Z][0-9]{1,4}")


@dataclass(frozen=True)
class ListQuestion:
    """What the list was asked for. ``states``: states of a prosecution, any of them. ``q``: a
    reference, a pseudonym or a name."""

    q: str = ""
    states: tuple[str, ...] = ()
    jurisdiction: str = ""
    mine: bool = False
    limit_within_week: bool = False
    oldest_first: bool = False
    after: tuple[datetime, str] | None = None


@dataclass(frozen=True)
class NextLimit:
    """The nearest open limit of a case, and whose it is."""

    clock: str
    due_at: datetime
    zone: str
    subject_label: str | None


@dataclass(frozen=True)
class CaseLine:
    """One case in the list: pseudonyms, states and dates only."""

    case_id: str
    reference: str
    description: str | None
    jurisdiction: str
    agency: str
    accused: int
    victims: int
    states: tuple[tuple[str, int], ...]
    next_limit: NextLimit | None
    next_hearing: date | None
    changed_at: datetime


@dataclass(frozen=True)
class CasePage:
    """One page of the list; ``following`` is the key to continue after, None at the end."""

    lines: tuple[CaseLine, ...]
    following: tuple[datetime, str] | None


def list_cases(
    connection: Connection, viewer: Viewer, keyring: KeyRing, question: ListQuestion
) -> CasePage:
    """One page of the cases that match, most recently changed first."""
    found = connection.execute(
        visible_cases(
            viewer,
            limit=PAGE + 1,
            order=Order.OLDEST_FIRST if question.oldest_first else Order.LATEST_FIRST,
            after=question.after,
            filters=conditions(connection, viewer, keyring, question),
        )
    ).all()
    shown = found[:PAGE]
    following = (shown[-1].changed_at, shown[-1].case_id) if len(found) > PAGE else None
    return CasePage(_lines(connection, [row.case_id for row in shown]), following)


def conditions(
    connection: Connection, viewer: Viewer, keyring: KeyRing, question: ListQuestion
) -> list[ColumnElement[bool]]:
    """The filters as conditions on ``Case``; the rule itself is not among them."""
    found: list[ColumnElement[bool]] = []
    if question.states:
        found.append(_with_track(Track.track == "prosecution", Track.state.in_(question.states)))
    if question.jurisdiction:
        found.append(Case.jurisdiction == question.jurisdiction)
    if question.mine:
        found.append(
            _with_track(or_(Track.owner_id == viewer.user_id, Track.deputy_id == viewer.user_id))
        )
    if question.limit_within_week:
        soon = viewer.now + timedelta(days=7)
        due = select(ClockRow.case_id).where(ClockRow.open, ClockRow.due_at <= soon, *_pressing())
        found.append(Case.id.in_(due))
    if question.q.strip():
        found.append(_matching(connection, keyring, question.q.strip()))
    return found


def _with_track(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Track.id).where(Track.case_id == Case.id, *conditions).exists()


def _matching(connection: Connection, keyring: KeyRing, q: str) -> ColumnElement[bool]:
    """Reference (its beginning), pseudonym, or a person by name or document number.

    A person of a case that the viewer may not see changes nothing: the rule decides last.
    """
    ways = [_of_reference(connection, q.upper())]
    if _LABEL.fullmatch(q.upper()):
        of_case = and_(SubjectRow.case_id == Case.id, SubjectRow.left_at.is_(None))
        ways.append(select(SubjectRow.id).where(of_case, SubjectRow.label == q.upper()).exists())
    people = {
        p for purpose in ("name", "documents") for p in matches(connection, keyring, purpose, q)
    }
    if people:
        kept = sorted(set(kept_for(connection, people).values()))
        named = select(SubjectRow.case_id).where(
            SubjectRow.person_id.in_(kept), SubjectRow.left_at.is_(None)
        )
        ways.append(Case.id.in_(named))
    return or_(*ways)


def _of_reference(connection: Connection, beginning: str) -> ColumnElement[bool]:
    """Few cases are found by the index before the rule is asked about them; a beginning that many
    share is a condition like others, since it fills a page at once."""
    begins = Case.reference.startswith(beginning, autoescape=True)
    found = connection.scalars(select(Case.id).where(begins).limit(MOST_FOUND + 1)).all()
    return begins if len(found) > MOST_FOUND else Case.id.in_(found)


def _lines(connection: Connection, case_ids: Sequence[str]) -> tuple[CaseLine, ...]:
    if not case_ids:
        return ()
    cases = {row.id: row for row in connection.execute(_cases(case_ids))}
    states = _states(connection, case_ids)
    limits = _limits(connection, case_ids)
    hearings = _hearings(connection, case_ids)
    return tuple(
        CaseLine(
            case_id=case_id,
            reference=cases[case_id].reference,
            description=cases[case_id].description,
            jurisdiction=cases[case_id].jurisdiction,
            agency=cases[case_id].agency,
            accused=cases[case_id].accused_count,
            victims=cases[case_id].victim_count,
            states=tuple(states.get(case_id, Counter()).most_common()),
            next_limit=limits.get(case_id),
            next_hearing=hearings.get(case_id),
            changed_at=cases[case_id].changed_at,
        )
        for case_id in case_ids
    )


def _cases(case_ids: Sequence[str]) -> Any:
    return (
        select(
            Case.id,
            Case.reference,
            Case.description,
            Case.jurisdiction,
            Case.accused_count,
            Case.victim_count,
            Case.changed_at,
            Organisation.name.label("agency"),
        )
        .join(Organisation, Organisation.id == Case.lead_agency_id)
        .where(Case.id.in_(case_ids))
    )


def _states(connection: Connection, case_ids: Sequence[str]) -> dict[str, Counter[str]]:
    query = (
        select(Track.case_id, Track.state, func.count())
        .where(Track.case_id.in_(case_ids), Track.track == "prosecution")
        .group_by(Track.case_id, Track.state)
    )
    states: dict[str, Counter[str]] = {}
    for case_id, state, count in connection.execute(query):
        states.setdefault(case_id, Counter())[state] = count
    return states


def _limits(connection: Connection, case_ids: Sequence[str]) -> dict[str, NextLimit]:
    query = (
        select(ClockRow.case_id, ClockRow.clock, ClockRow.due_at, ClockRow.zone, SubjectRow.label)
        .outerjoin(SubjectRow, SubjectRow.id == ClockRow.subject_id)
        .where(ClockRow.case_id.in_(case_ids), ClockRow.open, *_pressing())
        .order_by(ClockRow.due_at.desc())
    )
    return {
        row.case_id: NextLimit(row.clock, row.due_at, row.zone, row.label)
        for row in connection.execute(query)
    }


def _pressing() -> tuple[ColumnElement[bool], ...]:
    """Limits that had not ended before they were recorded: the past presses nobody."""
    return ClockRow.due_at.is_not(None), ClockRow.due_at >= ClockRow.recorded_at


def _hearings(connection: Connection, case_ids: Sequence[str]) -> dict[str, date]:
    """The next planned hearing of each case, from the register; rows of one page only."""
    query = select(RegisterRow.case_id, RegisterRow.values).where(
        RegisterRow.case_id.in_(case_ids),
        RegisterRow.register == "hearings",
        RegisterRow.status == "planned",
    )
    nearest: dict[str, date] = {}
    for case_id, values in connection.execute(query):
        planned = (
            DatedValue.from_json(values["planned"]).value.first_day
            if values.get("planned")
            else None
        )
        if planned and planned < nearest.get(case_id, date.max):
            nearest[case_id] = planned
    return nearest
