"""The picture as SVG, through the template that also the pages use."""

from __future__ import annotations

from ...paths import templates_dir
from .parts import Drawing

TEMPLATE = "workflows/diagram.svg"


def as_svg(drawing: Drawing) -> str:
    """A whole SVG file. Every text is escaped by the template engine."""
    import jinja2  # heavy

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates_dir()),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(drawing=drawing)
