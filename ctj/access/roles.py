"""The twelve roles of process.md section 2: what kind of thing each may do.

A role never says for which case: that is the rule's part (`rule.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from ctj.language import mark, say

from .errors import RoleRefused


@dataclass(frozen=True)
class Role:
    """``bases``: which kinds of grant count for the holder. ``opens_identities``: may ask for a
    reveal, so that granting it takes a second person (C27) and the session idles out sooner."""

    code: str
    label: str
    bases: frozenset[str] = frozenset()
    opens_identities: bool = False
    opens_cases: bool = False


_CASEWORK = frozenset({"team", "share"})

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "front", mark("Front-line officer"), _CASEWORK, opens_identities=True, opens_cases=True
        ),
        Role("inv", mark("Investigator"), _CASEWORK, opens_identities=True, opens_cases=True),
        Role("lead", mark("Lead investigator"), _CASEWORK, opens_identities=True, opens_cases=True),
        Role("pros", mark("Prosecutor"), _CASEWORK, opens_identities=True, opens_cases=True),
        Role(
            "vso",
            mark("Victim-support officer"),
            _CASEWORK,
            opens_identities=True,
            opens_cases=True,
        ),
        Role("wpo", mark("Witness-protection officer"), _CASEWORK, opens_identities=True),
        Role("cao", mark("Central-authority officer"), _CASEWORK, opens_identities=True),
        Role("exec", mark("Executing agency or service provider"), opens_identities=True),
        Role("mgr", mark("Manager"), frozenset({"supervision"})),
        Role("stew", mark("Data steward"), _CASEWORK, opens_identities=True, opens_cases=True),
        Role("adm", mark("Administrator")),
        Role("aud", mark("Auditor")),
    )
}

#: Roles that may see a case at all, if a grant lets them.
CASE_ROLES = frozenset(code for code, role in ROLES.items() if role.bases)


def _refused_pairs() -> dict[frozenset[str], str]:
    """Process.md 2.2: pairs that one person may not hold, with the reason."""
    pairs: dict[frozenset[str], str] = {}
    for one, other in combinations(ROLES, 2):
        if {"adm", "aud"} & {one, other}:
            pairs[frozenset({one, other})] = mark(
                "An administrator or auditor holds no other role: who manages "
                "accounts or checks the record does not work on cases."
            )
    for investigates in ("inv", "lead"):
        pairs[frozenset({investigates, "pros"})] = mark(
            "Who investigates does not decide the charge."
        )
    return pairs


REFUSED_PAIRS = _refused_pairs()


def bases_of(roles: Iterable[str]) -> frozenset[str]:
    """The kinds of grant that count for a holder of these roles; none for an administrator."""
    return frozenset().union(*(ROLES[code].bases for code in roles if code in ROLES))


def opens_identities(roles: Iterable[str]) -> bool:
    """Whether any of these roles may ask for an identity."""
    return any(ROLES[code].opens_identities for code in roles if code in ROLES)


def role_labels(roles: Iterable[str]) -> tuple[str, ...]:
    """Their names in words, in the order of process.md."""
    return tuple(say(role.label) for code, role in ROLES.items() if code in set(roles))


def role_choices() -> tuple[Role, ...]:
    """All twelve, in the order of process.md."""
    return tuple(replace(role, label=say(role.label)) for role in ROLES.values())


def check_together(roles: Iterable[str]) -> None:
    """Raises RoleRefused if a role is unknown, or one person may not hold two of these."""
    held = sorted(set(roles))
    for code in held:
        if code not in ROLES:
            raise RoleRefused(f"There is no role '{code}'. The roles are: {', '.join(ROLES)}.")
    for one, other in combinations(held, 2):
        reason = REFUSED_PAIRS.get(frozenset({one, other}))
        if reason:
            raise RoleRefused(
                say(
                    "%(label)s and %(label_2)s: %(reason)s",
                    label=say(ROLES[one].label),
                    label_2=say(ROLES[other].label),
                    reason=say(reason),
                )
            )
