"""The twelve roles, and which of them one person may not hold together (process.md section 2)."""

from __future__ import annotations

import pytest

from ctj.access.errors import RoleRefused
from ctj.access.roles import CASE_ROLES, ROLES, bases_of, check_together, opens_identities


def test_there_are_the_twelve_roles_of_the_domain(library) -> None:
    assert set(ROLES) == set(library.roles)
    assert {code: role.label for code, role in ROLES.items()} == {
        code: role.label for code, role in library.roles.items()
    }


def test_pairs_that_the_domain_refuses_are_refused(library) -> None:
    for pair in library.separations:
        with pytest.raises(RoleRefused):
            check_together(pair)


@pytest.mark.parametrize("alone", ["adm", "aud"])
def test_administrators_and_auditors_hold_no_other_role(alone) -> None:
    """C28."""
    for other in ROLES:
        if other != alone:
            with pytest.raises(RoleRefused):
                check_together({alone, other})


@pytest.mark.parametrize("pair", [("inv", "pros"), ("lead", "pros")])
def test_who_investigates_does_not_decide_the_charge(pair) -> None:
    with pytest.raises(RoleRefused, match="does not decide the charge"):
        check_together(pair)


@pytest.mark.parametrize("held", [("inv", "lead"), ("vso", "wpo"), ("mgr",), ("lead", "mgr"), ()])
def test_other_roles_may_be_held_together(held) -> None:
    check_together(held)


def test_an_unknown_role_is_named() -> None:
    with pytest.raises(RoleRefused, match="'root'"):
        check_together({"root"})


def test_administrator_auditor_and_provider_see_no_case_by_any_grant() -> None:
    for role in ("adm", "aud", "exec"):
        assert bases_of([role]) == frozenset()
    assert {"adm", "aud", "exec"} == set(ROLES) - CASE_ROLES
    assert bases_of(["mgr"]) == {"supervision"}


def test_only_roles_that_open_identities_need_a_second_administrator() -> None:
    assert not opens_identities(["mgr", "adm", "aud"])
    assert all(opens_identities([code]) for code in set(ROLES) - {"mgr", "adm", "aud"})
