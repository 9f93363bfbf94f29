"""Figures of the components in the scope 'my cases': each number opens into its accused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, SelectField
from wtforms.validators import Optional

from ctj.access.flask import (
    current_services,
    current_today,
    current_viewer,
    read_connection,
    role,
)
from ctj.components.catalogue import COMPONENTS, INDICATORS
from ctj.components.figures import Figure, compute, open_cell
from ctj.components.frame import Frame, FrameRefused
from ctj.components.indicators import Funnel, Indicator, Spells, Split
from ctj.components.scope import ACCUSED_DIMENSIONS, Scope, UnknownDimension
from ctj.reports import charts

blueprint = Blueprint("figures", __name__)
may_read = role("mgr", "pros", "lead", "stew")
PAGE = 50


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
    """What the address asks for: frame, scope, break-down, and what is wrong with it."""

    frame: Frame
    scope: Scope
    by: str | None
    errors: tuple[tuple[str, str], ...]

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


def _default(today: date) -> Frame:
    """Twenty years up to the last whole one that has been followed for 24 months since."""
    return Frame(date(today.year - 22, 1, 1), date(today.year - 3, 12, 31), today, today)


def _asked() -> Asked:
    today = current_today()
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
        frame = Frame(first, last, known_on, observed_to)
    except FrameRefused as refused:
        errors.append(("#first", str(refused)))
        frame = usual
    where = {name: value for name in ACCUSED_DIMENSIONS if (value := request.args.get(name))}
    by = request.args.get("by") or None
    if by and by not in ACCUSED_DIMENSIONS:
        errors.append(("#by", _("There is no break-down of that name: choose one of the list")))
        by = None
    return Asked(frame, Scope(current_viewer(), where), by, tuple(errors))


def _label(name: str) -> str:
    return {
        "first": _("From"),
        "last": _("To"),
        "known_on": _("As known on"),
        "observed_to": _("Observed to"),
    }.get(name, name)


def _figures(indicators: list[Indicator], asked: Asked) -> list[Figure]:
    return compute(
        read_connection(),
        indicators,
        asked.scope,
        asked.frame,
        zone=current_services().instance.time_zone,
        by=asked.by,
        known_now=asked.frame.known_on >= current_today(),
    )


@blueprint.get("/figures")
@may_read
def index() -> str:
    """All figures there are, by component."""
    asked = _asked()
    alone = Asked(asked.frame, asked.scope, None, asked.errors)
    return render_template(
        "figures/index.html",
        figures=_figures(list(INDICATORS.values()), alone),
        components=COMPONENTS,
        asked=asked,
        dimensions=ACCUSED_DIMENSIONS,
    )


@blueprint.get("/figures/<indicator_id>")
@may_read
def show(indicator_id: str) -> str:
    """One figure: definition, numbers, what was left out, picture and table."""
    indicator = INDICATORS.get(indicator_id) or abort(404)
    asked = _asked()
    figures = _figures([indicator], asked)
    return render_template(
        "figures/show.html",
        indicator=indicator,
        figures=figures,
        whole=figures[0] if not asked.by and figures else None,
        has_picture=isinstance(indicator.kind, Funnel | Split | Spells),
        component=COMPONENTS[indicator.component],
        asked=asked,
        dimensions=ACCUSED_DIMENSIONS,
    )


@blueprint.get("/figures/<indicator_id>/units/<path:cell>")
@may_read
def units(indicator_id: str, cell: str) -> str:
    """The accused behind one number, by pseudonym, each a link to the case."""
    indicator = INDICATORS.get(indicator_id) or abort(404)
    asked = _asked()
    after = _after()
    try:
        label, found = open_cell(
            read_connection(),
            indicator,
            cell,
            asked.scope,
            asked.frame,
            zone=current_services().instance.time_zone,
            known_now=asked.frame.known_on >= current_today(),
            after=after,
            limit=PAGE + 1,
        )
    except (KeyError, UnknownDimension):
        abort(404)
    more = found[PAGE - 1] if len(found) > PAGE else None
    following = None
    if more:
        key = f"{more.case_reference}~{more.subject_label}"
        query = asked.query | {"after": key}
        following = url_for(".units", indicator_id=indicator_id, cell=cell, **query)
    return render_template(
        "figures/units.html",
        indicator=indicator,
        label=label,
        units=found[:PAGE],
        following=following,
        asked=asked,
    )


def _after() -> tuple[str, str] | None:
    reference, mark, label = request.args.get("after", "").partition("~")
    return (reference, label) if mark else None


@blueprint.get("/figures/<indicator_id>/picture-<size>.svg")
@may_read
def picture(indicator_id: str, size: str) -> Response:
    """The figure's chart; the page carries the same as a table."""
    indicator = INDICATORS.get(indicator_id) or abort(404)
    widths = {"wide": charts.WIDE, "narrow": charts.NARROW}
    width = widths.get(size) or abort(404)
    asked = _asked()
    figures = _figures([indicator], Asked(asked.frame, asked.scope, None, ()))
    drawn = _draw(figures[0], width) if figures else None
    if drawn is None:
        abort(404)
    response = make_response(drawn)
    response.mimetype = "image/svg+xml"
    return response


def _draw(figure: Figure, width: int) -> str | None:
    kind = figure.indicator.kind
    if isinstance(kind, Funnel):
        key = f"stage:{len(kind.stages) + 1}"
        rows = [(c.label, c.count, c.cell in ("stage:0", key)) for c in figure.counts]
        return charts.bars(rows, width=width)
    if isinstance(kind, Split):
        rows = [(c.label, c.count, c.cell == "result:guilty_tip") for c in figure.counts]
        return charts.bars(rows, width=width)
    if figure.duration is not None and figure.duration.steps:
        labels = (_("judged"), _("undecided"), _("left otherwise"))
        return charts.waiting(figure.duration, labels, width=width)
    return None
