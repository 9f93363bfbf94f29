"""Reads YAML as text: every scalar stays a string that knows its line and column.

Nothing is guessed from a scalar's look (``no``, ``2005-11``, ``0123`` stay what was written); the
reader of a file gives each field its type. What could hide or multiply content is refused: tags,
anchors, aliases, merge keys, directives, several documents, repeated keys, too large or too deep
files, any encoding but UTF-8. Each refusal names file, line, reason and mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn, Self

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
_SAVE_AS_UTF8 = "Save the file as UTF-8 (in an editor: 'Save with encoding')."
_UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


class YamlRefused(ValueError):
    """A file that is not taken: `file`, `line` (from 1; 0 = the whole file), `reason`, `mend`."""

    def __init__(self, file: str, line: int, reason: str, mend: str) -> None:
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {reason} {mend}")
        self.file, self.line, self.reason, self.mend = file, line, reason, mend


class Scalar(str):
    """A value as it was written; `plain` is False when it stood in quotes or in a block."""

    line: int
    column: int
    plain: bool

    def __new__(cls, text: str, line: int = 0, column: int = 0, *, plain: bool = True) -> Self:
        made = super().__new__(cls, text)
        made.line, made.column, made.plain = line, column, plain
        return made

    def __getnewargs__(self) -> tuple[str, int, int]:  # type: ignore[override]
        return str(self), self.line, self.column

    @property
    def is_null(self) -> bool:
        """True for an empty value, an unquoted ``null`` and an unquoted ``~``."""
        return self.plain and self in ("", "null", "~")


class Mapping(dict[str, Any]):
    """Keys (each a `Scalar`) to nodes, in the order of the file."""

    def __init__(self, line: int = 0, column: int = 0) -> None:
        super().__init__()
        self.line, self.column = line, column
        self.key_lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Line on which `key` stands; the mapping's own line if it is absent."""
        return self.key_lines.get(key, self.line)


class Sequence(list[Any]):
    """Nodes in the order of the file."""

    def __init__(self, line: int = 0, column: int = 0) -> None:
        super().__init__()
        self.line, self.column = line, column


Node = Mapping | Sequence | Scalar


def read(
    path: Path, name: str | None = None, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> Node:
    """The content of the file at `path`; messages call it `name` (default: its file name).

    Raises YamlRefused; a file that is absent raises FileNotFoundError.
    """
    called = name or path.name
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    return read_bytes(data, called, max_bytes=max_bytes, max_depth=max_depth)


def read_bytes(
    data: bytes, name: str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> Node:
    """As `read_text`, for bytes from outside. Raises YamlRefused when they are not UTF-8."""
    _refuse_large(len(data), name, max_bytes)
    if data.startswith(_UTF16_OR_32):
        raise YamlRefused(name, 0, "The file is not UTF-8 (it is UTF-16 or UTF-32).", _SAVE_AS_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise YamlRefused(
            name, line, f"The byte 0x{data[wrong.start]:02x} here is not UTF-8.", _SAVE_AS_UTF8
        ) from None
    return read_text(text, name, max_bytes=max_bytes, max_depth=max_depth)


def read_text(
    text: str, name: str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> Node:
    """The one document in `text` as nodes with positions. Raises YamlRefused."""
    if len(text) * 4 > max_bytes:
        _refuse_large(len(text.encode("utf-8", "surrogatepass")), name, max_bytes)
    try:
        return _Builder(name, max_depth).build(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        raise YamlRefused(
            name,
            mark.line + 1 if mark else 0,
            f"This is not readable YAML: {wrong.problem or wrong.context}.",
            "Look at this line and the one before: indent with spaces, close quotes and brackets, "
            "put text that holds ': ' or ' #' in quotes.",
        ) from None
    except ReaderError as wrong:
        line = text.count("\n", 0, wrong.position) + 1
        raise YamlRefused(
            name, line, "A character here may not stand in YAML.", "Delete the control character."
        ) from None


def _refuse_large(size: int, name: str, max_bytes: int) -> None:
    if size > max_bytes:
        raise YamlRefused(
            name,
            0,
            f"The file is larger than {max_bytes:,} bytes.",
            "Divide it into smaller files.",
        )


class _Builder:
    """Turns parser events into nodes, without recursion, and refuses on the way."""

    def __init__(self, name: str, max_depth: int) -> None:
        self.name = name
        self.max_depth = max_depth
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Scalar | None] = []
        self.root: Node | None = None

    def build(self, events: Iterator[Event]) -> Node:
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                self._check_document(event, documents)
            self._take(event)
        if self.root is None or self.root == "":
            raise YamlRefused(
                self.name, 0, "The file is empty.", "Write its content, or delete it."
            )
        return self.root

    def _check_document(self, event: DocumentStartEvent, count: int) -> None:
        if count > 1:
            self._refuse(event, "A second document begins here.", "Keep one document in a file.")
        if event.version or event.tags:
            self._refuse(
                event, "A directive (%) is not taken.", "Delete the line that begins with %."
            )

    def _take(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            self._refuse(event, "An alias (*) is not taken.", "Write the content out.")
        if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            self._refuse_marks(event)
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, ScalarEvent):
            plain = event.style is None
            self._place(Scalar(event.value, line, column, plain=plain), event)
        elif isinstance(event, MappingStartEvent):
            self._begin(Mapping(line, column), event)
        elif isinstance(event, SequenceStartEvent):
            self._begin(Sequence(line, column), event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self.open.pop()
            self.keys.pop()

    def _refuse_marks(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        if event.anchor is not None:
            self._refuse(
                event, "An anchor (&) is not taken.", "Write the content out where it is used."
            )
        if event.tag is not None:
            self._refuse(
                event, f"A tag ({event.tag}) is not taken.", "Delete the word that begins with '!'."
            )

    def _begin(self, node: Mapping | Sequence, event: Event) -> None:
        if len(self.open) >= self.max_depth:
            self._refuse(
                event, f"Nested deeper than {self.max_depth} levels.", "Make the structure flatter."
            )
        self._place(node, event)
        self.open.append(node)
        self.keys.append(None)

    def _place(self, node: Node, event: Event) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, Sequence):
            parent.append(node)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = self._key(parent, node, event)
        else:
            parent[key] = node
            self.keys[-1] = None

    def _key(self, parent: Mapping, node: Node, event: Event) -> Scalar:
        if not isinstance(node, Scalar):
            self._refuse(event, "A key must be a word.", "Put the key on one line before the ':'.")
        if node == "<<" and node.plain:
            self._refuse(event, "A merge key (<<) is not taken.", "Write the content out.")
        if node in parent.key_lines:
            self._refuse(
                event,
                f"The key '{node}' stands a second time (first in line {parent.key_lines[node]}).",
                "Keep one of the two.",
            )
        parent.key_lines[node] = node.line
        return node

    def _refuse(self, event: Event, reason: str, mend: str) -> NoReturn:
        raise YamlRefused(self.name, event.start_mark.line + 1, reason, mend)
