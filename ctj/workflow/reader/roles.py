"""`roles.yaml`: who may do what, who sees which field group, which pairs are kept apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..definitions import Role
from ..yaml_text import Mapping, Node, Scalar
from .nodes import FileReader


@dataclass(frozen=True)
class Roles:
    """What the file holds."""

    roles: dict[str, Role] = field(default_factory=dict)
    field_groups: dict[str, dict[str, str]] = field(default_factory=dict)
    separations: tuple[tuple[str, str], ...] = ()


def read_roles(reader: FileReader, node: Node) -> Roles:
    """The twelve roles, the field groups of process.md 2.3, the separated pairs of 2.2."""
    mapping = reader.mapping(node, "roles.yaml")
    if mapping is None:
        return Roles()
    reader.known(mapping, ("roles", "field_groups", "separations", "source"), "roles.yaml")
    found = []
    for one in reader.entries(mapping, "roles"):
        entry = reader.mapping(one, "A role")
        name = entry and reader.text(entry, "role", required="A role")
        if entry is None or not name:
            continue
        reader.known(entry, ("role", "label", "may", "may_not"), f"The role '{name}'")
        label = reader.text(entry, "label", required=f"The role '{name}'") or name
        may, may_not = reader.text(entry, "may") or "", reader.text(entry, "may_not") or ""
        found.append(Role(name, label, may, may_not))
    return Roles(
        roles=reader.keyed(found, lambda role: role.id, "role"),
        field_groups=_field_groups(reader, mapping),
        separations=_separations(reader, mapping),
    )


def _field_groups(reader: FileReader, mapping: Mapping) -> dict[str, dict[str, str]]:
    """Group -> role -> what that role sees; a list of mappings with `group`, or one mapping."""
    node = mapping.get("field_groups")
    if isinstance(node, Mapping):
        pairs = [(key, node[key]) for key in node]
    else:
        entries = reader.entries(mapping, "field_groups")
        listed = [reader.mapping(one, "A field group") for one in entries]
        pairs = [(reader.text(e, "group") or "", e) for e in listed if e is not None]
    found: dict[str, dict[str, str]] = {}
    for group, given in pairs:
        entry = reader.mapping(given, f"The field group '{group}'")
        roles = entry.get("roles", entry) if entry is not None else None
        if isinstance(roles, Mapping):
            said = {role: sees for role, sees in roles.items() if isinstance(sees, Scalar)}
            found[group] = {role: sees for role, sees in said.items() if role != "group"}
    return found


def _separations(reader: FileReader, mapping: Mapping) -> tuple[tuple[str, str], ...]:
    found = []
    for one in reader.entries(mapping, "separations"):
        pair = reader.texts(one, "roles") if isinstance(one, Mapping) else tuple(one)
        if len(pair) != 2:
            reader.refuse(one, "A separation names two roles.", "Write it as [adm, aud].")
            continue
        found.append((pair[0], pair[1]))
    return tuple(found)
