"""Whether a step may be taken: its guards, asked inside the transaction, for every face alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ctj.queries.situations import Tried, situation_of
from ctj.workflow.definitions import Transition
from ctj.workflow.fold.effects import resolve_effects
from ctj.workflow.guards import evaluate
from ctj.workflow.machine import leads_to_chosen
from ctj.workflow.situation import Approval, Situation
from ctj.workflow.situation import Refusal as Missing

from .act import Act, Taking, as_stored
from .passing import LOOKALIKE
from .reading import Answers
from .refusals import Blocked, NeedsApproval
from .takings import Standing

#: Guards that a second person's decision satisfies.
SECOND_PERSON = ("second_person", "second_person_if_grave", "second_person_if_child")


@dataclass(frozen=True)
class Asked:
    """What guards see beside the form: approvals of this content, whether people were searched,
    whose rule of safe contact was read."""

    content_hash: str = ""
    approvals: tuple[Approval, ...] = ()
    searched_people: bool = False
    reasons: Mapping[str, str] | None = None
    safe_contact_read: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Judged:
    """A taking, what blocks it, and the warnings that still need a reason. A pattern is no
    knowledge: pages ask for the reason, but nothing waits for it."""

    taking: Taking
    missing: tuple[Missing, ...]
    unanswered: tuple[Missing, ...]


def judge(act: Act, standing: Standing, answers: Answers, to_state: str, asked: Asked) -> Judged:
    """Ask every guard, and resolve what the law gives to the step."""
    situation = _situation(act, standing, answers, asked)
    missing, warnings = evaluate(situation)
    reasons = asked.reasons or {}
    given = [(one, _reason(reasons, one)) for one in (*warnings, *answers.warnings)]
    taking = Taking(
        definition=standing.definition,
        transition=standing.transition,
        subject=standing.subject,
        track=standing.track,
        data=answers.data,
        occurred=answers.occurred,
        to_state=to_state,
        effects=as_stored(resolve_effects(situation)),
        warnings=tuple((one, why) for one, why in given),
        kind="adopt" if leads_to_chosen(standing.transition) else "transition",
    )
    return Judged(
        taking,
        tuple(missing),
        tuple(one for one, why in given if not why and one.guard != LOOKALIKE),
    )


def _situation(act: Act, standing: Standing, answers: Answers, asked: Asked) -> Situation:
    """What the guards look at: the case as this act has made it so far, and the step."""
    tried = Tried(
        user_id=act.doer.viewer.user_id,
        role=act.doer.role,
        now=act.now,
        form=answers.form,
        occurred=answers.occurred,
        approvals=asked.approvals,
        content_hash=asked.content_hash,
        searched_people=asked.searched_people,
        safe_contact_read=asked.safe_contact_read,
    )
    situation = situation_of(
        act.case,
        standing.definition,
        standing.transition,
        tried,
        track=standing.track,
        subject=standing.subject,
        projection=act.projection,
    )
    return replace(situation, events=act.standing)


def _reason(reasons: Mapping[str, str], warning: Missing) -> str:
    """Why the step is recorded all the same: for this subject, or for all of them."""
    own = reasons.get(f"{warning.subject_label}.{warning.guard}", "")
    return (own or reasons.get(warning.guard, "")).strip()


def refuse_blocked(judged: Sequence[Judged], content_hash: str, role: str) -> None:
    """Raises Blocked with what is missing for each subject; NeedsApproval if that is all."""
    missing = [one for each in judged for one in each.missing]
    unanswered = [one for each in judged for one in each.unanswered]
    if not missing and not unanswered:
        return
    if missing and not unanswered and all(one.guard in SECOND_PERSON for one in missing):
        what = what_of(judged[0].taking.transition)
        raise NeedsApproval(missing, what, content_hash, role)
    raise Blocked(missing, unanswered)


def what_of(transition: Transition) -> str:
    """The kind of approval that the step's guard names."""
    for use in transition.needs:
        if use.guard in SECOND_PERSON:
            return str(use.args.get("what", "step"))
    return "step"


def content_of(
    case_id: str, track: str, transition: str, parts: Mapping[str, Any]
) -> dict[str, Any]:
    """What an approval is bound to: the exact content, and the version of each track."""
    return {"case": case_id, "track": track, "transition": transition, "subjects": dict(parts)}
