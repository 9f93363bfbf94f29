"""Roles: pairs that are kept apart, and field groups, name roles that exist."""

from __future__ import annotations

from .found import Found

FILE = "roles.yaml"


def check_roles(found: Found) -> None:
    """`separations` and `field_groups`."""
    roles = found.library.roles
    for pair in found.library.separations:
        for role in pair:
            found.known(FILE, role, roles, "role")
        if pair[0] == pair[1]:
            found.refuse(
                FILE, pair[0], f"'{pair[0]}' is kept apart from itself.", "Name two roles."
            )
    for sees in found.library.field_groups.values():
        for role in sees:
            found.known(FILE, role, roles, "role")


def check_facts(found: Found) -> None:
    """Facts name code lists that exist; row facts name registers' facts of units that exist."""
    for fact in found.library.facts.values():
        _lists(found, fact.lists)
    for rows in found.library.row_facts.values():
        for fact in rows.fields.values():
            _lists(found, fact.lists)
        for unit in rows.of:
            units = {unit for unit, _ in found.library.facts}
            found.known("facts.yaml", unit, units, "unit")


def _lists(found: Found, lists: tuple[str, ...]) -> None:
    for name in lists:
        found.known("facts.yaml", name, found.library.codes, "code list")
