"""Error pages in the product's voice: what happened, what became of what was typed, two ways on.

Absent and forbidden are one page (C02). No answer shows a stack, a path, SQL or a version.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import structlog
from flask import Flask, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from ctj.access.flask import (
    NotAllowed,
    NotVisible,
    StepUpNeeded,
    back_here,
    current_viewer_or_none,
)
from ctj.casework.refusals import DatabaseUnavailable

log = structlog.get_logger("ctj.web")


def _page(status: int, title: str, sentences: list[str], number: str | None = None) -> Response:
    g.ctj_failing = True  # the bar then counts nothing
    ways = [(_("Go to your first page"), url_for("start.home"))]
    viewer = current_viewer_or_none()
    if viewer is None:
        ways = [(_("Sign in"), url_for("sign_in.password"))]
    body = render_template(
        "errors/page.html", title=title, sentences=sentences, ways=ways, number=number
    )
    return make_response(body, status)


def not_found(_error: Exception) -> Response:
    """The one answer for what does not exist and for what is not for this viewer."""
    return _page(
        404,
        _("There is nothing here for you"),
        [
            _("The address is wrong, or what it names is not shared with you."),
            _(
                "If you need a case, ask its lead investigator or your manager "
                "to add you to its team."
            ),
        ],
    )


def refused(error: Exception) -> Response:
    """What the viewer sees but may not do, with the reason."""
    sentence = str(error) or _("Your role does not include this.")
    return _page(403, _("This is not yours to do"), [sentence, _("Nothing has been changed.")])


def bad_request(error: Exception) -> Response:
    """A form that cannot be trusted or read: the token is missing, old or foreign."""
    description = getattr(error, "description", "") or ""
    return _page(
        400,
        _("This could not be read"),
        [
            _(
                "The page you sent was open too long, or came from another site. "
                "Nothing was recorded."
            ),
            _("Go back, load the page again, and send it once more: a saved draft is still there.")
            if "CSRF" in description
            else _("Go back and send it once more."),
        ],
    )


def wrong_method(error: Exception) -> Response:
    """A method that the address does not have; says which it has."""
    response = _page(405, _("This address cannot be used that way"), [_("Nothing was changed.")])
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def too_large(_error: Exception) -> Response:
    """More than a form may hold."""
    return _page(
        413,
        _("This is too large"),
        [
            _("A form may hold up to 1 MB. Nothing was recorded."),
            _("Shorten the text and send it again."),
        ],
    )


def too_many(error: Exception) -> Response:
    """A limit on tries or looks was reached."""
    return _page(429, _("Too many tries"), [str(getattr(error, "description", "") or "")])


def step_up(_error: Exception) -> Response:
    """A step that opens identities asks for the second factor again."""
    response = make_response("", 303)
    response.headers["Location"] = url_for("account.step_up", next=back_here())
    return response


def broken(error: Exception) -> Response:
    """Something of ours failed: said with a number that the log names; nothing is half-saved."""
    number = secrets.token_hex(4)
    log.error("failed", number=number, endpoint=request.endpoint, kind=type(error).__name__)
    return _page(
        500,
        _("Something of ours failed"),
        [
            _("Nothing was recorded: a step is saved whole or not at all."),
            _("What you typed in a form is kept as a draft where the page says so. Try again."),
        ],
        number,
    )


def _unavailable(error: Exception) -> Response:
    number = secrets.token_hex(4)
    log.error("database", number=number, endpoint=request.endpoint, kind=type(error).__name__)
    return _page(
        503,
        _("The records cannot be reached just now"),
        [
            _("Nothing was recorded: a step is saved whole or not at all."),
            _("Try again in a minute. If it stays so, tell the administrator."),
        ],
        number,
    )


def _other(error: HTTPException) -> Response:
    return _page(error.code or 500, _("This did not work"), [_("Nothing was changed.")])


HANDLERS: tuple[tuple[type[Exception] | int, Callable[..., Response]], ...] = (
    (400, bad_request),
    (403, refused),
    (404, not_found),
    (405, wrong_method),
    (413, too_large),
    (429, too_many),
    (HTTPException, _other),
    (NotVisible, not_found),
    (NotAllowed, refused),
    (StepUpNeeded, step_up),
    (Exception, broken),
)


def init_app(app: Flask) -> None:
    """Register one handler per kind of failure; the broadest last."""
    for kind, handler in HANDLERS:
        app.register_error_handler(kind, handler)
    app.register_error_handler(DatabaseUnavailable, _unavailable)
