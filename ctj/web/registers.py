"""Registers of the instance: agencies, courts, prosecution offices, providers, counterparts.

Whoever works on cases reads them, to find the code that a form or a timeline takes; they are kept
by the administrator, who sees no case: nothing of a case stands here.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from ctj.access.flask import read_connection, role
from ctj.casework.administration import ORGANISATION_KINDS
from ctj.queries.organisation_register import register_page

from .shell import CASE_ROLES

blueprint = Blueprint("registers", __name__)


@blueprint.get("/registers")
@role(*sorted(CASE_ROLES | {"adm"}))
def index() -> str:
    """One page of the register, of one kind or of all, with part of a name or code."""
    kind, wanted, page = asked()
    return render_template(
        "registers/index.html",
        found=register_page(read_connection(), kind=kind, wanted=wanted, page=page),
        kinds=kind_labels(),
        kind=kind,
        wanted=wanted,
    )


def asked() -> tuple[str, str, int]:
    """Kind, part of a name and number of the page, as the address says; what makes no sense is as
    if it had not been said."""
    kind = request.args.get("kind", "")
    wanted = request.args.get("q", "").replace("\x00", "").strip()[:100]
    number = request.args.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    return kind if kind in ORGANISATION_KINDS else "", wanted, page


def kind_labels() -> dict[str, str]:
    """The kinds of organisation in the reader's language."""
    return {
        "agency": _("Agency"),
        "prosecution": _("Prosecution office"),
        "court": _("Court"),
        "provider": _("Service provider"),
        "counterpart": _("Counterpart abroad"),
    }
