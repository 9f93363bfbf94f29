"""What the address of a figure asks for: period, the two dates, filters and break-down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from ctj.access.flask import current_services, current_today, current_viewer
from ctj.components.frame import Frame, FrameRefused
from ctj.components.scope import Dimension, Scope, dimensions_of
from ctj.components.switches import switches


class FrameForm(FlaskForm):  # type: ignore[misc]
    """Period, the two dates, one filter and one break-down; a link that can be shared."""

    class Meta:
        csrf = False  # it only reads

    first = DateField(validators=[Optional()])
    last = DateField(validators=[Optional()])
    known_on = DateField(validators=[Optional()])
    observed_to = DateField(validators=[Optional()])
    by = SelectField(validators=[Optional()], choices=[], validate_choice=False)


@dataclass(frozen=True)
class Asked:
    """Frame, scope, break-down, and what is wrong with them. ``dimensions``: those on offer."""

    frame: Frame
    scope: Scope
    by: str | None
    errors: tuple[tuple[str, str], ...]
    dimensions: Mapping[str, Dimension]

    @property
    def query(self) -> dict[str, Any]:
        """The same as a query string, for links that keep the frame."""
        kept = {
            "first": self.frame.first.isoformat(),
            "last": self.frame.last.isoformat(),
            "known_on": self.frame.known_on.isoformat(),
            "observed_to": self.frame.observed_to.isoformat(),
        }
        return kept | dict(self.scope.where) | ({"by": self.by} if self.by else {})

    @property
    def divides(self) -> bool:
        """Whether anything filters or breaks down."""
        return bool(self.by or self.scope.where)

    def whole(self) -> Asked:
        """The same without a break-down."""
        return Asked(self.frame, self.scope, None, self.errors, self.dimensions)


def rules_of_law() -> Mapping[str, frozenset[str]]:
    """Which states have the rules that some figures are about."""
    services = current_services()
    return switches(services.library.codes["country"].codes, services.overlay)


def _default(today: date) -> Frame:
    """Twenty years up to the last whole one that has been followed for 24 months since."""
    first, last = date(today.year - 22, 1, 1), date(today.year - 3, 12, 31)
    return Frame(first, last, today, today, rules_of_law())


def asked_for(units: Iterable[str]) -> Asked:
    """Reads the address for figures of these units of count."""
    today, dimensions = current_today(), dimensions_of(units)
    form, usual = FrameForm(request.args), _default(today)
    errors: list[tuple[str, str]] = []
    if not form.validate():
        errors += [
            (f"#{name}", _("%(field)s: enter a date as day, month and year", field=_label(name)))
            for name in form.errors
        ]
    known_on = form.known_on.data or usual.known_on
    if known_on > today:
        errors.append(("#known_on", _("'As known on' lies in the future: choose today or earlier")))
        known_on = today
    observed_to = form.observed_to.data or known_on
    try:
        first, last = form.first.data or usual.first, form.last.data or usual.last
        frame = Frame(first, last, known_on, observed_to, rules_of_law())
    except FrameRefused as refused:
        errors.append(("#first", str(refused)))
        frame = usual
    where = {name: value for name in dimensions if (value := request.args.get(name))}
    by = request.args.get("by") or None
    if by and by not in dimensions:
        errors.append(("#by", _("There is no break-down of that name: choose one of the list")))
        by = None
    return Asked(frame, Scope(current_viewer(), where), by, tuple(errors), dimensions)


def _label(name: str) -> str:
    return {
        "first": _("From"),
        "last": _("To"),
        "known_on": _("As known on"),
        "observed_to": _("Observed to"),
    }.get(name, name)
