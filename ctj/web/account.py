"""The own account: sessions, password, second factor, recovery codes; and the step-up."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    LiveSession,
    SignInRefused,
    WeakPassword,
    came_from,
    current_gate,
    current_session,
    current_viewer,
    keep_session,
    own_account,
    role_labels,
    safe_next,
    signed_in,
    stepped_up,
)
from ctj.language import LANGUAGES

from .typed import typed

blueprint = Blueprint("account", __name__, url_prefix="/account")
Answer = str | Response | tuple[str, int]


def _session() -> LiveSession:
    session = current_session()
    assert session is not None  # the route's rule
    return session


@blueprint.get("")
@signed_in
def index() -> str:
    """Who I am here, my sessions, and what proves that I am."""
    session, viewer = _session(), current_viewer()
    return render_template(
        "account/index.html",
        session=session,
        state=own_account.state(current_gate(), session),
        viewer=viewer,
        roles=role_labels(viewer.roles),
        languages=LANGUAGES,
    )


@blueprint.post("/language")
@signed_in
def language() -> Response:
    """Choose the language of the pages."""
    own_account.choose_language(current_gate(), _session(), typed("language"))
    return redirect(url_for(".index"), 303)


@blueprint.post("/sessions/<uuid:session_id>/end")
@signed_in
def end_session(session_id: object) -> Response:
    """End one of my sessions; it ends at its next request."""
    own_account.end_session(current_gate(), _session(), str(session_id))
    flash(_("That session has ended."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/sessions/end-others")
@signed_in
def end_other_sessions() -> Response:
    """Sign out everywhere but here."""
    own_account.end_other_sessions(current_gate(), _session())
    flash(_("You are signed out everywhere but here."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/object")
@signed_in
def object_to_resets() -> Response:
    """I did not ask for another password and factor: nobody makes that link."""
    own_account.object_to_resets(current_gate(), _session())
    flash(_("Nobody can make that link now. Tell your administrator that you did not ask for it."))
    return redirect(url_for(".index"), 303)


@blueprint.route("/step-up", methods=["GET", "POST"])
@signed_in
def step_up() -> Answer:
    """The second factor again, before a step that opens identities or changes rights."""
    session, wanted = _session(), safe_next(request.args.get("next"))
    errors, status = [], 200
    if request.method == "POST":
        try:
            typed = request.form.get("code", "")
            token = own_account.step_up(current_gate(), came_from(), session, typed)
        except SignInRefused as refused:
            errors, status = [("#code", str(refused))], 429 if refused.until else 422
        else:
            keep_session(token)
            return redirect(wanted or url_for(".index"), 303)
    shown = own_account.demonstration_code(current_gate(), session)
    page = render_template("account/step_up.html", next=wanted, shown_code=shown, errors=errors)
    return page, status


@blueprint.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> Answer:
    """Another password; every other session ends."""
    session = _session()
    if request.method != "POST":
        return render_template("account/password.html", email=session.email)
    typed, again = request.form.get("password", ""), request.form.get("again", "")
    try:
        if typed != again:
            raise WeakPassword(_("The two new passwords differ. Type the same one twice."))
        present = request.form.get("present", "")
        own_account.change_password(current_gate(), came_from(), session, present, typed)
    except (WeakPassword, SignInRefused) as refused:
        where = "#password" if isinstance(refused, WeakPassword) else "#present"
        status = 429 if getattr(refused, "until", None) else 422
        errors = [(where, str(refused))]
        page = render_template("account/password.html", email=session.email, errors=errors)
        return page, status
    flash(_("Your password is changed. All your other sessions have ended."))
    return redirect(url_for(".index"), 303)


@blueprint.route("/factor", methods=["GET", "POST"])
@stepped_up
def factor() -> Answer:
    """Another authenticator in place of the present one."""
    session, gate = _session(), current_gate()
    if request.method != "POST":
        offered = own_account.offer_factor(gate, session)
        return render_template("account/factor.html", offered=offered)
    offer, typed = request.form.get("offer", ""), request.form.get("code", "")
    try:
        _entered, codes = own_account.accept_factor(gate, came_from(), session, offer, typed)
    except SignInRefused as refused:
        offered = own_account.offered_again_or_new(gate, session, offer)
        errors = [("#code", str(refused))]
        return render_template("account/factor.html", offered=offered, errors=errors), 422
    return render_template("account/recovery_codes.html", codes=codes)


@blueprint.route("/recovery-codes", methods=["GET", "POST"])
@stepped_up
def recovery_codes() -> str:
    """Ten fresh recovery codes in place of the old ones, shown once."""
    if request.method != "POST":
        return render_template("account/new_recovery_codes.html")
    codes = own_account.renew_recovery_codes(current_gate(), _session())
    return render_template("account/recovery_codes.html", codes=codes)
