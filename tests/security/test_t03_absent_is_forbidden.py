"""T03: a case that is hidden and one that does not exist get the same answer, on every address.

Planted and seen to fail: a 403 for a recused viewer.
"""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from sqlalchemy import insert
from werkzeug.test import TestResponse

from ctj.access.grants import Grant, give
from ctj.model.absences import Absence
from ctj.model.base import new_id
from ctj.model.notices import CalendarFeed, Notice
from ctj.transaction import unit_of_work
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


#: Addresses that name an entry beneath a case: one of a hidden case is as unknown as none.
OF_ENTRIES = [line for line in CASES if line.endpoint.startswith("entries.")]


@pytest.mark.parametrize("line", CASES, ids=lambda line: line.endpoint)
def test_hidden_is_answered_as_unknown(site: Site, line: Line) -> None:
    for relation in HIDDEN:
        for method in line.methods:
            reference = site.cases[relation].reference
            hidden = site.ask("pros", method, line.endpoint, relation)
            unknown = site.ask("pros", method, line.endpoint, relation, reference=UNKNOWN)
            assert _shape(hidden, reference) == _shape(unknown, UNKNOWN), (relation, method)
            assert hidden.status_code == 404


@pytest.mark.parametrize("line", OF_ENTRIES, ids=lambda line: line.endpoint)
def test_an_entry_of_another_case_is_unknown_beneath_ones_own(site: Site, line: Line) -> None:
    for relation in HIDDEN:
        foreign, unknown = site.cases[relation].event_id, str(uuid4())
        for method in line.methods:
            one, other = (
                _shape(site.ask("pros", method, line.endpoint, "team", event_id=each), each)
                for each in (foreign, unknown)
            )
            assert one == other, (relation, method)
            assert one[0] == 404


def _foreign(site: Site) -> dict[tuple[str, str], str]:
    """(address, the name of its part) -> the id of something that is somebody else's."""
    owner, now_case = site.users["lead"], site.cases["other"].id
    notice, feed, absence = new_id(), new_id(), new_id()
    with unit_of_work(site.services.database) as work:
        told = {"id": notice, "user_id": owner, "case_id": now_case, "kind": "warning"}
        told |= {"about": "triage", "source_id": new_id(), "mark": "0", "created_at": work.now}
        work.connection.execute(insert(Notice).values(**told))
        fed = {"id": feed, "user_id": owner, "token_hash": uuid4().hex * 2}
        work.connection.execute(insert(CalendarFeed).values(**fed, created_at=work.now))
        away = {"id": absence, "user_id": owner, "deputy_id": site.users["inv"]}
        away |= {"first_day": work.now.date(), "last_day": work.now.date()}
        work.connection.execute(insert(Absence).values(**away, recorded_at=work.now))
        share, agency = Grant("user", owner, "share"), Grant("agency", new_id(), "handover")
        offers = [
            give(work.connection, now_case, g, by=None, now=work.now) for g in (share, agency)
        ]
    return {
        ("notices.read", "notice_id"): notice,
        ("feeds.revoke", "feed_id"): feed,
        ("absence.end", "absence_id"): absence,
        ("team.take_up", "grant_id"): offers[0],
        ("team.decline", "grant_id"): offers[0],
        ("team.answer_handover", "grant_id"): offers[1],
    }


def test_what_is_somebody_elses_is_answered_as_unknown(site: Site) -> None:
    for (endpoint, name), foreign in _foreign(site).items():
        one, other = (
            _shape(site.ask("pros", "POST", endpoint, **{name: each}), each)
            for each in (foreign, str(uuid4()))
        )
        assert one == other, endpoint
        assert one[0] in (303, 404), endpoint


def test_a_person_of_a_hidden_case_is_joined_as_one_of_none(site: Site) -> None:
    """The form of two records: a case that is hidden and none at all say the same."""
    own = site.cases["team"].reference
    for relation in HIDDEN:
        one, other = (
            _shape(site.ask("pros", "POST", "joined_people.index", data=_joined(own, each)), each)
            for each in (site.cases[relation].reference, UNKNOWN)
        )
        assert one == other, relation
        assert one[0] == 422


def _joined(kept: str, joined: str) -> dict[str, str]:
    told = {"kept_case": kept, "joined_case": joined, "because": "same_document"}
    return {**told, "kept_label": "A1", "joined_label": "A1", "do": "ask"}
