"""The team of a case and why I see it; shares; recusals; and the shares that are offered to me."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    case,
    current_services,
    current_sight,
    current_today,
    current_viewer,
    end_reading,
    read_connection,
    role,
)
from ctj.casework import team as changes
from ctj.casework.handover import ACCEPT, ANSWERS, DECLINE, answer
from ctj.casework.handover import Answer as HandoverAnswer
from ctj.casework.refusals import Blocked, FormErrors, NotAllowedHere
from ctj.casework.team import LONGEST_REASON, RECEIVERS, NewShare
from ctj.queries import case_team as views
from ctj.queries import sealed_match as sealed
from ctj.queries.open_case import open_case_page

from .shell import CASE_ROLES
from .typed import NOBODY, typed, typed_id

blueprint = Blueprint("team", __name__)
Answer = str | Response | tuple[str, int]
Errors = list[tuple[str, str]]


@blueprint.get("/cases/<reference>/team")
@case()
def index(reference: str) -> str:
    """Who sees this case, by which grant; why I do; who is recused."""
    return _page()


def _page(errors: Errors | None = None) -> str:
    connection, viewer, sight = read_connection(), current_viewer(), current_sight()
    opened = open_case_page(connection, current_services(), viewer, sight)
    return render_template(
        "team/index.html",
        about=opened.identity,
        team=views.case_team(connection, viewer, sight),
        keeps=changes.may_keep(viewer, sight),
        user_options=_options(views.addable_users(connection, viewer)),
        team_options=_options(views.addable_teams(connection, viewer)),
        agency_options=_options(views.other_agencies(connection, viewer)),
        longest_reason=LONGEST_REASON,
        sealed_readers={one.role: one for one in sealed.readers_of(connection, sight.case_id)},
        sealed_options={
            role: _options(sealed.candidates(connection, sight.case_id, role))
            for role in sealed.READERS
        },
        reads_sealed=sealed.may_read(connection, viewer, sight.case_id),
        errors=errors,
        form=request.form,
    )


def _options(found: tuple[views.Named, ...]) -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in found]


def _done(reference: str, act: Callable[[], object], sentence: str, **named: str) -> Answer:
    """Change the team; what is refused comes back on the page.

    ``named``: how fields are named on the page, where one name stands in several forms.
    """
    end_reading()
    try:
        act()
    except FormErrors as refused:
        errors = [(f"#{named.get(one.path, one.path)}", str(one)) for one in refused.errors]
        return _page(errors), 422
    flash(sentence)
    return redirect(url_for(".index", reference=reference), 303)


@blueprint.post("/cases/<reference>/team/<any(user, team):kind>")
@case("lead", "pros", "mgr")
def add(reference: str, kind: str) -> Answer:
    """Put a colleague or a team on the team of the case."""
    services, viewer, grantee = current_services(), current_viewer(), typed_id(kind)
    return _done(
        reference,
        lambda: changes.add(services, viewer, reference, kind, grantee),
        _("On the team of this case from now on."),
    )


@blueprint.post("/cases/<reference>/team/grants/<uuid:grant_id>/end")
@case("lead", "pros", "mgr")
def remove(reference: str, grant_id: UUID) -> Answer:
    """End a membership or a share at once."""
    services, viewer = current_services(), current_viewer()
    return _done(
        reference,
        lambda: changes.remove(services, viewer, reference, str(grant_id)),
        _("Ended: it lets nobody see this case any more."),
    )


@blueprint.post("/cases/<reference>/team/shares")
@case("lead", "pros", "mgr")
def share(reference: str) -> Answer:
    """Offer the case to another agency or to one user."""
    services, viewer, new = current_services(), current_viewer(), _new_share()
    return _done(
        reference,
        lambda: changes.share(services, viewer, reference, new),
        _("Offered. It counts once it is taken up."),
        grantee="email" if new.kind == "user" else "agency",
        user="email",
    )


def _new_share() -> NewShare:
    email = typed("email").casefold()
    if email:
        found = views.user_for_share(read_connection(), email)
        kind, grantee = "user", found or NOBODY
    else:
        kind, grantee = "agency", typed_id("agency")
    return NewShare(kind, grantee, typed("rights"), typed("reason"), _day(typed("until")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@blueprint.post("/cases/<reference>/team/recuse")
@case()
def recuse(reference: str) -> Answer:
    """I must not see this case any more."""
    services, viewer, reason = current_services(), current_viewer(), typed("own_reason")
    answer = _done(
        reference,
        lambda: changes.recuse(services, viewer, reference, reason),
        _("You are recused from %(reference)s and do not see it any more.", reference=reference),
        reason="own_reason",
    )
    return answer if isinstance(answer, tuple) else redirect(url_for("cases.index"), 303)


@blueprint.post("/cases/<reference>/team/recusals")
@case("lead", "pros", "mgr")
def recuse_other(reference: str) -> Answer:
    """Somebody of the team must not see this case any more."""
    services, viewer = current_services(), current_viewer()
    user_id, reason = typed_id("recused"), typed("recused_reason")
    return _done(
        reference,
        lambda: changes.recuse_other(services, viewer, reference, user_id, reason),
        _("Recused: the case is not there for this user any more."),
        user="recused",
        reason="recused_reason",
    )


@blueprint.post("/cases/<reference>/team/recusals/<uuid:recusal_id>/end")
@case("lead", "pros", "mgr")
def end_recusal(reference: str, recusal_id: UUID) -> Answer:
    """A recusal ends, by somebody else than the recused."""
    services, viewer = current_services(), current_viewer()
    return _done(
        reference,
        lambda: changes.end_recusal(services, viewer, reference, str(recusal_id)),
        _("The recusal has ended."),
    )


@blueprint.get("/shares")
@role(*sorted(CASE_ROLES))
def offers() -> str:
    """Cases of other agencies that wait to be taken up, or to be accepted."""
    return _offers()


def _offers(errors: Errors | None = None) -> str:
    connection, viewer = read_connection(), current_viewer()
    codes = current_services().library.codes["transfer_reason"].codes
    return render_template(
        "team/offers.html",
        offers=views.offers(connection, viewer, bool(viewer.roles & (RECEIVERS | ANSWERS))),
        colleagues=_options(views.addable_users(connection, viewer)),
        reasons=[(code, one.label) for code, one in codes.items()],
        errors=errors,
    )


@blueprint.post("/shares/<uuid:grant_id>/hand-over")
@role(*sorted(ANSWERS))
def answer_handover(grant_id: UUID) -> Answer:
    """Accept or decline a hand-over for my agency."""
    accepts = request.form.get("do") == "accept"
    told = HandoverAnswer(DECLINE, {"occurred_on": _today(), "reason": typed("reason")})
    if accepts:
        given = {"new_owner": typed_id("new_owner"), "specialist": typed("specialist")}
        told = HandoverAnswer(ACCEPT, {"occurred_on": _today(), **given})
    end_reading()
    try:
        fired = answer(current_services(), current_viewer(), str(grant_id), told)
    except FormErrors as refused:
        return _offers([(f"#{one.path}", str(one)) for one in refused.errors]), 422
    except (Blocked, NotAllowedHere) as refused:
        return _offers([("", str(refused))]), 422
    if accepts:
        flash(_("Accepted: your agency works on %(ref)s from now on.", ref=fired.case_reference))
        return redirect(url_for("cases.show", reference=fired.case_reference), 303)
    flash(_("Declined. The sender stays responsible and sees your answer."))
    return redirect(url_for(".offers"), 303)


def _today() -> str:
    return current_today().isoformat()


@blueprint.post("/shares/<uuid:grant_id>/take-up")
@role(*sorted(CASE_ROLES))
def take_up(grant_id: UUID) -> Response:
    """Take up a share, for me or for my agency."""
    reference = changes.take_up(current_services(), current_viewer(), str(grant_id))
    flash(_("You have taken up the share of %(reference)s.", reference=reference))
    return redirect(url_for("cases.show", reference=reference), 303)


@blueprint.post("/shares/<uuid:grant_id>/decline")
@role(*sorted(CASE_ROLES))
def decline(grant_id: UUID) -> Response:
    """Do not take up a share."""
    changes.decline(current_services(), current_viewer(), str(grant_id))
    flash(_("Declined. The sender sees that the share has ended."))
    return redirect(url_for(".offers"), 303)
