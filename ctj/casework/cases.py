"""Opening a case: its row, its key, its first track, and who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, update

from ctj.access.grants import Grant, give
from ctj.access.viewers import Viewer
from ctj.identity.seal import case_sealer
from ctj.language import say
from ctj.model.base import new_id
from ctj.model.cases import Case
from ctj.queries.choices import organisations
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.step import FieldError

from .adoption import flat
from .locking import hold_case
from .names import refuse_names
from .new_references import new_reference
from .preview import Preview, Seen, look_ahead
from .refusals import FormErrors, NotAllowedHere
from .steps import IN_PERSON, By, Fired, Step, actor_of
from .takings import current_definition, role_among
from .transitions import refusals_audited, take

TRACK, TRANSITION = "investigation", "open_case"
#: Code of the list ``sensitivity`` -> what a clearance is compared with.
SENSITIVITY = {"ordinary": 1, "restricted": 2, "sealed": 3}


@dataclass(frozen=True)
class Opening:
    """A case to open. ``jurisdiction`` None: that of the instance.

    ``reference`` is given only on a demonstration; else it is random. ``transition``: open_case,
    or adopt for a case that began elsewhere.
    """

    answers: Mapping[str, Any]
    jurisdiction: str | None = None
    reference: str | None = None
    description: str | None = None
    reasons: Mapping[str, str] | None = None
    role: str | None = None
    transition: str = TRANSITION


def open_case(services: Services, viewer: Viewer, opening: Opening, by: By = IN_PERSON) -> Fired:
    """Open a case and record its first event. Raises NotAllowedHere, FormErrors, Blocked.

    The viewer, the viewer's teams and the supervisors of the lead agency may see it from now on.
    """
    definition = current_definition(services.library, TRACK)
    role = role_among(viewer, definition.transitions[opening.transition], opening.role)
    actor = actor_of(viewer, role, by)
    with unit_of_work(services.database, actor, recorded_at=by.recorded_at) as work:
        case_id, reference = new_id(), _reference(services, opening)
        _write_case(work, services, viewer, opening, case_id, reference)
        held = hold_case(work, services, viewer, reference)
        with refusals_audited(work, None, TRACK, opening.transition):
            return take(work, services, held, viewer, _step(opening, reference, role), by)


def preview_opening(services: Services, viewer: Viewer, opening: Opening) -> Preview:
    """What ``open_case`` would do; nothing is written. Raises what it raises, but for missing
    reasons, which are told in the result."""
    definition = current_definition(services.library, TRACK)
    role = role_among(viewer, definition.transitions[TRANSITION], opening.role)
    try:
        with unit_of_work(services.database, actor_of(viewer, role)) as work:
            reference = _reference(services, opening)
            _write_case(work, services, viewer, opening, new_id(), reference)
            raise Seen(look_ahead(work, services, viewer, _step(opening, reference, role)))
    except Seen as seen:
        return seen.preview


def _step(opening: Opening, reference: str, role: str) -> Step:
    return Step(
        reference,
        TRACK,
        opening.transition,
        answers=flat(opening.answers),
        reasons=opening.reasons or {},
        role=role,
    )


def _reference(services: Services, opening: Opening) -> str:
    if opening.reference is None:
        return new_reference(opening.jurisdiction or services.instance.jurisdiction)
    if not services.instance.demonstration:
        raise NotAllowedHere(
            say("A reference can be chosen on a demonstration only; it is random.")
        )
    return opening.reference


def _write_case(
    work: UnitOfWork,
    services: Services,
    viewer: Viewer,
    opening: Opening,
    case_id: str,
    reference: str,
) -> None:
    agency = _lead_agency(work.connection, opening, viewer)
    work.connection.execute(
        insert(Case).values(
            id=case_id,
            reference=reference,
            jurisdiction=opening.jurisdiction or services.instance.jurisdiction,
            lead_agency_id=agency,
            description=opening.description,
            sensitivity=_sensitivity(viewer, opening),
            created_at=work.now,
            created_by=viewer.user_id,
            changed_at=work.now,
        )
    )
    case_sealer(work.connection, services.keyring, case_id)
    _give_grants(work, viewer, case_id, agency)


def _lead_agency(connection: Connection, opening: Opening, viewer: Viewer) -> str:
    """The agency that the form names; what it does not know is told with the form's errors."""
    text = opening.answers.get("lead_agency")
    found = organisations(connection, [text]) if isinstance(text, str) else ()
    known = [one for one in found if one.kind in ("agency", "prosecution")]
    return known[0].value if known else viewer.agency_id


def _sensitivity(viewer: Viewer, opening: Opening) -> int:
    wanted = SENSITIVITY.get(str(opening.answers.get("sensitivity", "ordinary")), 1)
    if wanted > viewer.clearance:
        sentence = say("Your clearance does not reach this: you could not see the case yourself.")
        raise FormErrors([FieldError("sensitivity", sentence, say("Sensitivity"))])
    return wanted


def _give_grants(work: UnitOfWork, viewer: Viewer, case_id: str, agency: str) -> None:
    grants = [Grant("user", viewer.user_id)]
    grants += [Grant("team", team) for team in viewer.team_ids]
    grants.append(Grant("supervisors", agency, "supervision"))
    for grant in grants:
        give(work.connection, case_id, grant, by=viewer.user_id, now=work.now)
    work.audit("case.opened", case_id=case_id, objects={"grants": len(grants)})


def describe(services: Services, viewer: Viewer, reference: str, text: str) -> None:
    """Change the short neutral text under which the case is listed. Raises NotVisible,
    FormErrors."""
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        held = hold_case(work, services, viewer, reference)
        if not held.sight.may_write:
            raise NotAllowedHere(say("You may read this case, not add to it."))
        about = ("description", "Short description")
        refuse_names(work, services, held.case, about, text)
        work.connection.execute(
            update(Case).where(Case.id == held.case.id).values(description=text[:200])
        )
        work.audit("case.described", case_id=held.case.id, rule=held.sight.rule)
