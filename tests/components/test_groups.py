"""The groups of codes in the declarations are the sums of the code lists."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctj.components import groups
from ctj.paths import workflows_dir
from ctj.workflow.reader.library import load


def _sums(name: str, key: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in load(workflows_dir()).codes[name].codes.values():
        group = str(code.sums[key])
        found[group] = (*found.get(group, ()), code.code)
    return found


@pytest.mark.parametrize(
    ("declared", "name", "key"),
    [
        (groups.ROLES, "role", "role_group"),
        (groups.DETECTION, "detection", "detection_group"),
        (groups.CLOSING, "close_reason", "close_group"),
        (groups.WITHDRAWAL, "withdraw_reason", "withdraw_group"),
        (groups.FORMS, "form", "form_group"),
        ({**groups.EVIDENCE}, "evidence_kind", "evidence_group"),
    ],
)
def test_groups_are_sums(declared: Mapping[str, tuple[str, ...]], name: str, key: str) -> None:
    sums = _sums(name, key)
    sums.pop("not_counted", None) if name == "evidence_kind" else None
    assert dict(declared) == sums


def test_agencies_and_officials_are_their_lists() -> None:
    lists = load(workflows_dir()).codes
    kinds = {one.code: one.label for one in lists["agency_kind"].codes.values()}
    assert kinds == dict(groups.AGENCIES)
    met = {code.code for code in lists["missed_contact"].codes.values()}
    assert set(groups.OFFICIALS) == met - {"no_earlier_contact", "ngo"}
