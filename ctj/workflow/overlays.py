"""The law of a case's jurisdiction, with the neutral overlay filling what a country leaves out.

What neutral fills is policy of this product, not law, and says so (`is_policy`). Versions are
picked by date of validity; an entry whose first day is unknown applies only where a user says so.
Source: jurisdictions.md section 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ..language import SOURCE, language, say
from ..paths import workflows_dir
from .checks.findings import Finding
from .overlay_files import NEUTRAL, Jurisdiction, OverlayText, read_overlays
from .statements import LegalClock, Offence, Point, Statute

#: What the case is about, for `applies_if`: key to one code or several.
Context = Mapping[str, str | Iterable[str]]

_LOADED: dict[tuple[str, str], Mapping[str, Overlay]] = {}


class OverlaysRefused(ValueError):
    """The overlay files cannot be used as they are; `findings` says what must be mended, where."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(frozen=True)
class Overlay:
    """One jurisdiction's law, over the neutral overlay."""

    own: OverlayText
    neutral: OverlayText

    @property
    def code(self) -> str:
        """Code of the overlay in force: ``ph``, or ``neutral``."""
        return self.own.code

    @property
    def jurisdiction(self) -> Jurisdiction:
        return self.own.jurisdiction

    @property
    def version_hash(self) -> str:
        """Names the content of this overlay and of the neutral one beneath it."""
        both = f"{self.own.version_hash}/{self.neutral.version_hash}"
        return hashlib.sha256(both.encode()).hexdigest()

    @property
    def statutes(self) -> tuple[Statute, ...]:
        return self.own.statutes

    def statute(self, statute_id: str) -> Statute | None:
        """The statute of that id; None if the overlay does not state it."""
        return next((s for s in self.own.statutes if s.id == statute_id), None)

    def offence(self, offence_id: str) -> Offence | None:
        """The offence of that id, in force or not; None if the overlay does not state it."""
        return next((o for o in self.own.offences if o.id == offence_id), None)

    def offences_on(self, first: date | None, last: date | None = None) -> tuple[Offence, ...]:
        """Offences that may hold on a day of the conduct, from `first` to `last` (both inclusive).

        None = not known on that side. Those whose own dates are unknown are offered too: choosing
        an offence is a user's act. In the order of the file.
        """
        begin = first or date.min
        end = last or first or date.max
        return tuple(
            offence
            for offence in self.own.offences
            if offence.possibly_valid_within(begin, end)
            or (offence.valid_from is not None and offence.valid_from.is_unknown)
        )

    def clock_rule(
        self, rule: str, on: date | None = None, context: Context | None = None
    ) -> LegalClock | None:
        """The statement of `rule` for a clock that starts on the local day `on`.

        The country's own version by validity and `applies_if`; where it has none, or states that
        its law sets no limit, the neutral default (`is_policy`). None if neither knows the rule.
        `on` None (not known): the version in force now.
        """
        own = _picked(self.own.clocks, rule, on, context or {})
        if own is not None and not own.no_rule:
            return own
        default = _picked(self.neutral.clocks, rule, on, context or {})
        if default is None or own is None:
            return default
        return replace(default, without_rule=own)

    def clock(self, clock_id: str) -> LegalClock | None:
        """The statement of that id, the country's or neutral's."""
        both = (*self.own.clocks, *self.neutral.clocks)
        return next((clock for clock in both if clock.id == clock_id), None)

    def point(self, name: str) -> Point | None:
        """A point of procedure with its marks; neutral's where the country leaves it out."""
        return self.own.procedure.get(name) or self.neutral.procedure.get(name)

    def switch(self, name: str) -> str:
        """The text of a procedure switch ('yes', 'no', 'unknown', '2'); '' if nobody states it."""
        found = self.point(name)
        return "" if found is None else found.value

    def label(self, kind: str, label_id: str) -> str | None:
        """The local word for a state, role, track, document or word; None: use the usual label.

        In the language in force, from the overlay's own words or else said from its English ones.
        """
        return self._word(language(), kind, label_id) or self._said(kind, label_id)

    def own_words(self) -> Iterator[str]:
        """The overlay's English words, for the catalogues of other languages."""
        for labels in self.own.labels:
            if labels.language == SOURCE:
                for words in labels.words.values():
                    yield from words.values()

    def _said(self, kind: str, label_id: str) -> str | None:
        english = self._word(SOURCE, kind, label_id)
        return say(english) if english else None

    def _word(self, language: str, kind: str, label_id: str) -> str | None:
        for labels in self.own.labels:
            if labels.language == language:
                word = labels.words.get(kind, {}).get(label_id)
                if word is not None:
                    return word
        return None


def overlays_from(directory: Path) -> Mapping[str, Overlay]:
    """Every overlay of `directory` (a folder `jurisdictions`) by code, made once per content.

    Raises OverlaysRefused with every finding; also if there is no neutral overlay.
    """
    key = (str(directory), _digest(directory))
    if key not in _LOADED:
        _LOADED[key] = _overlays(directory)
    return _LOADED[key]


def load_overlay(code: str, directory: Path | None = None) -> Overlay:
    """The overlay for a jurisdiction (ISO 3166 alpha-2 or alpha-3); neutral where there is none.

    `directory` None: the installed `workflows/jurisdictions`. Raises OverlaysRefused.
    """
    overlays = overlays_from(directory or workflows_dir() / "jurisdictions")
    return overlay_for(code, overlays)


def overlay_for(code: str, overlays: Mapping[str, Overlay]) -> Overlay:
    """The overlay for a jurisdiction out of those given; neutral where there is none."""
    wanted = code.upper()
    for overlay in overlays.values():
        if wanted in (overlay.jurisdiction.code.upper(), overlay.jurisdiction.alpha3):
            return overlay
    return overlays[NEUTRAL]


def _overlays(directory: Path) -> dict[str, Overlay]:
    findings: list[Finding] = []
    texts = read_overlays(directory, findings)
    if NEUTRAL not in texts:
        findings.append(
            Finding(
                f"{directory.name}/{NEUTRAL}.yaml", 0, "There is no neutral overlay.", "Restore it."
            )
        )
    if findings:
        raise OverlaysRefused(sorted(findings))
    return {code: Overlay(text, texts[NEUTRAL]) for code, text in texts.items()}


def _digest(directory: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(directory.rglob("*.yaml")):
        digest.update(str(path.relative_to(directory)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _picked(
    clocks: Iterable[LegalClock], rule: str, on: date | None, context: Context
) -> LegalClock | None:
    """The version that holds: surely before possibly, the more particular before the general."""
    fitting = [clock for clock in clocks if clock.rule == rule and _applies(clock, context)]
    if on is None:
        valid = [clock for clock in fitting if clock.valid_to is None and not _by_choice(clock)]
    else:
        valid = [clock for clock in fitting if clock.surely_valid_on(on)] or [
            clock for clock in fitting if clock.possibly_valid_on(on)
        ]
    return max(valid, key=lambda clock: len(clock.applies_if), default=None)


def _by_choice(clock: LegalClock) -> bool:
    return clock.valid_from is not None and clock.valid_from.is_unknown


def _applies(clock: LegalClock, context: Context) -> bool:
    return all(
        set(accepted) & _codes(context.get(key, ())) for key, accepted in clock.applies_if.items()
    )


def _codes(value: str | Iterable[str]) -> set[str]:
    return {value} if isinstance(value, str) else set(value)
