"""T16: headers, parsed, on every route and on errors; over http on loopback and over https.

Planted and seen to fail: `unsafe-inline` in the policy for scripts.
"""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.security.site import Site
from tests.security.test_t01_matrix import CASES, PLAIN

SCHEMES = ("http://localhost", "https://localhost")


def _policy(answer: TestResponse) -> dict[str, list[str]]:
    written = answer.headers["Content-Security-Policy"]
    parts = [part.split() for part in written.split(";") if part.strip()]
    assert len({part[0] for part in parts}) == len(parts), "a directive stands twice"
    return {part[0]: part[1:] for part in parts}


def _check_page(policy: dict[str, list[str]]) -> None:
    for directive in ("script-src", "style-src", "connect-src", "form-action"):
        assert policy[directive] == ["'self'"], directive
    for directive in ("base-uri", "frame-ancestors", "object-src"):
        assert policy[directive] == ["'none'"], directive


def _check(answer: TestResponse, scheme: str) -> None:
    policy = _policy(answer)
    assert policy["default-src"] == ["'none'"]
    if "sandbox" in policy:  # a download, C17: nothing may run, load or be sent from it
        assert policy == {"sandbox": [], "default-src": ["'none'"]}
        assert answer.headers["Content-Disposition"].startswith("attachment;")
    else:
        _check_page(policy)
    assert not any("unsafe" in value for values in policy.values() for value in values)
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    secure = scheme.startswith("https")
    assert ("Strict-Transport-Security" in headers) is secure
    for cookie in headers.getlist("Set-Cookie"):
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= parts, cookie
        assert ("secure" in parts) is secure
        assert cookie.startswith("__Host-") is secure


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_route(site: Site, scheme: str) -> None:
    for line in (*PLAIN, *CASES):
        principal = "adm" if line.endpoint.startswith("administration") else "pros"
        relation = "team" if line.kind == "case" else "-"
        for method in line.methods:
            answer = site.ask(principal, method, line.endpoint, relation, base_url=scheme)
            _check(answer, scheme)
            if line.kind != "public" and answer.status_code == 200:
                assert "no-store" in answer.headers["Cache-Control"], line.endpoint


@pytest.mark.parametrize("scheme", SCHEMES)
def test_errors_and_static_files(site: Site, scheme: str) -> None:
    missing = site.fetch("pros", "GET", "/no-such-page", base_url=scheme)
    wrong_method = site.fetch("pros", "DELETE", "/cases", base_url=scheme)
    refused = site.fetch("aud", "GET", "/cases", base_url=scheme)
    unsigned = site.fetch("pros", "POST", "/cases/open", base_url=scheme, form_token=False)
    large = site.fetch(
        "pros", "POST", "/cases/open", base_url=scheme, data={"x": "y" * (1024 * 1024 + 9)}
    )
    static = site.fetch("pros", "GET", "/static/theme.css", base_url=scheme)
    answers = [missing, wrong_method, refused, unsigned, large, static]
    assert [one.status_code for one in answers] == [404, 405, 403, 400, 413, 200]
    for answer in answers:
        _check(answer, scheme)
