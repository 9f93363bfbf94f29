"""The page where records of one person are joined by two people, and parted by two."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from ctj.model.vault import PersonMerge
from tests.casework.test_one_person import Records


@pytest.fixture
def records(world):
    return Records(world)


def asked(records, **changed):
    one, other = records.met[0], records.met[2]
    form = {"kept_case": one.case_reference, "kept_label": one.label}
    form |= {"joined_case": other.case_reference, "joined_label": other.label.lower()}
    return {**form, "because": "same_document", "do": "ask", **changed}


def merge_id(world):
    with world.database.read() as connection:
        return connection.scalar(select(PersonMerge.id))


def test_joined_by_two_and_parted_by_two(world, records, sign_in):
    first, second = sign_in("lead", stepped_up=True), sign_in("lead2", stepped_up=True)
    assert "No records of people were joined" in first.get("/people/joined")
    assert "Nothing changes until a second person" in first.post("/people/joined", asked(records))
    assert "waits for a second person" in first.get("/people/joined")
    merge = merge_id(world)
    told = first.post("/people/joined", {"do": "approved", "merge": merge}, status=422)
    assert "Another person decides" in told
    told = second.post("/people/joined", {"do": "approved", "merge": merge})
    assert "They are one record now" in told
    assert "waits for a second person" in second.post(
        "/people/joined", {"do": "ask_part", "merge": merge}
    )
    assert "two records again" in first.post("/people/joined", {"do": "part", "merge": merge})


def test_what_is_not_seen_is_not_there_and_nothing_typed_is_lost(records, sign_in):
    visitor = sign_in("lead", stepped_up=True)
    page = visitor.post("/people/joined", asked(records, kept_case="PH-NONE"), status=422)
    assert "Nobody of that pseudonym" in page and 'value="PH-NONE"' in page
    page = visitor.post("/people/joined", asked(records, because="guess"), status=422)
    assert "choose one of the list" in page
    visitor.post("/people/joined", {"do": "approved", "merge": "no id"}, status=422)
