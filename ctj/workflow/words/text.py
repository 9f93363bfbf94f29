"""A track in words as plain text, for the terminal and for reading aloud."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from .parts import Legal, QuestionWords, StepWords, TrackWords

_WIDTH = 96
_MARKS = {"verified": " [verified]", "unverified": " [unverified]", "policy": " [policy default]"}


def as_text(track: TrackWords) -> str:
    """The whole track, wrapped at 96 characters."""
    return "\n".join(_lines(track)) + "\n"


def _lines(track: TrackWords) -> Iterator[str]:
    yield track.label
    yield "=" * len(track.label)
    place = f", as read in {track.jurisdiction}" if track.jurisdiction else ""
    yield f"Runs for each {track.runs_for}{place}. Version {track.hash[:12]}."
    yield from _wrapped(track.source, "", "")
    yield (
        f"Of the statements below that cite a source, {track.verified} were read in the text and "
        f"{track.unverified} were not."
    )
    yield ""
    yield from _title("States")
    for state in track.states:
        yield from _wrapped(f"{state.label}  ({state.kind_words})", "- ", "  ")
        for line in state.today:
            yield from _wrapped(f"on Today for {line}", "    ", "    ")
    yield ""
    for title, steps in (("Steps", track.steps), ("Acts (the state stays)", track.acts)):
        yield from _title(title)
        for step in steps:
            yield from _step(step)


def _step(step: StepWords) -> Iterator[str]:
    yield f"{step.label}  [{step.id}]"
    start = "; ".join(step.starts_from) or "the beginning"
    arrow = f" -> {step.leads_to}" if step.leads_to else ""
    yield from _wrapped(f"from: {start}{arrow}", "  ", "        ")
    if step.who:
        several = "; may be taken for several people at once" if step.joint else ""
        yield from _wrapped(f"by: {', '.join(step.who)}{several}", "  ", "      ")
    for question in step.asks:
        yield from _question(question, "  ")
    yield from _legal("must be so", step.needs)
    yield from _legal("else a warning is kept", step.warns)
    yield from _legal("limit", step.limits)
    for line in (*step.sets, *step.rows, *step.fires):
        yield from _wrapped(line, "  - ", "    ")
    yield from _legal("source", [step.source] if step.source.text else [])
    yield ""


def _question(question: QuestionWords, indent: str) -> Iterator[str]:
    star = "*" if question.required else ""
    extra = [part for part in (question.condition, question.kept) if part]
    tail = f" ({'; '.join(extra)})" if extra else ""
    yield from _wrapped(
        f"? {question.label}{star}: {question.answer}{tail}", indent, indent + "    "
    )
    for column in question.columns:
        yield from _question(column, indent + "    ")


def _legal(title: str, statements: Iterable[Legal]) -> Iterator[str]:
    for one in statements:
        article = f" — {one.article}" if one.article else ""
        mark = _MARKS.get(one.status, "")
        yield from _wrapped(f"{title}: {one.text}{article}{mark}", "  ", "    ")


def _title(title: str) -> Iterator[str]:
    yield title
    yield "-" * len(title)


def _wrapped(text: str, first: str, rest: str) -> Iterator[str]:
    yield from textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest)
