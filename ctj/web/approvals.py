"""Four eyes: what waits for my decision, what I asked for, and one request with all it needs."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    ApprovalRefused,
    NotVisible,
    RoleRefused,
    case,
    current_services,
    current_sight,
    current_viewer,
    end_reading,
    read_connection,
    role,
)
from ctj.casework.approval_content import content_of
from ctj.casework.approvals import decide, look
from ctj.casework.refusals import Blocked, Conflict, DoesNotFollow, FormErrors, NotAllowedHere
from ctj.queries.approvals import ApprovalLine, approvals_of, one_approval
from ctj.queries.limits import due_level, due_words
from ctj.queries.open_case import open_case_page
from ctj.queries.step_words import effects_in_words

from .shell import CASE_ROLES

blueprint = Blueprint("approvals", __name__)
Answer = str | tuple[str, int] | Response
LONGEST_REASON = 2000


@blueprint.get("/approvals")
@role(*sorted(CASE_ROLES))
def index() -> str:
    """What waits for this viewer's decision, and what became of the viewer's own requests."""
    found = approvals_of(read_connection(), current_viewer(), current_services().library)
    return render_template(
        "approvals/index.html", approvals=found, state_words=_state_words(), expiry=_expiry
    )


def _expiry(line: ApprovalLine) -> tuple[str, str, str]:
    """Level, distance and moment of the end of a request."""
    now, zone = current_viewer().now, current_services().instance.time_zone
    distance, moment = due_words(line.expires_at, now, zone)
    return due_level(line.expires_at, now, zone), distance, moment


def _state_words() -> dict[str, str]:
    return {
        "open": _("waiting for a decision"),
        "recorded": _("approved and recorded"),
        "approved": _("approved"),
        "declined": _("declined"),
        "expired": _("expired undecided: ask anew"),
    }


def _line(approval_id: str) -> ApprovalLine:
    """The request, if it is this viewer's own or for a role of theirs. Raises RoleRefused; 404."""
    library = current_services().library
    line = one_approval(read_connection(), current_viewer(), library, approval_id)
    if line is None or line.case_reference != current_sight().reference:
        abort(404)
    if not (line.mine or line.may_decide):
        raise RoleRefused(_("This request is for another role to decide."))
    return line


@blueprint.route("/cases/<reference>/approvals/<approval_id>", methods=["GET", "POST"])
@case()
def show(reference: str, approval_id: str) -> Answer:
    """The exact content, what it will do, who asks and why; then the decision."""
    line = _line(approval_id)
    if request.method == "POST":
        return _decide(line)
    return _page(line)


def _page(
    line: ApprovalLine, errors: tuple[tuple[str, str], ...] = (), status: int = 422
) -> Answer:
    services, viewer = current_services(), current_viewer()
    opened = open_case_page(read_connection(), services, viewer, current_sight())
    asked = look(services, viewer, line.id)
    content = content_of(read_connection(), services, opened, asked, is_open=line.state == "open")
    page = render_template(
        "approvals/show.html",
        about=opened.identity,
        line=line,
        asked=asked,
        content=content,
        effects=effects_in_words(opened, content.seen) if content.seen else [],
        state_words=_state_words(),
        decision=request.form.get("decision", ""),
        reason=request.form.get("reason", ""),
        errors=errors,
    )
    return (page, status) if errors else page


def _decide(line: ApprovalLine) -> Answer:
    decision, reason = request.form.get("decision", ""), request.form.get("reason", "").strip()
    errors = tuple(_missing(decision, reason))
    if errors:
        return _page(line, errors)
    end_reading()
    try:
        fired = decide(current_services(), current_viewer(), line.id, decision, reason)
    except NotVisible:
        told = _("Who asked may no longer see this case, so it cannot be recorded in their name.")
        return _page(_line(line.id), (("", told),), 409)
    except (ApprovalRefused, Conflict, DoesNotFollow) as refused:
        return _page(_line(line.id), (("", str(refused)),), 409)
    except (Blocked, FormErrors, NotAllowedHere) as refused:
        return _page(_line(line.id), (("", str(refused)),))
    if fired is None:
        flash(_("Declined: %(what)s. Who asked sees your reason.", what=line.label))
        return redirect(url_for(".index"))
    flash(
        _(
            "Approved and recorded: %(what)s, in the name of %(who)s.",
            what=line.label,
            who=line.asked_by,
        )
    )
    return redirect(url_for("cases.show", reference=fired.case_reference))


def _missing(decision: str, reason: str) -> list[tuple[str, str]]:
    errors = []
    if decision not in ("approved", "declined"):
        errors.append(("#d-approved", _("Choose whether you approve or decline")))
    if decision == "declined" and not reason:
        errors.append(("#reason", _("Say why you decline: who asked reads it")))
    if len(reason) > LONGEST_REASON:
        errors.append(("#reason", _("Reason: at most %(n)s characters", n=LONGEST_REASON)))
    return errors
