"""Four eyes on a step: one person asks, another decides, and deciding carries it out (C27).

What is approved is the exact content with the version of each track; if either has changed, the
guard does not know the approval and the second person is told that it must be asked anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ctj.access import approvals as primitives
from ctj.access.approvals import APPROVED, Approval
from ctj.access.approvals import Asked as Request
from ctj.access.errors import ApprovalRefused, NotVisible
from ctj.access.rule import Sight, sight
from ctj.access.settings import AccessSettings
from ctj.access.viewers import Viewer, load_viewer
from ctj.identity.narratives import open_case
from ctj.identity.seal import case_sealer
from ctj.language import say
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work

from .corrections import correct_held, judged_correction
from .entries import entry_of, role_to_correct
from .locking import Held, hold_case
from .names import refuse_names
from .refusals import NeedsApproval
from .steps import IN_PERSON, By, Correction, Fired, Known, Step, SubjectStep, actor_of
from .takings import role_for, standings
from .transitions import held_for, refusals_audited, take, tried

_LIFE = AccessSettings().approval_life
STEP, CORRECTION = "step", "correction"
#: The question beside a request, and its label.
WHY = ("why", "What the second person should know")


@dataclass(frozen=True)
class Waiting:
    """A request as whoever decides sees it, with what would be recorded."""

    approval: Approval
    case_reference: str
    ordered: Step | Correction
    why: str


def request(
    services: Services,
    viewer: Viewer,
    ordered: Step | Correction,
    why: str = "",
    by: By = IN_PERSON,
) -> str:
    """Ask for a second person; returns the id of the request.

    Raises what recording would raise, FormErrors for a name in ``why``,
    ApprovalRefused where no second person is needed, or where exactly this waits already.
    """
    with unit_of_work(services.database, actor_of(viewer, ordered.role, by)) as work:
        held = _held_for(work, services, viewer, ordered)
        with refusals_audited(work, held.case.id, ordered.track, ordered.transition):
            needed = _needed(work, services, held, viewer, ordered, by)
        refuse_names(work, services, held.case, WHY, why)
        sealer = case_sealer(work.connection, services.keyring, held.case.id)
        context = f"approval:{needed.content_hash}"
        asked = Request(
            what=needed.what,
            transition=f"{ordered.track}.{ordered.transition}"[:64],
            content_hash=needed.content_hash,
            content=sealer.seal(context, {"ordered": _plain(ordered), "why": why}),
            case_id=held.case.id,
            seen={one.label: one.seen_version for one in _subjects(ordered)},
        )
        role = ordered.role or needed.role
        approval_id = primitives.request(
            work.connection, asked, by=viewer.user_id, role=role, now=work.clock, life=_LIFE
        )
        objects = {"approval": approval_id, "content": needed.content_hash, "what": needed.what}
        work.audit("approval.requested", case_id=held.case.id, objects=objects)
        payload = {"case": held.case.id, "approval": approval_id}
        work.outbox("approval.requested", payload, case_id=held.case.id)
    return approval_id


def _needed(
    work: UnitOfWork,
    services: Services,
    held: Held,
    viewer: Viewer,
    ordered: Step | Correction,
    by: By,
) -> NeedsApproval:
    """The refusal that only a second person is missing. Raises any other."""
    try:
        if isinstance(ordered, Step):
            tried(work, services, held, viewer, ordered, by)
        else:
            judged_correction(work, services, held, viewer, ordered, by)
    except NeedsApproval as needed:
        return needed
    raise ApprovalRefused(say("This needs no second person: record it."))


def decide(
    services: Services,
    viewer: Viewer,
    approval_id: str,
    decision: str,
    reason: str = "",
    by: By = IN_PERSON,
) -> Fired | None:
    """Approve, which carries the step out in the name of who asked, or decline (None).

    Raises NotVisible; NotAllowedHere where the viewer could not take the step himself;
    ApprovalRefused: own request, decided, expired, used, or something has changed since.
    """
    with unit_of_work(services.database, actor_of(viewer, None, by)) as work:
        waiting, held = _held(work, services, viewer, approval_id)
        ordered = waiting.ordered
        with refusals_audited(work, held.case.id, ordered.track, ordered.transition):
            _check_authority(held, viewer, ordered)
        refuse_names(work, services, held.case, ("reason", "Reason"), reason)
        primitives.decide(
            work.connection,
            approval_id,
            decision,
            by=viewer.user_id,
            now=work.clock,
            reason=reason or None,
        )
        objects = {"approval": approval_id, "decision": decision}
        work.audit("approval.decided", case_id=held.case.id, objects=objects)
        told = {"case": held.case.id, "approval": approval_id}
        work.outbox("approval.decided", told, case_id=held.case.id)
        if decision != APPROVED:
            return None
        return _carry_out(services, waiting, by)


def _check_authority(held: Held, viewer: Viewer, ordered: Step | Correction) -> None:
    """Who decides has authority of his own on that case. Raises NotAllowedHere."""
    if isinstance(ordered, Step):
        role_for(viewer, held.sight, standings(held.case, ordered)[0].transition, None)
    else:
        entry = entry_of(held.case, ordered.entry)
        role_to_correct(viewer, held.sight, entry, ordered.forgotten, None)


def _carry_out(services: Services, waiting: Waiting, by: By) -> Fired:
    """In the name of who asked, whose rights are asked again."""
    ordered, asked = waiting.ordered, waiting.approval
    actor_by = By(by.loaded_by, by.recorded_at)
    with unit_of_work(services.database, recorded_at=by.recorded_at) as work:
        requester = load_viewer(work.connection, asked.requested_by)
        work.actor = actor_of(requester, asked.requested_role, actor_by)
        held = _held_for(work, services, requester, ordered)
        try:
            if isinstance(ordered, Step):
                return take(work, services, held, requester, ordered, actor_by)
            return correct_held(work, services, held, requester, ordered, actor_by)
        except NeedsApproval as changed:
            raise ApprovalRefused(
                say(
                    "The case has changed since this was asked for, so what was asked "
                    "is not what would be recorded now. It must be asked anew."
                )
            ) from changed


def look(services: Services, viewer: Viewer, approval_id: str) -> Waiting:
    """The request with its content, for who may see the case. Raises NotVisible."""
    with services.database.read() as connection:
        approval = primitives.load(connection, approval_id)
        seen = sight(connection, viewer, approval.case_id) if approval.case_id else None
        if seen is None:
            raise NotVisible
        return _opened(connection, services, approval, seen)


def _held(
    work: UnitOfWork, services: Services, viewer: Viewer, approval_id: str
) -> tuple[Waiting, Held]:
    """The case locked first, then the request read: two who decide come one after the other."""
    approval = primitives.load(work.connection, approval_id)
    seen = sight(work.connection, viewer, approval.case_id) if approval.case_id else None
    if seen is None:
        work.refused("case.not_visible", rule="C01")
        raise NotVisible
    ordered = _opened(work.connection, services, approval, seen).ordered
    held = _held_for(work, services, viewer, ordered)
    approval = primitives.load(work.connection, approval_id)
    return _opened(work.connection, services, approval, seen), held


def _opened(connection: Connection, services: Services, approval: Approval, seen: Sight) -> Waiting:
    opener = open_case(connection, services.keyring, seen.case_id)
    told = opener.open(f"approval:{approval.content_hash}", approval.content)
    return Waiting(approval, seen.reference, _ordered(told["ordered"]), str(told["why"]))


def _held_for(
    work: UnitOfWork, services: Services, viewer: Viewer, ordered: Step | Correction
) -> Held:
    if isinstance(ordered, Step):
        return held_for(work, services, viewer, ordered)
    return hold_case(work, services, viewer, ordered.case_reference)


def _subjects(ordered: Step | Correction) -> tuple[SubjectStep, ...]:
    if isinstance(ordered, Step):
        return ordered.subjects
    return (SubjectStep("", ordered.seen_version),)


def _plain(ordered: Step | Correction) -> dict[str, Any]:
    """As JSON, with its kind."""
    if isinstance(ordered, Step):
        subjects = [[one.label, one.seen_version] for one in ordered.subjects]
        known = vars(ordered.known) if ordered.known else None
        return {"kind": STEP, **vars(ordered), "subjects": subjects, "known": known}
    return {"kind": CORRECTION, **vars(ordered)}


def _ordered(told: Mapping[str, Any]) -> Step | Correction:
    values = {name: value for name, value in told.items() if name != "kind"}
    if told["kind"] == CORRECTION:
        return Correction(**values)
    subjects = tuple(SubjectStep(label, seen) for label, seen in values.pop("subjects"))
    known = values.pop("known", None)
    return Step(subjects=subjects, known=Known(**known) if known else None, **values)
