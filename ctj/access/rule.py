"""C01, need to know, written once: who may see which case, and with which rights.

A grant counts for a viewer if it is addressed to the viewer, a team, the agency or the supervisors
of an agency; if a role of the viewer lets its basis count; if it is accepted, not expired and not
revoked; and if the case is within the viewer's clearance, not sealed against the viewer, and the
viewer is not recused. `_counting` is all of that. Lists read one ordered, limited range of the
index per grantee (`visible_cases`); one object is decided by the same selection with its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause, Subquery

from ctj.model.access import CaseGrant, Recusal, Seal, SealMember
from ctj.model.base import IdType, UtcDateTime
from ctj.model.cases import Case
from ctj.model.organisations import Organisation
from ctj.model.users import Team, User

from .ranges import either
from .roles import bases_of
from .viewers import Viewer

SORT_KEY = (CaseGrant.changed_at, CaseGrant.case_id)
FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)

Key = tuple[datetime, str]
Filters = Sequence[ColumnElement[bool]]


class Order(Enum):
    """By the last recorded event of a case."""

    LATEST_FIRST = "latest first"
    OLDEST_FIRST = "oldest first"


@dataclass(frozen=True)
class Reason:
    """One grant that lets the viewer see the case: its basis and to whom it is addressed."""

    basis: str
    grantee_kind: str
    grantee_id: str
    rights: str
    expires_at: datetime | None


@dataclass(frozen=True)
class Sight:
    """That this viewer may see this case, why, and with which rights (read, or write).

    ``rule`` is what the audit names as the rule that allowed.
    """

    case_id: str
    reference: str
    basis: str
    rights: str
    rule: str
    reasons: tuple[Reason, ...]

    @property
    def may_write(self) -> bool:
        return self.rights == "write"


def visible_cases(
    viewer: Viewer,
    *,
    limit: int,
    order: Order = Order.LATEST_FIRST,
    after: Key | None = None,
    filters: Filters = (),
) -> Select[str, datetime]:
    """Ids and sort keys (``case_id``, ``changed_at``) of the cases that the viewer may see.

    ``after``: the key of the last row of the page before. ``filters``: further conditions on
    ``Case``, or on tracks, subjects and facts by ``exists`` against ``Case.id``.
    """
    conditions = [*_counting(viewer), *filters]
    if after is not None:
        conditions.append(_beyond(order, after))
    who = _grantees(viewer)
    every = either(
        _one_range_each(who, conditions, order, limit),
        _down_to_the_nth_key(who, conditions, order, limit),
    ).table_valued(column("case_id", IdType), column("changed_at", UtcDateTime()))
    case_id, changed_at = every.c.case_id, func.max(every.c.changed_at).label("changed_at")
    once = select(case_id, changed_at).group_by(case_id)
    return once.order_by(*_ordering(order, changed_at, case_id)).limit(limit)


def all_visible(viewer: Viewer, filters: Filters = ()) -> Select[str]:
    """Ids of all cases that the viewer may see, each once; for counts and figures over my cases."""
    granted = _granted(_grantees(viewer), [*_counting(viewer), *filters])
    return granted.with_only_columns(CaseGrant.case_id).distinct()


def sight(connection: Connection, viewer: Viewer, case_id: str) -> Sight | None:
    """What lets the viewer see this case; None if nothing does, or there is no such case."""
    return _decide(connection, viewer, Case.id == case_id)


def sight_of_reference(connection: Connection, viewer: Viewer, reference: str) -> Sight | None:
    """The same by public reference. An unknown one and a hidden one take the same path."""
    return _decide(connection, viewer, Case.reference == reference)


def _decide(connection: Connection, viewer: Viewer, which: ColumnElement[bool]) -> Sight | None:
    who = _grantees(viewer)
    found = connection.execute(
        select(
            Case.id,
            Case.reference,
            CaseGrant.basis,
            CaseGrant.grantee_kind,
            CaseGrant.grantee_id,
            CaseGrant.rights,
            CaseGrant.expires_at,
        )
        .join(Case, Case.id == CaseGrant.case_id)
        .join(who, and_(CaseGrant.grantee_kind == who.c.kind, CaseGrant.grantee_id == who.c.id))
        .where(which, *_counting(viewer))
        .order_by(CaseGrant.rights.desc(), CaseGrant.granted_at, CaseGrant.id)
    ).all()
    if not found:
        return None
    reasons = tuple(
        Reason(r.basis, r.grantee_kind, r.grantee_id, r.rights, r.expires_at) for r in found
    )
    first = reasons[0]  # 'write' sorts after 'read', and the order is descending
    return Sight(
        case_id=found[0].id,
        reference=found[0].reference,
        basis=first.basis,
        rights=first.rights,
        rule=f"C01 {first.basis} {first.grantee_kind}",
        reasons=reasons,
    )


def _grantees(viewer: Viewer) -> Subquery:
    """Everybody to whom a grant may be addressed so that it reaches this viewer: (kind, id)."""
    bases = bases_of(viewer.roles)
    at_work = {"team", "share"} <= bases
    supervised = viewer.supervised if "supervision" in bases else ()
    return union_all(
        _of_kind("user", User.id, [viewer.user_id] if at_work else []),
        _of_kind("team", Team.id, viewer.team_ids if at_work else []),
        _of_kind("agency", Organisation.id, [viewer.agency_id] if at_work else []),
        _of_kind("supervisors", Organisation.id, supervised),
    ).subquery("who")


def _of_kind(kind: str, column: Any, ids: Sequence[str]) -> Select[str, str]:
    return select(literal(kind).label("kind"), column.label("id")).where(column.in_(list(ids)))


def _counting(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    """C01 itself, on one grant and its case."""
    return (
        CaseGrant.basis.in_(sorted(bases_of(viewer.roles))),
        _supervises_the_lead_or_is_no_supervision(),
        or_(CaseGrant.basis != "share", CaseGrant.accepted_at <= viewer.now),
        or_(CaseGrant.expires_at.is_(None), CaseGrant.expires_at > viewer.now),
        CaseGrant.revoked_at.is_(None),
        Case.sensitivity <= viewer.clearance,
        or_(Case.sealed.is_(False), _named_on_the_seal(viewer)),
        ~_recused(viewer),
    )


def _supervises_the_lead_or_is_no_supervision() -> ColumnElement[bool]:
    supervision, supervisors = (
        CaseGrant.basis == "supervision",
        CaseGrant.grantee_kind == "supervisors",
    )
    return or_(
        and_(~supervision, ~supervisors),
        and_(supervision, supervisors, Case.lead_agency_id == CaseGrant.grantee_id),
    )


def _named_on_the_seal(viewer: Viewer) -> ColumnElement[bool]:
    """Every open seal of the case names the viewer, and there is one. C26."""
    open_seal = and_(Seal.case_id == Case.id, Seal.unsealed_at.is_(None))
    names = exists().where(SealMember.seal_id == Seal.id, SealMember.user_id == viewer.user_id)
    return and_(exists().where(open_seal), ~exists().where(open_seal, ~names))


def _recused(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(
        Recusal.case_id == Case.id,
        Recusal.user_id == viewer.user_id,
        Recusal.from_at <= viewer.now,
        or_(Recusal.ended_at.is_(None), Recusal.ended_at > viewer.now),
    )


def _granted(who: FromClause, conditions: Filters) -> Select[str, datetime]:
    """The grants that are addressed to ``who`` and count, with their cases."""
    return (
        select(CaseGrant.case_id, CaseGrant.changed_at)
        .join(Case, Case.id == CaseGrant.case_id)
        .where(CaseGrant.grantee_kind == who.c.kind, CaseGrant.grantee_id == who.c.id, *conditions)
    )


def _one_range_each(
    who: FromClause, conditions: Filters, order: Order, limit: int
) -> Select[str, datetime]:
    each = _ordered(who, conditions, order).limit(limit).correlate(who).lateral()
    return select(each.c.case_id, each.c.changed_at).select_from(who.join(each, true()))


def _down_to_the_nth_key(
    who: FromClause, conditions: Filters, order: Order, limit: int
) -> Select[str, datetime]:
    nth = _ordered(who, conditions, order).limit(1).offset(limit - 1).correlate(who).subquery()
    latest = order is Order.LATEST_FIRST
    open_end = literal(FIRST if latest else LAST, UtcDateTime())
    edge = func.coalesce(select(nth.c.changed_at).scalar_subquery(), open_end)
    reached = select(who.c.kind, who.c.id, edge.label("edge")).subquery()
    changed_at = CaseGrant.changed_at
    within = changed_at >= reached.c.edge if latest else changed_at <= reached.c.edge
    return _granted(reached, [*conditions, within])


def _ordered(who: FromClause, conditions: Filters, order: Order) -> Select[str, datetime]:
    """Each case once: one grantee may hold several grants on it."""
    return _granted(who, conditions).distinct().order_by(*_ordering(order, *SORT_KEY))


def _beyond(order: Order, after: Key) -> ColumnElement[bool]:
    changed_at, case_id = literal(after[0], UtcDateTime()), literal(after[1], IdType)
    key, last = tuple_(*SORT_KEY), tuple_(changed_at, case_id)
    return key < last if order is Order.LATEST_FIRST else key > last


def _ordering(order: Order, *key: Any) -> tuple[ColumnElement[Any], ...]:
    if order is Order.LATEST_FIRST:
        return tuple(part.desc() for part in key)
    return tuple(part.asc() for part in key)
