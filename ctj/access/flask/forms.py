"""Where a changing request may come from: this very site, with the token of this very session."""

from __future__ import annotations

from flask import abort, request

from .cookies import is_loopback
from .routes import SAFE


def check_transport() -> None:
    """Plain http is for this machine itself; anywhere else a session could be read on the way."""
    if not request.is_secure and not is_loopback(request.host):
        abort(400, "CTJ answers over https. Plain http works on this machine itself only.")


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
