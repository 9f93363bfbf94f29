"""What can be done next on a case: steps as buttons, grouped; blocked ones with what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctj.language import say
from ctj.workflow.situation import Refusal

from .case_page import CaseView, Strip
from .open_case import OpenCase
from .tracks import Possible, possible_steps

#: So many buttons of the first group, and of each other one, are shown before the rest folds away.
FIRST, OTHERS = 6, 3
#: So many tracks are asked for steps on one page.
MOST_TRACKS = 12

Who = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StepGroup:
    """Buttons that the same subjects could take. ``why`` says what presses, if something does."""

    subjects: Who
    why: str
    steps: tuple[Possible, ...]


@dataclass(frozen=True)
class BlockedStep:
    """A step that guards refuse, with each missing thing."""

    subjects: Who
    step: Possible


@dataclass(frozen=True)
class StepList:
    """``more``: how many buttons were folded away."""

    groups: tuple[StepGroup, ...]
    blocked: tuple[BlockedStep, ...]
    more: int


def step_list(opened: OpenCase, view: CaseView, *, full: bool = False) -> StepList:
    """The steps of the tracks shown; what presses first, moves before acts."""
    if not opened.sight.may_write:
        return StepList((), (), 0)
    order = sorted(view.strips, key=lambda s: (not s.pressing, s.track != "prosecution", s.done))
    shown = order[:MOST_TRACKS]
    found = [(strip, _steps(opened, strip)) for strip in shown]
    found.sort(key=lambda one: (not one[0].pressing, not _has_move(one[1])))
    groups, more = _groups(found, full)
    return StepList(tuple(groups), tuple(_blocked(found)), more)


def _steps(opened: OpenCase, strip: Strip) -> tuple[Possible, ...]:
    track = opened.projection.tracks[strip.track_id]
    steps = possible_steps(opened.file, opened.viewer, track)
    ends = _ends(opened, strip)
    return tuple(sorted(steps, key=lambda s: (f"{s.track}.{s.transition}" not in ends, s.is_act)))


def _ends(opened: OpenCase, strip: Strip) -> frozenset[str]:
    """The steps that end a limit which presses: they stand first."""
    clocks = opened.file.library.clocks
    pressing = (one for one in strip.limits if one.level in ("today", "late", "week"))
    return frozenset(
        step for one in pressing if one.clock in clocks for step in clocks[one.clock].stops
    )


def _has_move(steps: tuple[Possible, ...]) -> bool:
    """Whether this viewer can move the track on: whoever can only add notes finds it later."""
    return any(not step.is_act and not step.missing for step in steps)


def _who(strip: Strip) -> tuple[str, str]:
    return (strip.subject_label, strip.subject_kind)


def _groups(
    found: list[tuple[Strip, tuple[Possible, ...]]], full: bool
) -> tuple[list[StepGroup], int]:
    """Accused with the very same buttons share a group, so that a joint step stands once."""
    together: dict[tuple[str, ...], list[tuple[Strip, tuple[Possible, ...]]]] = {}
    for strip, steps in found:
        open_steps = tuple(step for step in steps if not step.missing)
        if open_steps:
            key = (strip.track, strip.state, *(step.transition for step in open_steps))
            together.setdefault(key, []).append((strip, open_steps))
    groups: list[StepGroup] = []
    more = 0
    for members in together.values():
        steps = members[0][1]
        shown = steps if full else steps[: OTHERS if groups else FIRST]
        more += len(steps) - len(shown)
        subjects = tuple(_who(strip) for strip, _ in members if strip.subject_label)
        groups.append(StepGroup(subjects, _why(members[0][0], len(members)), shown))
    return groups, more


def _why(strip: Strip, members: int) -> str:
    if not strip.subject_label:
        return say("the case")
    if members > 1:
        return say("one step for all of them, or for one")
    if strip.limit and strip.pressing:
        return f"{strip.limit.label.lower()}: {strip.limit.moment}"
    return ""


def _blocked(found: Iterable[tuple[Strip, tuple[Possible, ...]]]) -> Iterable[BlockedStep]:
    """Blocked steps, joined where several lack the same in the same words."""
    together: dict[tuple[str, tuple[str, ...]], tuple[list[Strip], Possible]] = {}
    for strip, steps in found:
        for step in steps:
            if step.missing:
                key = (step.transition, tuple(_neutral(one, strip) for one in step.missing))
                together.setdefault(key, ([], step))[0].append(strip)
    for strips, step in together.values():
        yield BlockedStep(tuple(_who(s) for s in strips if s.subject_label), step)


def _neutral(refusal: Refusal, strip: Strip) -> str:
    """The sentence without the pseudonym, to compare between subjects."""
    return refusal.sentence.replace(strip.subject_label or "\0", "{}")
