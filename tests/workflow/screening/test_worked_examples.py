"""The worked examples of screening.md section 13, each by its number, and the boundaries of 4.2."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ctj.workflow.reader import load
from ctj.workflow.screening.definitions import Screening
from ctj.workflow.screening.rule import Assessment, assess, is_positive

DIMENSIONS = ("DR", "CR", "RV", "EX", "CD", "VD")
SHORT = [
    "dr_job", "cd_debt", "cd_documents", "cd_confinement", "cd_threats", "ex_hours", "ex_pay",
    "cd_wages", "cd_violence", "cd_family_violence", "cd_tasks", "cd_illicit",
]  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One row of the table; ``other``: items by answer beside those answered yes."""

    id: str
    profiles: str
    form: str
    yes: str
    default: str
    dimensions: str
    result: str
    other: dict[str, str] | None = None
    flags: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def all_of(*dimensions: str) -> list[str]:
    items = screening().items.values()
    return [item.code for item in items if item.dimension in dimensions]


def screening() -> Screening:
    found = load().screening
    assert found is not None
    return found


THE_TWELVE = dict.fromkeys(SHORT, "no")
NOT_YET = dict.fromkeys(all_of("EX", "CD", "VD"), "not_applicable")
BEST = dict.fromkeys(SHORT, "no")

EXAMPLES = [
    Example("E01", "al", "full",
            "dr_job dr_wages cd_documents cd_confinement ex_hours ex_pay", "no",
            "P N N P P N", "indications_strong"),
    Example("E02", "al", "full",
            "dr_wages ex_hours ex_pay cd_wages cd_denunciation vd_dependency vd_authorities "
            "vd_unknown_area", "no", "N N N P N P", "indications"),
    Example("E03", "al", "full", "ex_hours ex_wage_tricks", "no",
            "N N N P N N", "exploitation_only", beside=("labour_rights",)),
    Example("E04", "al", "full", "dr_job dr_travel", "no",
            "P N N N N N", "risk_before", other=NOT_YET),
    Example("E05", "al", "full", "cd_documents", "no", "N N N N N N", "some_signs"),
    Example("E06", "al", "short", "cd_documents", "not_asked", "? ? ? ? ? ?", "some_signs"),
    Example("E07", "al", "short", "", "not_asked", "? ? ? ? ? ?", "incomplete"),
    Example("E08", "al", "short", "", "not_asked", "? ? ? ? ? ?", "none_seen",
            other=THE_TWELVE),
    Example("E09", "al", "short", "", "not_asked", "? ? ? ? ? ?", "some_signs",
            other=THE_TWELVE, flags=("asked_for_help",)),
    Example("E10", "cs", "short", "x_sex_child", "not_asked", "? ? ? ? ? ?",
            "indications_strong", beside=("child_protection",)),
    Example("E11", "cl", "full", "ex_working ex_hazard ex_pay", "no",
            "N N N P N N", "indications_strong"),
    Example("E12", "cl", "full", "ex_pay", "no", "N N N N N N", "indications"),
    Example("E13", "al", "full", "dr_job cd_illicit cd_violence cd_confinement ex_hours", "no",
            "N N N N P N", "indications", other={"cd_documents": "unknown"},
            beside=("non_punishment",)),
    Example("E14", "al", "full",
            "dr_job cd_illicit cd_violence cd_confinement ex_hours ex_pay dr_wages", "no",
            "P N N P P N", "indications_strong", other={"cd_documents": "unknown"}),
    Example("E15", "al cl", "full", "ex_pay ex_wage_tricks rv_economic", "no",
            "N N N N N N", "indications", flags=("age_doubt",)),
    Example("E16", "al", "full",
            "dr_wages dr_housing dr_education ex_pay ex_living ex_education", "no",
            "P N N P N N", "indications"),
    Example("E17", "al", "short", "", "refused", "? ? ? ? ? ?", "incomplete"),
    Example("E18", "as", "full",
            "dr_conditions ex_pay ex_wage_tricks ex_hours cd_tasks cd_debt", "no",
            "N N N P P N", "indications"),
    Example("E19", "al", "full", "x_organ rv_economic", "no", "N N N N N N", "indications"),
    Example("E20", "al", "full", "rv_economic rv_status rv_information ex_pay ex_living", "no",
            "N N P N N N", "risk_before"),
    Example("E21", "al", "short", "ex_hours ex_pay cd_documents cd_debt dr_job", "not_asked",
            "? ? ? P P ?", "indications", other=BEST),
    Example("E22", "al", "full", "dr_job vd_past vd_personal ex_education cd_exposure", "no",
            "N N N N N N", "some_signs"),
]  # fmt: skip


def assessed(example: Example, profiles: str | None = None) -> Assessment:
    own = screening()
    answers = {**(example.other or {}), **dict.fromkeys(example.yes.split(), "yes")}
    asked = SHORT if example.form == "short" else list(own.items)
    return assess(
        own,
        answers,
        (profiles or example.profiles).split(),
        asked=asked,
        flags=example.flags,
        default=example.default,
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.id)
def test_a_worked_example(example: Example) -> None:
    found = assessed(example)
    assert found.result == example.result
    for profile in example.profiles.split():
        shown = " ".join(found.dimensions[profile][code] for code in DIMENSIONS)
        assert shown == example.dimensions, profile
    assert set(example.beside) <= set(found.flags)


def test_all_examples_are_here() -> None:
    assert [one.id for one in EXAMPLES] == [f"E{n:02}" for n in range(1, 23)]


def by_id(name: str) -> Example:
    return next(one for one in EXAMPLES if one.id == name)


def test_e11_and_e12_would_be_less_for_an_adult() -> None:
    assert assessed(by_id("E11"), "al").result == "exploitation_only"
    assert assessed(by_id("E12"), "al").result == "some_signs"


def test_e15_says_by_which_profile_the_stronger_stands() -> None:
    found = assessed(by_id("E15"))
    assert dict(found.results) == {"al": "some_signs", "cl": "indications"}
    assert found.profile == "cl"


def test_e18_says_that_its_strengths_are_partly_assumed() -> None:
    assert assessed(by_id("E18")).part_assumed
    assert not assessed(by_id("E01")).part_assumed


@pytest.mark.parametrize(
    ("strong", "medium", "weak", "positive"),
    [(2, 0, 0, True), (1, 1, 0, True), (1, 0, 1, True), (0, 3, 0, True), (0, 2, 1, True),
     (1, 0, 0, False), (0, 2, 0, False), (0, 1, 2, False), (0, 0, 9, False), (0, 1, 9, False)],
)  # fmt: skip
def test_the_boundaries_of_a_dimension(strong: int, medium: int, weak: int, positive: bool) -> None:
    assert is_positive(screening().rules, strong, medium, weak) is positive


def test_the_lists_have_the_counts_of_the_brochure() -> None:
    own = screening().items.values()
    for profile, counts in (("al", "10 10 16 9 15 7"), ("cl", "10 10 15 8 15 7")):
        found = [
            sum(1 for i in own if i.dimension == code and profile in i.strength)
            for code in DIMENSIONS
        ]
        assert " ".join(map(str, found)) == counts


def test_nothing_here_is_verified() -> None:
    """Until the brochure itself was read (section 14)."""
    assert {item.status for item in screening().items.values()} == {"unverified"}
    assert {screening().rules.status, *(f.status for f in screening().forms.values())} == {
        "unverified"
    }
