"""Reads timeline files: what is told, in which line, and everything that cannot be taken.

Reading needs no database and no definitions; whether a step fits is the engine's to say, when it
is loaded. All that is wrong with a file is told at once, by line, event and mend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..workflow.checks.findings import Finding
from ..workflow.date_parts import DateRefused
from ..workflow.dates import parse
from ..workflow.reader.nodes import FileReader
from ..workflow.yaml_text import Mapping as MapNode
from ..workflow.yaml_text import Node, Scalar, YamlRefused, read
from ..workflow.yaml_text import Sequence as ListNode
from .refusals import Refusal, TimelineRefused
from .relative_dates import is_relative
from .subject_names import NotAName, expanded
from .timeline_format import (
    JURISDICTION,
    MOST_CASES,
    MOST_EVENTS,
    REFERENCE,
    VERSION,
    CaseTimeline,
    Member,
    Seat,
    TimelineEvent,
)

MAX_BYTES = 5_000_000
_TOP = ("timeline", "relative", "note", "cases")
_CASE = (
    "case", "jurisdiction", "description", "team", "team_by", "subjects", "events", "warnings",
    "sources", "conflicts", "note",
)  # fmt: skip
_EVENT = (
    "track", "transition", "subject", "subjects", "date", "by", "approved_by", "recorded",
    "answers", "each", "reasons", "note",
)  # fmt: skip
_LONGEST_LINE = 500
_SEAT_MEND = "Write role@AGENCY, for instance pros@PH-DOJ, or pros2@PH-DOJ for the second one."


def read_timelines(paths: Sequence[Path]) -> tuple[CaseTimeline, ...]:
    """Every case of every file. Raises TimelineRefused with all that is wrong in any of them."""
    cases: list[CaseTimeline] = []
    refusals: list[Refusal] = []
    for path in paths:
        try:
            cases.extend(read_timeline(path))
        except TimelineRefused as refused:
            refusals.extend(refused.refusals)
    refusals.extend(_named_twice(cases))
    if refusals:
        raise TimelineRefused(refusals)
    return tuple(cases)


def read_timeline(path: Path) -> tuple[CaseTimeline, ...]:
    """The cases of one file. Raises TimelineRefused."""
    try:
        node = read(path, path.name, max_bytes=MAX_BYTES)
    except YamlRefused as refused:
        wrong = Refusal(refused.file, refused.line, refused.reason, refused.mend)
        raise TimelineRefused([wrong]) from None
    except OSError as wrong:
        missing = "There is no such file." if isinstance(wrong, FileNotFoundError) else str(wrong)
        raise TimelineRefused([Refusal(str(path), 0, missing, "Check its name.")]) from None
    return _FileOfCases(path.name).cases(node)


def plain(node: Node | None) -> Any:
    """A node as ordinary texts, lists and dicts; an empty value is ''."""
    if isinstance(node, MapNode):
        return {str(name): plain(one) for name, one in node.items()}
    if isinstance(node, ListNode):
        return [plain(one) for one in node]
    return "" if node is None or (isinstance(node, Scalar) and node.is_null) else str(node)


def line_at(node: Any, path: str, otherwise: int) -> int:
    """The line on which an answer stands, as closely as the file tells it."""
    line = otherwise
    for part in filter(None, path.split(".")):
        if isinstance(node, MapNode) and part in node:
            line, node = node.line_of(part), node[part]
        elif isinstance(node, ListNode) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
            line = getattr(node, "line", line)
        else:
            break
    return line


def own_answers(node: MapNode, key: str, label: str) -> Any:
    """The node under ``key`` that is about this pseudonym, also where a range names it."""
    entries = node.get(key)
    if isinstance(entries, MapNode) and label:
        for name in reversed(entries):
            if label in expanded([name]):
                return entries[name]
    return None


def _named_twice(cases: Sequence[CaseTimeline]) -> list[Refusal]:
    first: dict[str, CaseTimeline] = {}
    found = []
    for case in cases:
        before = first.setdefault(case.reference, case)
        if before is not case:
            reason = (
                f"The reference {case.reference} stands a second time "
                f"(first in {before.file}, line {before.line})."
            )
            mend = "Give each case a reference of its own."
            found.append(Refusal(case.file, case.line, reason, mend, case.reference))
    return found


class _FileOfCases:
    """Reads one file; what cannot be taken is gathered and told at the end."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.refusals: list[Refusal] = []
        self.nodes = FileReader(file, self.findings)
        self.relative = False

    def cases(self, node: Node) -> tuple[CaseTimeline, ...]:
        """All cases of the file. Raises TimelineRefused."""
        found: list[CaseTimeline] = []
        top = self.nodes.mapping(node, "A timeline file")
        if top is not None:
            self._head(top)
            entries = self.nodes.entries(top, "cases")
            if not entries or len(entries) > MOST_CASES:
                self.nodes.refuse(
                    top.line_of("cases"),
                    f"The file holds {len(entries)} cases.",
                    f"Give it one case at least, and {MOST_CASES} at most.",
                )
            self._take()
            found = [one for entry in entries if (one := self._case(entry)) is not None]
        self._take()
        self.refusals.extend(_named_twice(found))
        if self.refusals:
            raise TimelineRefused(sorted(self.refusals, key=lambda refusal: refusal.line))
        return tuple(found)

    def _head(self, top: MapNode) -> None:
        self.nodes.known(top, _TOP, "A timeline file")
        version = self.nodes.text(top, "timeline", required="The file")
        if version is not None and version != VERSION:
            self.nodes.refuse(
                version, f"The format '{version}' is not known.", f"Write timeline: {VERSION}."
            )
        self.relative = self.nodes.flag(top, "relative")

    def _take(self, case: str = "", event: int | None = None, transition: str = "") -> None:
        """Turn what was found so far into refusals of this case and event."""
        for one in self.findings:
            refusal = Refusal(self.file, one.line, one.reason, one.mend)
            self.refusals.append(refusal.within(case, event, transition))
        self.findings.clear()

    def _case(self, node: Any) -> CaseTimeline | None:
        entry = self.nodes.mapping(node, "A case")
        if entry is None:
            return None
        self.nodes.known(entry, _CASE, "A case")
        reference = self._matching(entry, "case", REFERENCE, "capital letters, digits and hyphens")
        jurisdiction = self._matching(entry, "jurisdiction", JURISDICTION, "a country code: PH")
        team = tuple(one for member in self._list(entry, "team") if (one := self._member(member)))
        team_by = self._seat(entry, "team_by")
        subjects = self._subjects(entry)
        texts = {name: self._line(entry, name) for name in ("description", "warnings")}
        self._take(reference)
        return CaseTimeline(
            file=self.file,
            line=entry.line,
            reference=reference,
            jurisdiction=jurisdiction,
            team=team,
            team_by=team_by,
            subjects=subjects,
            events=self._events(entry, reference),
            relative=self.relative,
            sources=tuple(map(str, self.nodes.texts(entry, "sources"))),
            conflicts=tuple(map(str, self.nodes.texts(entry, "conflicts"))),
            node=entry,
            **texts,
        )

    def _events(self, entry: MapNode, reference: str) -> tuple[TimelineEvent, ...]:
        nodes = self._list(entry, "events")
        if not nodes or len(nodes) > MOST_EVENTS:
            self.nodes.refuse(
                entry.line_of("events"),
                f"The case has {len(nodes)} events.",
                f"Give it one at least, and {MOST_EVENTS} at most.",
            )
        self._take(reference)
        found = []
        for number, node in enumerate(nodes, 1):
            event = self._event(node, number)
            transition = event.transition if event else ""
            self._take(reference, number, transition)
            if event is not None:
                found.append(event)
        return tuple(found)

    def _event(self, node: Any, number: int) -> TimelineEvent | None:
        entry = self.nodes.mapping(node, "An event")
        if entry is None:
            return None
        self.nodes.known(entry, _EVENT, "An event")
        what = f"Event {number}"
        by = self._seat(entry, "by", required=what)
        track = self.nodes.text(entry, "track", required=what)
        transition = self.nodes.text(entry, "transition", required=what)
        return TimelineEvent(
            number=number,
            line=entry.line,
            track=str(track or ""),
            transition=str(transition or ""),
            by=by or Seat("", ""),
            date=self._date(entry, what),
            subjects=self._named(entry),
            approved_by=self._seat(entry, "approved_by"),
            recorded=self._recorded(entry),
            answers=plain(self._map(entry, "answers")),
            own_answers=self._each(entry, "each"),
            reasons=plain(self._map(entry, "reasons")),
            node=entry,
        )

    def _matching(self, entry: MapNode, key: str, shape: Any, wanted: str) -> str:
        text = self.nodes.text(entry, key, required="A case")
        if text is not None and not shape.fullmatch(text):
            self.nodes.refuse(text, f"'{key}' is '{text[:80]}'.", f"Write {wanted}.")
        return str(text or "")

    def _line(self, entry: MapNode, key: str) -> str:
        text = self.nodes.text(entry, key)
        if text is not None and len(text) > _LONGEST_LINE:
            reason = f"'{key}' has {len(text):,} characters; {_LONGEST_LINE} are allowed."
            self.nodes.refuse(text, reason, "Shorten it.")
        return str(text or "")

    def _map(self, entry: MapNode, key: str) -> MapNode:
        node = entry.get(key)
        if node is None or (isinstance(node, Scalar) and node.is_null):
            return MapNode()
        return self.nodes.mapping(node, f"'{key}'") or MapNode()

    def _list(self, entry: MapNode, key: str) -> list[Any]:
        return self.nodes.entries(entry, key)

    def _member(self, node: Any) -> Member | None:
        seat = self._parsed(node, Seat.parse, "a seat", _SEAT_MEND)
        return None if seat is None else Member(seat, getattr(node, "line", 0))

    def _seat(self, entry: MapNode, key: str, *, required: str = "") -> Seat | None:
        text = self.nodes.text(entry, key, required=required)
        return None if text is None else self._parsed(text, Seat.parse, "a seat", _SEAT_MEND)

    def _parsed(
        self, node: Any, parse_text: Callable[[str], Seat | None], what: str, mend: str
    ) -> Seat | None:
        found = parse_text(node) if isinstance(node, Scalar) else None
        if found is None:
            self.nodes.refuse(node, f"'{str(node)[:60]}' is not {what}.", mend)
        return found

    def _named(self, entry: MapNode) -> tuple[str, ...]:
        if "subject" in entry and "subjects" in entry:
            self.nodes.refuse(
                entry.line_of("subjects"),
                "The event has both 'subject' and 'subjects'.",
                "Keep one of the two.",
            )
        key = "subjects" if "subjects" in entry else "subject"
        return self._expanded(self.nodes.texts(entry, key), entry.line_of(key))

    def _expanded(self, texts: Sequence[str], line: int) -> tuple[str, ...]:
        try:
            return expanded(map(str, texts))
        except NotAName as wrong:
            self.nodes.refuse(line, str(wrong), "")
            return ()

    def _subjects(self, entry: MapNode) -> Mapping[str, Mapping[str, Any]]:
        return self._each(entry, "subjects")

    def _each(self, entry: MapNode, key: str) -> Mapping[str, Mapping[str, Any]]:
        """Answers by pseudonym; what a range says is said of each that it names."""
        node = self._map(entry, key)
        found: dict[str, Mapping[str, Any]] = {}
        for name in node:
            own = node[name]
            empty = isinstance(own, Scalar) and own.is_null
            answers = MapNode() if empty else self.nodes.mapping(own, f"'{name}' of '{key}'")
            for label in self._expanded([name], node.line_of(name)):
                found[label] = {**found.get(label, {}), **plain(answers or MapNode())}
        return found

    def _date(self, entry: MapNode, what: str) -> Any:
        node = entry.get("date")
        if isinstance(node, MapNode | ListNode):
            return plain(node)
        text = self.nodes.text(entry, "date", required=what)
        if text is not None:
            self._check_date(text, "date")
        return str(text or "")

    def _recorded(self, entry: MapNode) -> str | None:
        text = self.nodes.text(entry, "recorded")
        if text is None:
            return None
        self._check_date(text, "recorded")
        return str(text)

    def _check_date(self, text: str, key: str) -> None:
        if is_relative(text):
            if not self.relative:
                self.nodes.refuse(
                    text,
                    f"'{key}' counts from the day of loading: '{text}'.",
                    "Write the date, or 'relative: true' at the head of a demonstration file.",
                )
            return
        try:
            parse(text)
        except DateRefused as wrong:
            self.nodes.refuse(text, f"'{key}': {wrong.sentence}", "")
