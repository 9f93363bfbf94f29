"""The pages of a form: the groups of questions that its file declares, or eight at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..definitions import FormPage, Transition

QUESTIONS_A_PAGE = 8


def pages_of(transition: Transition) -> tuple[FormPage, ...]:
    """Every question of the form once, in groups; one page without a title where it is short."""
    asked = [field.id for field in transition.form]
    declared = {name for page in transition.pages for name in page.fields}
    left = [name for name in asked if name not in declared]
    rest = (
        FormPage("", tuple(left[first : first + QUESTIONS_A_PAGE]))
        for first in range(0, len(left), QUESTIONS_A_PAGE)
    )
    return (*transition.pages, *rest) or (FormPage("", ()),)


def page_of(pages: tuple[FormPage, ...], path: str) -> int:
    """The number of the page, from 1, that asks what the path of an input names; 1 if none does."""
    asked = path.split(".", 1)[0]
    found = (number for number, page in enumerate(pages, 1) if asked in page.fields)
    return next(found, 1)


def with_page(kept: Mapping[str, Any], typed: Mapping[str, Any], asked: FormPage) -> dict[str, Any]:
    """What one page sent over what the other pages keep; what the page left empty is empty."""
    others = {name: value for name, value in kept.items() if name not in asked.fields}
    return {**others, **typed}
