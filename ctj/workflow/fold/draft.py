"""A projection while it is being written: maps are copied once, when they are first touched.

``apply`` takes one draft for one event; ``fold`` takes one for all, so that a case with a hundred
accused is not copied a thousand times. ``freeze`` hands out a ``Projection`` that later writes of
the same draft do not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..projection import Clock, FactValue, Projection, Row, Subject, TrackState

FactKey = tuple[str, str]


class Draft:
    """Writes to a copy of what it touches; reads see what was written."""

    def __init__(self, base: Projection) -> None:
        self.case_id = base.case_id
        self.jurisdiction = base.jurisdiction
        self.subjects: Mapping[str, Subject] = base.subjects
        self._tracks: dict[str, TrackState] = base.tracks  # type: ignore[assignment]
        self._rows: dict[str, Row] = base.rows  # type: ignore[assignment]
        self._facts: dict[FactKey, Mapping[str, FactValue]] = base.facts  # type: ignore[assignment]
        self._clocks: dict[str, Clock] = base.clocks  # type: ignore[assignment]
        self._owned: set[str] = set()
        self._own_facts: set[FactKey] = set()
        self._row_index: dict[tuple[str, str | None], list[str]] | None = None
        self._clock_index: dict[str | None, list[str]] | None = None

    def freeze(self) -> Projection:
        """What is written so far. Later writes copy again."""
        self._owned.clear()
        self._own_facts.clear()
        return Projection(
            case_id=self.case_id,
            jurisdiction=self.jurisdiction,
            subjects=self.subjects,
            tracks=self._tracks,
            rows=self._rows,
            facts=self._facts,
            clocks=self._clocks,
        )

    def track(self, track_id: str) -> TrackState | None:
        return self._tracks.get(track_id)

    def tracks(self) -> Iterable[TrackState]:
        return self._tracks.values()

    def put_track(self, track: TrackState) -> None:
        if "tracks" not in self._owned:
            self._tracks = dict(self._tracks)
            self._owned.add("tracks")
        self._tracks[track.id] = track

    def row(self, row_id: str) -> Row | None:
        return self._rows.get(row_id)

    def rows_of(self, register: str, owner_id: str | None) -> list[Row]:
        """Rows of a register of one owner (None: of the case), in order of number."""
        if self._row_index is None:
            self._row_index = {}
            for row in sorted(self._rows.values(), key=lambda row: row.number):
                self._row_index.setdefault((row.register, row.owner_id), []).append(row.id)
        return [self._rows[row_id] for row_id in self._row_index.get((register, owner_id), ())]

    def rows_in(self, register: str) -> list[Row]:
        """Rows of a register, whoever owns them."""
        return [row for row in self._rows.values() if row.register == register]

    def put_row(self, row: Row) -> None:
        if "rows" not in self._owned:
            self._rows = dict(self._rows)
            self._owned.add("rows")
        if row.id not in self._rows and self._row_index is not None:
            self._row_index.setdefault((row.register, row.owner_id), []).append(row.id)
        self._rows[row.id] = row

    def facts_of(self, unit: str, subject_id: str) -> Mapping[str, FactValue]:
        return self._facts.get((unit, subject_id), {})

    def fact(self, unit: str, subject_id: str, name: str) -> FactValue | None:
        return self._facts.get((unit, subject_id), {}).get(name)

    def put_fact(self, key: FactKey, name: str, value: FactValue | None) -> None:
        """Sets a fact, or takes it back where ``value`` is None."""
        if value is None and name not in self._facts.get(key, {}):
            return
        own = self._own_facts_of(key)
        if value is None:
            del own[name]
        else:
            own[name] = value

    def _own_facts_of(self, key: FactKey) -> dict[str, FactValue]:
        if "facts" not in self._owned:
            self._facts = dict(self._facts)
            self._owned.add("facts")
        if key not in self._own_facts:
            self._facts[key] = dict(self._facts.get(key, {}))
            self._own_facts.add(key)
        return self._facts[key]  # type: ignore[return-value]

    def put_subject(self, subject: Subject) -> None:
        self.subjects = {**self.subjects, subject.id: subject}

    def clear_facts(self, subjects: frozenset[str]) -> None:
        """Takes back every fact of these subjects."""
        self._facts = {k: one for k, one in self._facts.items() if k[1] not in subjects}
        self._owned.add("facts")
        self._own_facts -= {k for k in self._own_facts if k[1] in subjects}

    def take_out(
        self,
        subjects: frozenset[str],
        tracks: frozenset[str],
        rows: frozenset[str],
        clocks: frozenset[str],
    ) -> None:
        """Takes these out, with all facts of the subjects."""
        self.subjects = {k: one for k, one in self.subjects.items() if k not in subjects}
        self._tracks = {k: one for k, one in self._tracks.items() if k not in tracks}
        self._rows = {k: one for k, one in self._rows.items() if k not in rows}
        self._facts = {k: one for k, one in self._facts.items() if k[1] not in subjects}
        self._clocks = {k: one for k, one in self._clocks.items() if k not in clocks}
        self._owned |= {"tracks", "rows", "facts", "clocks"}
        self._own_facts.clear()
        self._row_index = self._clock_index = None

    def clocks(self) -> Iterable[Clock]:
        return self._clocks.values()

    def clocks_of(self, track_id: str | None) -> list[Clock]:
        """Clocks of a track, in order of their start (None: those that belong to a person)."""
        if self._clock_index is None:
            self._clock_index = {}
            for clock in self._clocks.values():
                self._clock_index.setdefault(clock.track_id, []).append(clock.id)
        return [self._clocks[clock_id] for clock_id in self._clock_index.get(track_id, ())]

    def put_clock(self, clock: Clock) -> None:
        if "clocks" not in self._owned:
            self._clocks = dict(self._clocks)
            self._owned.add("clocks")
        if clock.id not in self._clocks and self._clock_index is not None:
            self._clock_index.setdefault(clock.track_id, []).append(clock.id)
        self._clocks[clock.id] = clock
