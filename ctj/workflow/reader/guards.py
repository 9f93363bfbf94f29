"""`guards.yaml`: each guard's sentence, and where the missing thing is entered."""

from __future__ import annotations

from ..definitions import GuardDefinition
from ..yaml_text import Mapping, Node, Sequence
from .nodes import FileReader

_KEYS = (
    "guard", "args", "sentence", "where", "source", "true_when",
    "placeholders", "source_status",
)  # fmt: skip


def read_guards(reader: FileReader, node: Node) -> dict[str, GuardDefinition]:
    """All guards by name; a guard without a sentence is kept, for the checks to refuse."""
    listed = node.get("guards", node) if isinstance(node, Mapping) else node
    found = []
    for one in listed if isinstance(listed, Sequence) else []:
        entry = reader.mapping(one, "A guard")
        name = entry and reader.text(entry, "guard", required="A guard")
        if entry is None or not name:
            continue
        reader.known(entry, _KEYS, f"The guard '{name}'")
        found.append(
            GuardDefinition(
                id=name,
                args=reader.texts(entry, "args"),
                sentence=reader.text(entry, "sentence") or "",
                where=reader.text(entry, "where") or "",
                source=reader.text(entry, "source") or "",
                source_status=reader.choice(entry, "source_status", ("verified", "unverified"), ""),
                true_when=reader.text(entry, "true_when") or "",
                placeholders=reader.texts(entry, "placeholders"),
            )
        )
    return reader.keyed(found, lambda guard: guard.id, "guard")
