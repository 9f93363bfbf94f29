"""The people of a case as their pseudonyms: what is recorded of each, and what could be opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from ctj.identity.family import joined_to
from ctj.model.vault import IdentityField
from ctj.services import Services
from ctj.workflow.projection import FactValue, Subject

from .looks import SeenIdentity, may_see_looks, who_looked
from .open_case import OpenCase

#: Facts shown on the people page, in order, by kind of subject.
SHOWN = {
    "accused": (
        "kind",
        "sex",
        "citizenship",
        "role",
        "main_role",
        "official_kind",
        "suspected_age",
    ),
    "victim": ("sex", "age_group", "citizenship", "comp_route"),
}


@dataclass(frozen=True)
class PersonLine:
    """One subject. ``groups``: identity field groups that hold something, opened or not."""

    label: str
    kind: str
    facts: tuple[tuple[str, object], ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class People:
    """The subjects, and who opened identities (None where this viewer is not told)."""

    accused: tuple[PersonLine, ...]
    victims: tuple[PersonLine, ...]
    looks: tuple[SeenIdentity, ...] | None


def people_of(connection: Connection, services: Services, opened: OpenCase) -> People:
    """The people of a case that the viewer is known to see."""
    subjects = list(opened.projection.subjects.values())
    groups = _groups(connection, [s.person_id for s in subjects if s.person_id])
    lines = {s.id: _line(s, opened.projection.facts, groups) for s in subjects}
    looks = None
    if may_see_looks(opened.viewer):
        looks = who_looked(connection, services.keyring, opened.viewer, opened.sight)

    def of_kind(kind: str) -> tuple[PersonLine, ...]:
        mine = [s for s in subjects if s.kind == kind]
        return tuple(lines[s.id] for s in sorted(mine, key=lambda s: int(s.label[1:] or 0)))

    return People(of_kind("accused"), of_kind("victim"), looks)


def _groups(connection: Connection, people: list[str]) -> Mapping[str, set[str]]:
    """Which groups hold a value: that there is one is known, what it says is not."""
    found: dict[str, set[str]] = {}
    query = select(IdentityField.person_id, IdentityField.group).distinct()
    kept = joined_to(connection, people)
    of_family = IdentityField.person_id.in_([*people, *kept])
    for person, group in connection.execute(query.where(of_family)):
        found.setdefault(kept.get(person, person), set()).add(group)
    return found


def _line(
    subject: Subject,
    facts: Mapping[tuple[str, str], Mapping[str, FactValue]],
    groups: Mapping[str, set[str]],
) -> PersonLine:
    own = facts.get((subject.kind, subject.id), {})
    shown = tuple((f, own[f].value) for f in SHOWN.get(subject.kind, ()) if f in own)
    held = groups.get(subject.person_id or "", set())
    order = ("name", "birth", "documents", "contact")
    return PersonLine(subject.label, subject.kind, shown, tuple(g for g in order if g in held))
