"""Figures of the components in the scope 'my cases': each number opens into its units."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    current_services,
    current_today,
    current_viewer,
    read_connection,
    role,
)
from ctj.components.catalogue import COMPONENTS, HEADLINES, INDICATORS, WAITING
from ctj.components.figures import Figure, compute, open_cell
from ctj.components.indicators import Indicator
from ctj.components.kinds import Funnel, Share, Spells, Split
from ctj.components.overrides import overrides
from ctj.components.overview import Trend, overview, trends
from ctj.components.quality import quality
from ctj.components.scope import Scope, UnknownDimension
from ctj.components.switches import may_open
from ctj.reports import charts

from .figure_frame import Asked, asked_for, rules_of_law

blueprint = Blueprint("figures", __name__)
may_read = role("mgr", "pros", "lead", "stew")
PAGE = 50
TREND_WIDTHS = {"trend": 260, "trend-wide": 560}


@blueprint.app_template_test("openable")
def openable(indicator: Indicator) -> bool:
    """Whether the viewer may open the figure's numbers into persons."""
    return may_open(current_services().library, indicator.group, current_viewer().roles)


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
    """The seven components, each told by one figure."""
    today = current_today()
    zone = current_services().instance.time_zone
    scope = Scope(current_viewer())
    found = overview(read_connection(), scope, today, rules_of_law(), zone=zone)
    return render_template(
        "figures/index.html",
        overview=found,
        overrides=overrides(read_connection(), scope),
        today=today,
    )


@blueprint.get("/figures/component/<int:number>")
@may_read
def component(number: int) -> str:
    """All figures of one component."""
    name = COMPONENTS.get(number) or abort(404)
    mine = [one for one in INDICATORS.values() if one.component == number]
    asked = asked_for(one.unit for one in mine)
    try:
        figures = _figures(mine, asked)
    except UnknownDimension:
        abort(404)
    shown = {figure.indicator.id for figure in figures}
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.group or "", []).append(figure)
    return render_template(
        "figures/component.html",
        number=number,
        name=name,
        components=COMPONENTS,
        headline=INDICATORS.get(HEADLINES.get(number, "")),
        figures=figures,
        groups=groups,
        undivided=[one for one in mine if one.id not in shown and asked.divides],
        waiting={one: why for one, why in WAITING.items() if one.startswith(f"{number}")},
        asked=asked,
        dimensions=asked.dimensions,
    )


@blueprint.get("/figures/<indicator_id>")
@may_read
def show(indicator_id: str) -> str:
    """One figure: definition, numbers, what was left out, picture and table."""
    indicator = INDICATORS.get(indicator_id) or abort(404)
    asked = asked_for([indicator.unit])
    figures = _figures([indicator], asked)
    return render_template(
        "figures/show.html",
        indicator=indicator,
        figures=figures,
        whole=figures[0] if not asked.by and figures else None,
        has_picture=isinstance(indicator.kind, Funnel | Split | Spells),
        trend=_trend(indicator, asked.scope),
        quality=_quality(indicator, asked),
        component=COMPONENTS[indicator.component],
        asked=asked,
        dimensions=asked.dimensions,
    )


def _quality(indicator: Indicator, asked: Asked) -> Any:
    return quality(
        read_connection(),
        indicator,
        asked.scope,
        asked.frame,
        zone=current_services().instance.time_zone,
        known_now=asked.frame.known_on >= current_today(),
    )


def _trend(indicator: Indicator, scope: Scope) -> Trend | None:
    """The last five cohorts of a figure that is told by a share of a start cohort."""
    if not isinstance(indicator.kind, Share | Funnel | Spells):
        return None
    zone = current_services().instance.time_zone
    found = trends(
        read_connection(), [indicator], scope, current_today(), rules_of_law(), zone=zone
    )
    return found.get(indicator.id)


@blueprint.get("/figures/<indicator_id>/units/<path:cell>")
@may_read
def units(indicator_id: str, cell: str) -> str:
    """The units behind one number, by pseudonym, each a link to the case."""
    indicator = INDICATORS.get(indicator_id) or abort(404)
    asked = asked_for([indicator.unit])
    if not openable(indicator):
        abort(404)
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
    """The figure's chart, or that of its last cohorts (``trend``); a table says the same."""
    indicator = INDICATORS.get(indicator_id) or abort(404)
    asked = asked_for([indicator.unit])
    if size in TREND_WIDTHS:
        drawn = _draw_trend(_trend(indicator, asked.scope), TREND_WIDTHS[size])
    else:
        widths = {"wide": charts.WIDE, "narrow": charts.NARROW}
        width = widths.get(size) or abort(404)
        figures = _figures([indicator], asked.whole())
        drawn = _draw(figures[0], width) if figures else None
    if drawn is None:
        abort(404)
    response = make_response(drawn)
    response.mimetype = "image/svg+xml"
    return response


def _draw_trend(trend: Trend | None, width: int) -> str | None:
    if trend is None or len(trend.shown) < 2:
        return None
    points = [(one.year, float(one.share.value or 0), one.share.bounds) for one in trend.shown]
    return charts.trend(points, width=width)


def _draw(figure: Figure, width: int) -> str | None:
    kind = figure.indicator.kind
    if isinstance(kind, Funnel):
        rows = [
            (c.label, c.count, c.cell in ("stage:0", kind.finding))
            for c in figure.counts
            if c.cell.startswith("stage")
        ]
        return charts.bars(rows, width=width)
    if isinstance(kind, Split):
        rows = [(c.label, c.count, c.cell == "result:guilty_tip") for c in figure.counts if c.count]
        return charts.bars(rows, width=width) if rows else None
    if figure.duration is not None and figure.duration.steps:
        labels = (_("ended"), _("still waiting"), _("left otherwise"))
        return charts.waiting(figure.duration, labels, width=width)
    return None
