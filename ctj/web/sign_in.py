"""Signing in and out: password, second factor, recovery code, one-time link, first set-up."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    SignInRefused,
    WeakPassword,
    came_from,
    current_gate,
    current_session,
    end_reading,
    enter_session,
    half_signed_in,
    leave_session,
    own_account,
    public,
    safe_next,
    sign_in_steps,
)

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")
Answer = str | Response | tuple[str, int]


@blueprint.route("", methods=["GET", "POST"])
@public
def password() -> Answer:
    """First step: work e-mail and password."""
    wanted = safe_next(request.args.get("next"))
    if request.method != "POST":
        told = {"out": "out" in request.args, "ended": "ended" in request.args}
        return render_template("sign_in/password.html", next=wanted, **told)
    email, typed = request.form.get("email", ""), request.form.get("password", "")
    try:
        entered = sign_in_steps.give_password(current_gate(), came_from(), email, typed)
    except SignInRefused as refused:
        page = render_template(
            "sign_in/password.html", next=wanted, email=email, errors=[("#email", str(refused))]
        )
        return page, _status(refused)
    enter_session(entered)
    return redirect(url_for(".code", next=wanted), 303)


@blueprint.route("/code", methods=["GET", "POST"])
@half_signed_in("password")
def code() -> Answer:
    """Second step: the six figures of the authenticator."""
    return _second_step("sign_in/code.html", sign_in_steps.give_code)


@blueprint.route("/recovery-code", methods=["GET", "POST"])
@half_signed_in("password")
def recovery_code() -> Answer:
    """Second step without the device: one of the recovery codes."""
    return _second_step("sign_in/recovery_code.html", sign_in_steps.give_recovery_code)


def _second_step(template: str, give: sign_in_steps.Give) -> Answer:
    half, wanted = current_session(), safe_next(request.args.get("next"))
    assert half is not None  # the route's rule
    if request.method != "POST":
        shown = own_account.demonstration_code(current_gate(), half)
        return render_template(template, next=wanted, shown_code=shown)
    try:
        entered = give(current_gate(), came_from(), half, request.form.get("code", ""))
    except SignInRefused as refused:
        shown = own_account.demonstration_code(current_gate(), half)
        page = render_template(
            template, next=wanted, shown_code=shown, errors=[("#code", str(refused))]
        )
        return page, _status(refused)
    enter_session(entered)
    return redirect(wanted or url_for("start.home"), 303)


@blueprint.get("/link/<token>")
@public
def link(token: str) -> Answer:
    """A page with a button: opening a link uses nothing up, since mail scanners open links."""
    found = sign_in_steps.look_at_link(current_gate(), token)
    page = render_template("sign_in/link.html", token=token, link=found)
    return page if found else (page, 404)


@blueprint.post("/link/<token>")
@public
def use_link(token: str) -> Answer:
    """Use a one-time link."""
    try:
        entered = sign_in_steps.use_link(current_gate(), came_from(), token)
    except SignInRefused:
        return render_template("sign_in/link.html", token=token, link=None), 404
    enter_session(entered)
    if entered.sets_up:
        return redirect(url_for(".set_up"), 303)
    return redirect(url_for("start.home"), 303)


@blueprint.route("/set-up", methods=["GET", "POST"])
@half_signed_in("set_up")
def set_up() -> Answer:
    """A new or recovered account: choose a password."""
    session = current_session()
    assert session is not None  # the route's rule
    if request.method != "POST":
        return render_template("sign_in/set_up.html", email=session.email)
    typed, again = request.form.get("password", ""), request.form.get("again", "")
    try:
        if typed != again:
            raise WeakPassword(_("The two passwords differ. Type the same one twice."))
        own_account.choose_password(current_gate(), session, typed)
    except WeakPassword as refused:
        errors = [("#password", str(refused))]
        return render_template("sign_in/set_up.html", email=session.email, errors=errors), 422
    return redirect(url_for(".factor"), 303)


@blueprint.route("/set-up/factor", methods=["GET", "POST"])
@half_signed_in("set_up")
def factor() -> Answer:
    """Then the second factor; the recovery codes are shown once."""
    session, gate = current_session(), current_gate()
    assert session is not None  # the route's rule
    if request.method != "POST":
        offered = own_account.offer_factor(gate, session)
        return render_template("sign_in/factor.html", offered=offered)
    offer, typed = request.form.get("offer", ""), request.form.get("code", "")
    try:
        entered, codes = own_account.accept_factor(gate, came_from(), session, offer, typed)
    except SignInRefused as refused:
        offered = own_account.offered_again_or_new(gate, session, offer)
        page = render_template(
            "sign_in/factor.html", offered=offered, errors=[("#code", str(refused))]
        )
        return page, _status(refused)
    if entered is not None:
        enter_session(entered)
    return render_template("sign_in/recovery_codes.html", codes=codes)


@blueprint.post("/out")
@public
def sign_out() -> Response:
    """End this session and empty the browser's cache."""
    session = current_session()
    end_reading()
    if session is not None:
        sign_in_steps.sign_out(current_gate(), session)
    leave_session()
    response = make_response(redirect(url_for(".password", out=""), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _status(refused: SignInRefused) -> int:
    return 429 if refused.until else 422
