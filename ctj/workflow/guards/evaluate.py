"""Asks the guards of a step, and says what is missing in the words of guards.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..definitions import GuardUse
from ..fold.step import holds
from ..situation import Refusal, Situation
from .look import label, with_rows_tried
from .registry import GUARDS, Missing, Registered


def evaluate(
    situation: Situation, *, before_form: bool = False
) -> tuple[list[Refusal], list[Refusal]]:
    """What blocks the step, and what only warns, in the order of the track file.

    ``before_form``: the step is only offered, its form is not filled yet; guards that the form can
    satisfy, and approvals of its content, are not asked. Raises LookupError for an unknown guard.
    """
    ready = situation if before_form else with_rows_tried(situation)
    blocks = _asked(ready, situation.transition.needs, True, before_form)
    warnings = _asked(ready, situation.transition.warns, False, before_form)
    return blocks, warnings


def _asked(
    situation: Situation, uses: tuple[GuardUse, ...], blocks: bool, before_form: bool
) -> list[Refusal]:
    found = []
    for use in uses:
        registered = GUARDS.get(use.guard)
        if registered is None:
            raise LookupError(f"The guard '{use.guard}' is not known.")
        if before_form and (_asks_form(situation, use, registered) or use.when):
            continue
        names = {name: situation.overlay.switch(name) for name in use.when}
        if not holds(use.when, situation.form, names):
            continue
        missing = registered.check(situation, **use.args)
        if missing is not None:
            found.append(refusal(situation, use, missing, blocks=blocks))
    return found


def _asks_form(situation: Situation, use: GuardUse, registered: Registered) -> bool:
    """``has`` can be met by the form where the form itself writes rows of that register."""
    if registered.asks_form:
        return True
    wanted = use.args.get("register")
    return wanted is not None and any(
        field.register == wanted and field.mode != "name" for field in situation.transition.form
    )


def refusal(situation: Situation, use: GuardUse, missing: Missing, *, blocks: bool) -> Refusal:
    """The refusal in words. Subjects are named by pseudonym, whatever the reader may know."""
    definition = situation.library.guards.get(use.guard)
    who = missing.subject_id or (situation.subject.id if situation.subject else None)
    words = {**use.args, "subject": label(situation, who), **missing.words}
    sentence = use.sentence or (definition.sentence if definition else "")
    where = missing.where if missing.where is not None else (definition.where if definition else "")
    return Refusal(
        guard=use.guard,
        sentence=filled(sentence, words),
        subject_label=label(situation, who) if who else None,
        where=filled("" if where == "-" else where, words),
        article=missing.article,
        article_status=missing.article_status,
        blocks=blocks,
        data={name: str(value) for name, value in missing.words.items()},
    )


class _Words(dict[str, Any]):
    """Placeholders that a guard left out stay visible, so that a test finds them."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def filled(sentence: str, words: Mapping[str, Any]) -> str:
    """The sentence with its placeholders filled; the first letter stays as written."""
    return sentence.format_map(_Words(words))
