"""The witnesses of a case, with their measures, threats, and what each is owed to be told."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from ctj.access.flask import (
    case,
    current_services,
    current_sight,
    current_viewer,
    read_connection,
)
from ctj.queries.open_case import open_case_page
from ctj.queries.witnesses import witnesses_of

blueprint = Blueprint("witnesses", __name__)


@blueprint.get("/cases/<reference>/witnesses")
@case()
def index(reference: str) -> str:
    """Each witness in order of pseudonym, 25 a page; then those who are not victims."""
    opened = open_case_page(
        read_connection(), current_services(), current_viewer(), current_sight()
    )
    written = request.args.get("page", "")
    page = int(written) if written.isdecimal() and len(written) < 7 else 1
    return render_template(
        "cases/witnesses.html", about=opened.identity, found=witnesses_of(opened, page)
    )
