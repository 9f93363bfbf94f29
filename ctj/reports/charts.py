"""Charts as SVG, drawn on the server from Vega-Lite specifications; a table stands beside each.

Colours and patterns follow the theme: the finding solid, what came before outlined, other doors
dashed, undecided pale. Nothing depends on colour alone: every mark carries its number or name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ctj.components.engine.durations import Duration

INK, INK_2, LINE = "#17252e", "#43525c", "#d5dcda"
FINDING, BEFORE, OTHER_DOOR, UNDECIDED = "#0b5568", "#8fb4bd", "#b4662a", "#eceeeb"
FONT = "Noto Sans, sans-serif"
WIDE, NARROW = 640, 350
DAYS_A_MONTH = 30.4375
_TEXT = {"type": "text", "align": "left", "color": INK, "fontWeight": 600}


def _draw(spec: dict[str, Any]) -> str:
    import vl_convert  # takes half a second to load; pages without a chart need not pay

    return str(vl_convert.vegalite_to_svg({**spec, "config": _config()}))


def _config() -> dict[str, Any]:
    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": INK_2, "labelFontSize": 13}
    return {
        "background": "transparent",
        "view": {"stroke": None},
        "axis": {
            **text,
            "gridColor": LINE,
            "domain": False,
            "tickColor": LINE,
            "titleFontSize": 13,
        },
        "text": {"font": FONT, "fontSize": 13},
    }


def bars(rows: Sequence[tuple[str, int, bool]], *, width: int = WIDE) -> str:
    """Horizontal bars (label, count, is the finding); the longest is the measure."""
    values = [{"label": label, "count": count, "finding": key} for label, count, key in rows]
    y = {
        "field": "label",
        "type": "nominal",
        "sort": [label for label, _, _ in rows],
        "title": None,
        "axis": {"labelLimit": 190, "ticks": False},
    }
    largest = max([count for _, count, _ in rows] + [1])
    scale = {"domain": [0, largest * 1.15]}
    x = {"field": "count", "type": "quantitative", "axis": None, "scale": scale}
    return _draw(
        {
            "width": width - 210,
            "height": {"step": 32},
            "data": {"values": values},
            "layer": [_bar(x, y), _count(x, y)],
        }
    )


def _bar(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    colour = {"condition": {"test": "datum.finding", "value": FINDING}, "value": BEFORE}
    return {
        "mark": {"type": "bar", "height": 20, "stroke": FINDING, "strokeWidth": 1},
        "encoding": {"y": y, "x": x, "color": colour},
    }


def _count(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    return {"mark": _TEXT | {"dx": 6}, "encoding": {"y": y, "x": x, "text": {"field": "count"}}}


def waiting(duration: Duration, labels: tuple[str, str, str], *, width: int = WIDE) -> str:
    """Cumulative incidence as a filled step chart: decided below, left otherwise above, between
    them the undecided. ``labels``: decided, undecided, left otherwise. Months on the axis."""
    points = [(0, 0.0, 0.0)] + [
        (step.days, float(step.decided), float(step.left)) for step in duration.steps
    ]
    values = [
        {"month": days / DAYS_A_MONTH, "decided": decided, "rest": 1 - left, "top": 1}
        for days, decided, left in points
    ]
    areas = [
        _area("top", OTHER_DOOR, dashed=True),
        _area("rest", UNDECIDED, dashed=True),
        _area("decided", FINDING, dashed=False),
    ]
    return _draw(
        {
            "width": width - 130,
            "height": 230,
            "data": {"values": values},
            "layer": [*areas, *_names(points[-1], labels)],
        }
    )


def _area(high: str, colour: str, *, dashed: bool) -> dict[str, Any]:
    """From the base line up to ``high``; the layers are painted one over the other."""
    line = {"color": INK_2, "strokeDash": [4, 3]} if dashed else {"color": FINDING}
    x = {
        "field": "month",
        "type": "quantitative",
        "title": "months",
        "axis": {"grid": False, "tickMinStep": 6},
    }
    mark = {"type": "area", "interpolate": "step-after", "color": colour, "opacity": 1}
    return {"mark": mark | {"line": line}, "encoding": {"x": x, "y": _percent(high)}}


def _percent(field: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1]},
        "axis": {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1], "grid": False},
    }


def _names(last: tuple[int, float, float], labels: tuple[str, str, str]) -> list[dict[str, Any]]:
    """The three areas named at the right edge, where they end."""
    days, decided, left = last
    open_share = 1 - decided - left
    shares = (decided, open_share, left)
    middles = (decided / 2, decided + open_share / 2, 1 - left / 2)
    return [
        {
            "data": {"values": [{"month": days / DAYS_A_MONTH, "at": middle, "name": name}]},
            "mark": _TEXT | {"dx": 8},
            "encoding": {
                "x": {"field": "month", "type": "quantitative"},
                "y": {"field": "at", "type": "quantitative"},
                "text": {"field": "name"},
            },
        }
        for name, share, middle in zip(labels, shares, middles, strict=True)
        if share > 0.04
    ]


def trend(points: Sequence[tuple[int, float, tuple[Any, Any] | None]], *, width: int = 260) -> str:
    """A share by year of start: a line with its band of bounds, first and last value named."""
    values = [
        {
            "year": year,
            "share": share,
            "low": float(bounds[0]) if bounds else share,
            "high": float(bounds[1]) if bounds else share,
            "name": f"{share * 100:.0f} %",
        }
        for year, share, bounds in points
    ]
    years = [values[0]["year"], values[-1]["year"]]
    return _draw(
        {
            "width": width - 20,
            "height": 64,
            "data": {"values": values},
            "layer": _line_in_band(years),
        }
    )


def _line_in_band(years: list[Any]) -> list[dict[str, Any]]:
    x = {
        "field": "year",
        "type": "ordinal",
        "title": None,
        "axis": {"values": years, "labelAngle": 0, "ticks": False, "grid": False},
    }
    y = {"field": "share", "type": "quantitative", "axis": None, "scale": {"domain": [0, 1.15]}}
    band = {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}}
    line = {"type": "line", "color": FINDING, "point": {"color": FINDING}}
    return [
        {"mark": {"type": "area", "color": "#e4eaea"}, "encoding": band},
        {"mark": line, "encoding": {"x": x, "y": y}},
        {
            "transform": [{"filter": {"field": "year", "oneOf": years}}],
            "mark": {**_TEXT, "align": "center", "dy": -12},
            "encoding": {"x": x, "y": y, "text": {"field": "name"}},
        },
    ]
