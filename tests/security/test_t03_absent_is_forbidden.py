"""T03: a case that is hidden and one that does not exist get the same answer, on every address.

Planted and seen to fail: a 403 for a recused viewer.
"""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.security.site import Site
from tests.security.test_t01_matrix import CASES, Line

UNKNOWN = "PH-ZZZZ-ZZZZ"
HIDDEN = ("other", "expired_share", "revoked", "recused", "sealed_out", "above_clearance")
#: Form tokens differ from request to request.
TOKEN = re.compile(r"[\w-]{30,}\.[\w-]+\.[\w-]+")
CHANGING = {"Date", "Set-Cookie", "Content-Length"}


def _shape(answer: TestResponse, reference: str) -> tuple[int, list[tuple[str, str]], str]:
    headers = [(name, value) for name, value in answer.headers if name not in CHANGING]
    body = answer.get_data(as_text=True).replace(reference, "REFERENCE")
    return answer.status_code, headers, TOKEN.sub("TOKEN", body)


@pytest.mark.parametrize("line", CASES, ids=lambda line: line.endpoint)
def test_hidden_is_answered_as_unknown(site: Site, line: Line) -> None:
    for relation in HIDDEN:
        for method in line.methods:
            reference = site.cases[relation].reference
            hidden = site.ask("pros", method, line.endpoint, relation)
            unknown = site.ask("pros", method, line.endpoint, relation, reference=UNKNOWN)
            assert _shape(hidden, reference) == _shape(unknown, UNKNOWN), (relation, method)
            assert hidden.status_code == 404
