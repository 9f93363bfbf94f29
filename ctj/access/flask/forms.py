"""Where a changing request may come from: this very site, with the token of this very session."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Request, abort, current_app, request

from ..sessions import FULL
from .cookies import is_loopback
from .requests import current_session
from .routes import SAFE

View = TypeVar("View", bound=Callable[..., Any])
#: Room for the other answers beside a file, in bytes.
FORM_BESIDE_FILE = 64 * 1024


def check_transport() -> None:
    """Plain http is for this machine itself; anywhere else a session could be read on the way."""
    if not request.is_secure and not is_loopback(request.host):
        abort(400, "CTJ answers over https. Plain http works on this machine itself only.")


def takes_files(largest: int) -> Callable[[View], View]:
    """A view that takes files of so many bytes; every other takes a form alone."""

    def marked(view: View) -> View:
        view.ctj_largest = largest  # type: ignore[attr-defined]
        return view

    return marked


def make_room_for_files() -> None:
    """More room for the body of an upload, for who has signed in; held in memory, never on disk."""
    view = current_app.view_functions.get(request.endpoint or "")
    largest = getattr(view, "ctj_largest", None)
    session = current_session()
    if largest is not None and session is not None and session.stage == FULL:
        request.max_content_length = largest + FORM_BESIDE_FILE


class InMemory(Request):
    """A request whose files stay in memory: a temporary file on disk would not be sealed."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def check_origin() -> None:
    """Refuse a changing request that another site has sent (the token is checked as well)."""
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        abort(400, "CSRF: this was sent from another site.")
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None and fetch_site not in ("same-origin", "none"):
        abort(400, "CSRF: this was sent from another site.")
