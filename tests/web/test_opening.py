"""Opening a case through the pages: search, form, draft, check, the new case."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ctj.model.audit import AuditRow
from ctj.model.cases import Case
from ctj.model.drafts import DraftRow
from tests.web.forms_of import form_of, forms_of

ROLES = ("front", "inv", "lead", "pros", "vso", "cao")
ANSWERS = {
    "about.description": ["Forced labour at sea, two people"],
    "occurred_on.day": ["1"],
    "occurred_on.month": ["3"],
    "occurred_on.year": ["2024"],
    "reported_on.day": ["28"],
    "reported_on.month": ["2"],
    "reported_on.year": ["2024"],
    "detection": ["self_report"],
    "reported_by_kind": ["police_other"],
    "victim_complained": ["yes"],
    "extent": ["domestic"],
    "company_named": ["no"],
    "danger_now": ["yes"],
    "first_account": ["Maria told us on the telephone."],
}


@pytest.fixture
def visitor(world, sign_in):
    world.agency("police")
    return sign_in("front")


def searched(visitor):
    return visitor.post("/people/search?next=/cases/open", {"text": "Maria Santos", "do": "search"})


def filled(visitor, **changed):
    form = form_of(visitor.get("/cases/open"))
    return {**form.values, **ANSWERS, **changed}


def count(world, table):
    with world.database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize("role", ROLES)
def test_roles_that_meet_reports_may_open_a_case(world, sign_in, role):
    assert "Open a case from a report" in sign_in(role).get("/cases/open")


@pytest.mark.parametrize("role", ["mgr", "adm", "aud", "stew"])
def test_other_roles_may_not(world, sign_in, role):
    visitor = sign_in(role)
    assert "This is not yours to do" in visitor.get("/cases/open", status=403)
    visitor.get("/cases/open/check", status=403)
    visitor.get("/people/search", status=403)


def test_the_lead_agency_is_the_viewer_s_until_another_is_chosen(world, visitor):
    assert form_of(visitor.get("/cases/open")).values["lead_agency"] == [world.agency("police")]


def test_from_the_report_to_the_new_case(world, visitor):
    searched(visitor)
    page = visitor.post("/cases/open", filled(visitor))
    assert "Check your answers" in page and "What opening will do" in page
    assert "Wednesday 28 February 2024" in page and "Philippines" in page
    assert "First look at the report" in page
    assert count(world, Case) == 0
    page = visitor.post("/cases/open/check")
    assert "Opened: case PH-" in page and "Forced labour at sea, two people" in page
    assert "Needs triage by the duty officer" in page
    assert count(world, Case) == 1 and count(world, DraftRow) == 0


def test_the_jurisdiction_can_be_chosen_and_nothing_else_is_taken(world, visitor):
    searched(visitor)
    visitor.post("/cases/open", filled(visitor, **{"about.jurisdiction": ["SG"]}))
    assert "Opened: case SG-" in visitor.post("/cases/open/check")
    visitor.post("/cases/open", filled(visitor, **{"about.jurisdiction": ["XX"]}))
    assert "Opened: case PH-" in visitor.post("/cases/open/check")


def test_who_has_not_searched_is_led_there_and_loses_nothing(world, visitor):
    assert "Search first:" in visitor.get("/cases/open")
    page = visitor.post("/cases/open", filled(visitor), status=422)
    assert "Search for people already known before you add one." in page
    assert "/people/search?next=/cases/open" in page
    page = searched(visitor)
    assert "Nobody of that name" in page
    page = visitor.get("/cases/open?page=2")
    assert "Search first:" not in page
    assert form_of(page).values["first_account"] == ["Maria told us on the telephone."]
    assert "Check your answers" in visitor.post("/cases/open?page=2", form_of(page).values)


def test_errors_are_told_in_page_order_with_what_was_typed(world, visitor):
    searched(visitor)
    sent = filled(visitor, detection=[""], **{"reported_on.day": ["31"]})
    page = visitor.post("/cases/open", sent, status=422)
    assert "2 things to mend" in page
    assert page.index('href="#f-reported_on') < page.index('href="#f-detection"')
    assert form_of(page).values["reported_on.day"] == ["31"]
    assert count(world, Case) == 0


def test_a_long_description_is_told(world, visitor):
    searched(visitor)
    sent = filled(visitor, **{"about.description": ["x" * 201]})
    page = visitor.post("/cases/open", sent, status=422)
    assert "at most 200 characters" in page and 'href="#about-description"' in page


def test_a_draft_waits_and_can_be_thrown_away(world, visitor, sign_in):
    visitor.post("/cases/open", {**filled(visitor), "do": "keep"})
    assert form_of(visitor.get("/cases/open?page=2")).values["victim_complained"] == ["yes"]
    other = form_of(sign_in("inv").get("/cases/open?page=2"))
    assert "victim_complained" not in other.values
    with world.database.read() as connection:
        sealed = connection.execute(select(DraftRow.sealed)).scalar_one()
    assert b"Maria" not in sealed
    visitor.post("/cases/open", {"do": "discard"})
    assert "victim_complained" not in form_of(visitor.get("/cases/open?page=2")).values


def test_rows_are_added_by_ordinary_buttons(world, visitor):
    visitor.post("/cases/open", {**filled(visitor), "do": "page:4"})
    page = visitor.post("/cases/open?page=4", {"do": "add:documents"})
    assert any(name.startswith("documents.0.") for name in form_of(page).values)
    page = visitor.post("/cases/open?page=4", {**form_of(page).values, "do": "remove:documents.0"})
    assert not any(name.startswith("documents.0.") for name in form_of(page).values)


def test_without_a_draft_there_is_nothing_to_check(world, visitor):
    answer = visitor.client.get("/cases/open/check")
    assert answer.status_code == 302 and answer.headers["Location"].endswith("/cases/open")


def test_sensitivity_above_the_own_clearance_is_refused(world, sign_in):
    world.user("low", "front", clearance=1)
    visitor = sign_in("low")
    searched(visitor)
    page = visitor.post("/cases/open", filled(visitor, sensitivity=["sealed"]), status=422)
    assert "Your clearance does not reach this" in page


def test_people_found_are_told_by_pseudonym_and_judged(story, sign_in):
    story.begun()
    visitor = sign_in("lead")
    page = visitor.post(
        "/people/search?next=/cases/open", {"text": "juan dela cruz", "do": "search"}
    )
    assert "A1" in page and story.reference in page and "Found" in page
    (form,) = [f for f in forms_of(page) if f.action.startswith("/people/search") and not f.id][1:]
    assert form.values.keys() == {"csrf_token"}
    page = visitor.post(
        "/people/search?next=/cases/open",
        {"do": "answer", f"is:{story.reference}:A1": "same", "is:PH-NONE-NONE:A1": "same"},
    )
    assert "1 answer is kept" in page and "Open a case from a report" in page
    with story.world.database.read() as connection:
        (row,) = connection.execute(
            select(AuditRow.case_id, AuditRow.body).where(AuditRow.action == "people.judged")
        ).all()
    assert row.case_id == story.case_id and '"answer":"same"' in row.body
    assert '"subject":"A1"' in row.body and "juan" not in row.body.lower()


def test_nobody_is_found_in_cases_that_are_not_seen(story, sign_in):
    story.begun()
    page = sign_in("front").post("/people/search", {"text": "juan dela cruz", "do": "search"})
    assert "Nobody of that name in the cases that you see" in page
    assert story.reference not in page


def test_an_empty_search_is_refused_and_the_way_back_stays_on_this_site(world, visitor):
    page = visitor.post("/people/search?next=https://evil.example/", {"text": " "}, status=422)
    assert "two characters or more" in page and "evil.example" not in page
