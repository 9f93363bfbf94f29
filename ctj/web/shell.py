"""What stands around every page: the places of a role, the instance's name, the notice."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from ctj.access.flask import (
    Viewer,
    current_services,
    current_viewer_or_none,
    read_connection,
)
from ctj.queries.notices import unread_count

#: Roles that work on cases and so have the case list.
CASE_ROLES = frozenset({"front", "inv", "lead", "pros", "vso", "wpo", "cao", "mgr", "stew"})


@dataclass(frozen=True)
class Place:
    """One entry of the bar: where it leads, and for which roles it is there (empty: everyone)."""

    endpoint: str
    label: LazyString
    roles: frozenset[str]


PLACES = (
    Place("today.index", _l("Today"), CASE_ROLES),
    Place("cases.index", _l("Cases"), CASE_ROLES),
    Place("diary.index", _l("Diary"), CASE_ROLES),
    Place("approvals.index", _l("Approvals"), CASE_ROLES),
    Place("figures.index", _l("Figures"), frozenset({"mgr", "pros", "lead", "stew"})),
    Place("administration.index", _l("Administration"), frozenset({"adm"})),
    Place("definitions.index", _l("Tracks and law"), frozenset()),
)


@dataclass(frozen=True)
class ShownPlace:
    """A place as the bar shows it; ``here`` marks the present one."""

    href: str
    label: str
    here: bool


@dataclass(frozen=True)
class Shell:
    """What the layout needs on every page."""

    viewer: Viewer | None
    places: tuple[ShownPlace, ...]
    instance_name: str
    demonstration: bool
    zone: str
    find_href: str | None
    unread: int


def places_for(viewer: Viewer) -> tuple[Place, ...]:
    """The places that this viewer's roles open, in the order of the bar."""
    return tuple(p for p in PLACES if not p.roles or p.roles & viewer.roles)


def _is_here(place: Place) -> bool:
    blueprint = place.endpoint.split(".")[0]
    return request.blueprint == blueprint


def _shell() -> dict[str, Shell]:
    viewer = current_viewer_or_none()
    instance = current_services().instance
    shown = places_for(viewer) if viewer else ()
    return {
        "shell": Shell(
            viewer=viewer,
            places=tuple(ShownPlace(url_for(p.endpoint), str(p.label), _is_here(p)) for p in shown),
            instance_name=instance.name,
            demonstration=instance.demonstration,
            zone=instance.time_zone,
            find_href=url_for("cases.index") if viewer and viewer.roles & CASE_ROLES else None,
            unread=_unread(viewer),
        )
    }


def _unread(viewer: Viewer | None) -> int:
    """Unread notices of whoever works on cases; none on a page that says that something failed,
    which must not ask the database again."""
    if viewer is None or not viewer.roles & CASE_ROLES or g.get("ctj_failing"):
        return 0
    return unread_count(read_connection(), viewer)


def init_app(app: Flask) -> None:
    """Give every template its ``shell``."""
    app.context_processor(_shell)
