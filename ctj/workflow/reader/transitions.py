"""One transition of a track file: form, guards, clocks, facts."""

from __future__ import annotations

from typing import Any

from ..definitions import ClockEffects, ClockUse, FactEffect, FormPage, GuardUse, Transition
from ..yaml_text import Mapping, Scalar, Sequence
from .fields import read_fields
from .nodes import FileReader, value_of

KEYS = (
    "id", "from", "to", "who", "fired_by", "only_fired_by", "fires", "joint", "button", "form",
    "pages", "needs", "warns", "clocks", "facts", "creates", "creates_track", "row_effects",
    "occurred_label", "occurred_help", "proposed", "adds_subject", "source", "source_status",
)  # fmt: skip
_ONE_TEXT = ("creates", "adds_subject", "occurred_label", "occurred_help")
_FLAGS = ("creates_track", "only_fired_by", "joint", "proposed")
CLOCK_KEYS = (
    "start", "stop", "pause", "resume", "extend", "cancel", "cancel_all_but", "tell",
)  # fmt: skip
FACT_KEYS = ("function", "args", "field", "value", "clear", "do", "when")
SAME = "same"
CHOSEN = "chosen"


def read_transition(reader: FileReader, node: Any) -> Transition | None:
    """One transition as written; groups of states and rows are not yet expanded."""
    mapping = reader.mapping(node, "A transition")
    if mapping is None:
        return None
    name = reader.text(mapping, "id", required="A transition")
    if name is None:
        return None
    what = f"the transition '{name}'"
    reader.known(mapping, KEYS, what.capitalize())
    target = reader.text(mapping, "to", required=f"The transition '{name}'")
    fires, fires_for = _fires(reader, mapping)
    return Transition(
        id=name,
        label=_label(reader, mapping, name),
        from_states=reader.texts(mapping, "from"),
        to=None if target in (SAME, CHOSEN) else target,
        form=read_fields(reader, reader.entries(mapping, "form"), what),
        pages=_pages(reader, mapping, name),
        needs=_guards(reader, mapping, "needs", name),
        warns=_guards(reader, mapping, "warns", name),
        clocks=_clocks(reader, mapping, name),
        facts=_facts(reader, mapping, name),
        row_effects=tuple(value_of(one) for one in reader.entries(mapping, "row_effects")),
        fires=fires,
        fires_for=fires_for,
        source=reader.text(mapping, "source") or "",
        source_status=reader.choice(mapping, "source_status", ("verified", "unverified"), ""),
        line=mapping.line,
        file=reader.file,
        **reader.values(mapping, texts=_ONE_TEXT, lists=("who", "fired_by"), flags=_FLAGS),
    )


def _label(reader: FileReader, mapping: Mapping, name: str) -> str:
    """The button; a transition without a button of its own is called by its id in words."""
    if reader.flag(mapping, "only_fired_by"):
        return reader.text(mapping, "button") or name.replace("_", " ").capitalize()
    return reader.text(mapping, "button", required=f"The transition '{name}'") or name


def _pages(reader: FileReader, mapping: Mapping, name: str) -> tuple[FormPage, ...]:
    """`pages: [{title: The report, fields: [reported_on, detection]}]`."""
    found = []
    for node in reader.entries(mapping, "pages"):
        page = reader.mapping(node, f"A page of '{name}'")
        if page is None:
            continue
        reader.known(page, ("title", "fields"), f"A page of '{name}'")
        title = reader.text(page, "title", required=f"A page of '{name}'")
        found.append(FormPage(title or "", reader.texts(page, "fields")))
    return tuple(found)


def _fires(reader: FileReader, mapping: Mapping) -> tuple[tuple[str, ...], str | None]:
    """`fires: {transition: prosecution.refer_accused, for: accused}`, or the transitions alone."""
    node = mapping.get("fires")
    if not isinstance(node, Mapping):
        return reader.texts(mapping, "fires"), None
    reader.known(node, ("transition", "for"), "'fires'")
    return reader.texts(node, "transition"), reader.text(node, "for")


def _guards(reader: FileReader, mapping: Mapping, key: str, name: str) -> tuple[GuardUse, ...]:
    found = []
    for node in reader.entries(mapping, key):
        use = reader.mapping(node, f"A guard of '{name}'")
        guard = use and reader.text(use, "guard", required=f"A guard of '{name}'")
        if use is None or not guard:
            continue
        given = {k: value_of(v) for k, v in use.items() if k not in ("guard", "when", "sentence")}
        found.append(GuardUse(guard, given, reader.when(use), reader.text(use, "sentence")))
    return tuple(found)


def _clocks(reader: FileReader, mapping: Mapping, name: str) -> ClockEffects:
    if "clocks" not in mapping:
        return ClockEffects()
    node = reader.mapping(mapping["clocks"], f"'clocks' of '{name}'")
    if node is None:
        return ClockEffects()
    reader.known(node, CLOCK_KEYS, f"'clocks' of '{name}'")
    uses = {
        key: tuple(u for one in reader.entries(node, key) if (u := _clock_use(reader, one, name)))
        for key in CLOCK_KEYS
        if key != "cancel_all_but"
    }
    but = reader.texts(node, "cancel_all_but") if "cancel_all_but" in node else None
    if any(use.clock == "all" for use in uses["cancel"]):
        uses["cancel"] = tuple(use for use in uses["cancel"] if use.clock != "all")
        but = but or ()
    return ClockEffects(cancel_all_but=but, **uses)


def _clock_use(reader: FileReader, node: Any, name: str) -> ClockUse | None:
    if isinstance(node, Scalar):
        return ClockUse(node)
    use = reader.mapping(node, f"A clock of '{name}'")
    if use is None:
        return None
    reader.known(use, ("clock", "when"), f"A clock of '{name}'")
    clock = reader.text(use, "clock", required=f"A clock of '{name}'")
    return None if clock is None else ClockUse(clock, reader.when(use))


def _facts(reader: FileReader, mapping: Mapping, name: str) -> tuple[FactEffect, ...]:
    if "facts" not in mapping:
        return ()
    node = reader.mapping(mapping["facts"], f"'facts' of '{name}'")
    found: list[FactEffect] = []
    for key, value in (node or {}).items():
        for one in value if isinstance(value, Sequence) else [value]:
            effect = _fact(reader, key, one)
            if effect is not None:
                found.append(effect)
    return tuple(found)


def _fact(reader: FileReader, key: str, node: Any) -> FactEffect | None:
    """One entry: `date`, `rows`, a function's name, or a mapping (process.md section 0)."""
    unit, fact = _unit_and_fact(key)
    if isinstance(node, Scalar):
        how = str(node) if node in ("date", "rows") else "function"
        return FactEffect(fact, how, unit, node if how == "function" else None)
    entry = reader.mapping(node, f"The fact '{key}'")
    if entry is None:
        return None
    reader.known(entry, FACT_KEYS, f"The fact '{key}'")
    when = reader.when(entry)
    if "do" in entry:
        inner = _fact(reader, key, entry["do"])
        return inner and FactEffect(fact, inner.how, unit, inner.argument, inner.args, when)
    if "function" in entry:
        args = reader.texts(entry, "args")
        return FactEffect(fact, "function", unit, reader.text(entry, "function"), args, when)
    for how in ("field", "value"):
        if how in entry:
            return FactEffect(fact, how, unit, reader.text(entry, how), (), when)
    if reader.flag(entry, "clear"):
        return FactEffect(fact, "clear", unit, None, (), when)
    reason = f"The fact '{key}' is not set to anything."
    reader.refuse(entry, reason, "Say field, value, function, clear or do.")
    return None


def _unit_and_fact(key: str) -> tuple[str | None, str]:
    """`victim.comp_ordered` is the fact comp_ordered of unit victim; the line is kept."""
    unit, dot, fact = key.rpartition(".")
    if not dot:
        return None, key
    return unit, Scalar(fact, getattr(key, "line", 0), getattr(key, "column", 0))
