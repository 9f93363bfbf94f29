"""The register of organisations: read by who works on cases, found in ten thousand, kept by adm."""

from __future__ import annotations

import pytest
from sqlalchemy import event, insert

from ctj.model.base import new_id
from ctj.model.organisations import Organisation
from ctj.queries.organisation_register import PAGE, register_page
from ctj.transaction import unit_of_work


def fill(world, count):
    with unit_of_work(world.database) as work:
        rows = [
            {"id": new_id(), "code": f"C-{n:05}", "name": f"Court {n:05}", "kind": "court"}
            for n in range(count)
        ]
        same = {"jurisdiction": "PH", "active": True, "created_at": work.now}
        work.connection.execute(insert(Organisation), [{**row, **same} for row in rows])


@pytest.mark.parametrize(
    "role", ["front", "inv", "lead", "pros", "vso", "wpo", "cao", "mgr", "stew", "adm"]
)
def test_who_works_on_cases_reads_it_and_the_administrator_keeps_it(world, sign_in, role):
    world.agency("court", kind="court")
    page = sign_in(role).get("/registers")
    assert "Registers of the instance" in page and "court" in page
    assert ("/administration/agencies" in page) == (role == "adm")
    assert ("/registers" in sign_in(role).get("/tracks")) is True


@pytest.mark.parametrize("role", ["aud", "exec"])
def test_others_do_not(sign_in, role):
    sign_in(role).get("/registers", status=403)


def test_ten_thousand_are_paged_and_found(world, sign_in):
    fill(world, 10_000)
    visitor = sign_in("lead")
    page = visitor.get("/registers?kind=court")
    assert page.count("<tr>") == PAGE + 1 and "10000" in page.replace(",", "")
    assert "Court 00050" in visitor.get("/registers?kind=court&page=2")
    assert "Court 09999" in visitor.get("/registers?kind=court&page=99999")
    found = visitor.get("/registers?q=c-07777")
    assert "Court 07777" in found and found.count("<tr>") == 2
    assert "There is none like that" in visitor.get("/registers?q=%25")
    for odd in ("kind=nothing", "page=x", "page=-1", "page=0", "q=%00", "q=" + "a" * 5000):
        visitor.get("/registers?" + odd)


def test_a_page_takes_two_statements(world):
    fill(world, 200)
    said = []
    with world.database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *a: said.append(a[2]))
        found = register_page(connection, kind="court", page=3)
    assert sum(one.startswith("SELECT") for one in said) == 2
    assert (found.total, found.page, found.earlier, found.following) == (200, 3, 2, 4)
    assert found.entries[0].name == "Court 00100"


def test_the_administrator_s_page_is_paged_too(world, sign_in):
    fill(world, PAGE + 1)
    page = sign_in("adm").get("/administration/agencies?kind=court")
    assert page.count('data-l="Code"') == PAGE and "More" in page
