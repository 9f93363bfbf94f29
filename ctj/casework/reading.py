"""Reading what was typed for each subject of a step; errors come all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ctj.access.viewers import Viewer
from ctj.queries.choices import form_contexts, texts_in
from ctj.queries.situations import CaseFile
from ctj.services import Services
from ctj.transaction import UnitOfWork
from ctj.workflow.common_fields import OCCURRED
from ctj.workflow.definitions import Field
from ctj.workflow.projection import Subject
from ctj.workflow.situation import Refusal as Missing
from ctj.workflow.step import FieldError, FormContext, FormResult, read, read_joint
from ctj.workflow.step.errors import NAME_IN_TEXT

from .names import name_finder
from .passing import TextsSeen
from .refusals import FormErrors


@dataclass(frozen=True)
class Answers:
    """What one subject's step says. ``form`` is all of it; ``data`` without the day of the act.
    ``warnings``: what stands in its texts (C07), told once for all subjects."""

    form: Mapping[str, Any]
    warnings: tuple[Missing, ...] = ()

    @property
    def occurred(self) -> Any:
        """The date of the act as stored; unknown where the form does not ask for it."""
        return self.form.get(OCCURRED, "unknown")

    @property
    def data(self) -> dict[str, Any]:
        return {name: value for name, value in self.form.items() if name != OCCURRED}


def read_answers(
    work: UnitOfWork,
    services: Services,
    viewer: Viewer,
    case: CaseFile,
    fields: Sequence[Field],
    subjects: Mapping[str, Subject | None],
    answers: Mapping[str, Any],
    reasons: Mapping[str, str] | None = None,
) -> dict[str, Answers]:
    """Typed answers by label ('' for the case). Raises FormErrors with every error."""
    seen = TextsSeen(bool((reasons or {}).get(NAME_IN_TEXT, "").strip()))
    found_name = name_finder(work.connection, services.keyring, case)
    contexts = form_contexts(
        work.connection,
        viewer,
        case,
        fields,
        subjects,
        named=set(texts_in(answers)),
        checks={"found_name": found_name, "may_pass": seen.may_pass, "look_at": seen.look_at},
    )
    results = _read(fields, answers, contexts)
    if not all(result.is_valid for result in results.values()):
        contexts = form_contexts(work.connection, viewer, case, fields, subjects)
        raise FormErrors(_errors(results, _read(fields, answers, contexts)))
    told = {label: Answers(result.typed) for label, result in results.items()}
    first = next(iter(told))
    return {**told, first: replace(told[first], warnings=seen.warnings())}


def _read(
    fields: Sequence[Field], answers: Mapping[str, Any], contexts: Mapping[str, FormContext]
) -> Mapping[str, FormResult]:
    if len(contexts) > 1:
        return read_joint(fields, answers, contexts)
    ((label, context),) = contexts.items()
    own = answers.get(label) if label else None
    if isinstance(own, Mapping):
        shared = {name: value for name, value in answers.items() if name != label}
        return {label: read(fields, {**shared, **own}, context)}
    return {label: read(fields, answers, context)}


def _errors(
    narrow: Mapping[str, FormResult], full: Mapping[str, FormResult]
) -> tuple[FieldError, ...]:
    """The errors with 'did you mean' out of the full lists; a name found stands in the first."""
    told = {error for result in full.values() for error in result.errors}
    paths = {error.path for error in told}
    kept = [
        error for result in narrow.values() for error in result.errors if error.path not in paths
    ]
    ordered = [error for result in full.values() for error in result.errors]
    return tuple(dict.fromkeys([*ordered, *kept]))
