"""All indicators, by component and by id."""

from __future__ import annotations

from . import component_1, component_2, component_3, component_4, component_5, component_6
from .indicators import Indicator

COMPONENTS = {
    1: "Strong and comprehensive legal frameworks",
    2: "Specialist investigative capacity",
    3: "Front-line capacity to identify and respond",
    4: "Prosecutorial and judicial capacity",
    5: "Victim identification, protection and support",
    6: "Special support to victims as witnesses",
    7: "International legal cooperation",
}
#: The figure that a component is told by on the overview (indicators.md 5).
HEADLINES = {1: "1.07", 2: "2.11", 3: "3.04", 4: "4.02", 5: "5.02", 6: "6.14"}
#: Figures that wait for facts which nothing records yet, and for what.
WAITING = {
    "3.12": "the mid-year population of each state, with its source",
    "7": "the tracks of requests between states",
}
INDICATORS: dict[str, Indicator] = {
    indicator.id: indicator
    for module in (
        component_1,
        component_2,
        component_3,
        component_4,
        component_5,
        component_6,
    )
    for indicator in module.INDICATORS
}
