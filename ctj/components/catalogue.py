"""All indicators, by component and by id."""

from __future__ import annotations

from . import component_1, component_4
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
INDICATORS: dict[str, Indicator] = {
    indicator.id: indicator
    for module in (component_1, component_4)
    for indicator in module.INDICATORS
}
