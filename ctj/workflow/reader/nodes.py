"""Typed access to the nodes of one file. What does not fit becomes a finding, never an exception.

Texts stay `Scalar`s, which know their line, until the library is made plain; so the checks can say
where a wrong name stands without a book of positions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..checks.findings import Finding
from ..definitions import When
from ..yaml_text import Mapping, Scalar, Sequence

_T = TypeVar("_T")


class FileReader:
    """Reads the nodes of `file` and notes in `findings` what it cannot take."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        self.file = file
        self.findings = findings

    def refuse(self, at: Any, reason: str, mend: str) -> None:
        """Note a finding at a node, a text, or a line."""
        line = at if isinstance(at, int) else getattr(at, "line", 0)
        self.findings.append(Finding(self.file, line, reason, mend))

    def mapping(self, node: Any, what: str) -> Mapping | None:
        """`node` if it has keys; else a finding and None."""
        if isinstance(node, Mapping):
            return node
        self.refuse(node, f"{what} must have keys ('name: value').", "Write it as keys and values.")
        return None

    def known(self, node: Mapping, keys: Iterable[str], what: str) -> None:
        """Refuse every key that is not among `keys`."""
        allowed = list(keys)
        for key in node:
            if key not in allowed:
                self.refuse(
                    node.line_of(key),
                    f"{what} has the key '{key}', which means nothing here.",
                    f"Delete it, or use one of: {', '.join(allowed)}.",
                )

    def text(self, node: Mapping, key: str, *, required: str = "") -> str | None:
        """The text under `key`, None where it is absent or null. `required` says of what it is."""
        value = node.get(key)
        if isinstance(value, Scalar) and not value.is_null:
            return value
        if value is not None and not isinstance(value, Scalar):
            self.refuse(node.line_of(key), f"'{key}' must be one text.", "Write it on one line.")
        elif required:
            self.refuse(node.line_of(key), f"{required} has no '{key}'.", f"Add '{key}: …'.")
        return None

    def texts(self, node: Mapping, key: str) -> tuple[str, ...]:
        """The texts under `key`: a list, or one text; empty where it is absent."""
        value = node.get(key)
        if value is None or (isinstance(value, Scalar) and value.is_null):
            return ()
        found = value if isinstance(value, Sequence) else [value]
        if all(isinstance(one, Scalar) for one in found):
            return tuple(found)
        self.refuse(
            node.line_of(key), f"'{key}' must be a list of texts.", "Write it as [one, two]."
        )
        return ()

    def flag(self, node: Mapping, key: str) -> bool:
        """True or false under `key`; absent is false."""
        value = self.text(node, key)
        if value not in (None, "true", "false"):
            self.refuse(value, f"'{key}' is '{value}'.", "Write true or false.")
        return value == "true"

    def number(self, node: Mapping, key: str) -> int | None:
        """The whole number under `key`, None where it is absent."""
        value = self.text(node, key)
        if value is None:
            return None
        if value.lstrip("-").isascii() and value.lstrip("-").isdigit():
            return int(value)
        self.refuse(value, f"'{key}' must be a whole number, not '{value}'.", "Write digits only.")
        return None

    def choice(self, node: Mapping, key: str, allowed: Iterable[str], default: str) -> str:
        """The text under `key` if it is one of `allowed`; absent is `default`."""
        value = self.text(node, key)
        options = list(allowed)
        if value is None:
            return default
        if value not in options:
            self.refuse(value, f"'{key}' is '{value}'.", f"Use one of: {', '.join(options)}.")
            return default
        return value

    def entries(self, node: Mapping, key: str) -> list[Any]:
        """The list under `key`; absent is empty."""
        value = node.get(key)
        if value is None or (isinstance(value, Scalar) and value.is_null):
            return []
        if isinstance(value, Sequence):
            return list(value)
        self.refuse(node.line_of(key), f"'{key}' must be a list.", "Begin each entry with '- '.")
        return []

    def values(
        self,
        node: Mapping,
        *,
        texts: Iterable[str] = (),
        lists: Iterable[str] = (),
        flags: Iterable[str] = (),
    ) -> dict[str, Any]:
        """The values under keys that mean what they are called: one text, a list, true or false."""
        found: dict[str, Any] = {key: self.text(node, key) for key in texts}
        found |= {key: self.texts(node, key) for key in lists}
        return found | {key: self.flag(node, key) for key in flags}

    def when(self, node: Mapping) -> When:
        """The condition under `when`: field or overlay switch to its accepted values."""
        value = node.get("when")
        if value is None:
            return {}
        condition = self.mapping(value, "'when'")
        return {} if condition is None else {key: self.texts(condition, key) for key in condition}

    def keyed(self, found: Iterable[_T], key: Callable[[_T], str], what: str) -> dict[str, _T]:
        """The definitions by id; a second one of the same id is refused."""
        by_id: dict[str, _T] = {}
        for one in found:
            name = key(one)
            if name in by_id:
                self.refuse(name, f"The {what} '{name}' stands here a second time.", "Rename one.")
            else:
                by_id[name] = one
        return by_id


def value_of(node: Any) -> Any:
    """A node as plain data (whole numbers as int, lists as tuples): arguments of guards."""
    if isinstance(node, Mapping):
        return {key: value_of(one) for key, one in node.items()}
    if isinstance(node, Sequence):
        return tuple(value_of(one) for one in node)
    if isinstance(node, Scalar) and node.plain:
        if node.is_null:
            return None
        if node.isascii() and node.isdigit():
            return int(node)
    return node
