"""Background work that failed, for administrators; tried again by hand. No case is named (C28)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    admin,
    current_services,
    current_viewer,
    end_reading,
    read_connection,
)
from ctj.casework.outbox import failed_work, try_again

blueprint = Blueprint("jobs", __name__, url_prefix="/administration/jobs")


@blueprint.get("")
@admin
def index() -> str:
    """What failed, the oldest first, and why."""
    return render_template(
        "administration/jobs.html",
        failed=failed_work(read_connection()),
        kinds=_kinds(),
        reasons=_reasons(),
    )


@blueprint.post("/<uuid:row_id>/retry")
@admin
def retry(row_id: UUID) -> Response:
    """It is due now, with all its tries."""
    end_reading()
    try_again(current_services(), current_viewer(), str(row_id))
    flash(_("It will be tried again within seconds."))
    return redirect(url_for(".index"), 303)


def _kinds() -> dict[str, str]:
    return {
        "act.recorded": _("Notices and warnings after a recorded step"),
        "approval.requested": _("Telling who may decide a request"),
        "approval.decided": _("Telling who asked what was decided"),
        "clock.warn": _("Warning of a limit"),
        "notice.mail": _("Mail of a notice"),
    }


def _reasons() -> dict[str, str]:
    return {
        "may_have_been_sent": _(
            "The mail server did not answer: the mail may have gone out or not. Sending it again "
            "may send it twice"
        ),
        "server_not_reached": _("The mail server could not be reached"),
        "refused_by_server": _("The mail server refused it"),
        "folder_not_writable": _("The folder for mail cannot be written"),
        "gave_no_answer": _("The process ended while working on it, five times"),
    }
