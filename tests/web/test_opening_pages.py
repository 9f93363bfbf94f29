"""Opening a case a page at a time: groups of questions, ways in, and nothing typed is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from ctj.model.cases import Case
from ctj.model.sessions import UserSession
from ctj.transaction import unit_of_work
from tests.web.forms_of import form_of

PAGES = (
    {
        "about.description": ["Forced labour at sea"],
        "occurred_on.unknown": ["yes"],
        "reported_on.unknown": ["yes"],
        "detection": ["self_report"],
        "reported_by_kind": ["police_other"],
    },
    {"danger_now": ["yes"], "victim_complained": ["no"], "first_account": ["They called."]},
    {"extent": ["domestic"], "company_named": ["no"], "acts": ["recruitment", "transportation"]},
    {"note": ["By telephone."]},
)


@pytest.fixture
def visitor(world, sign_in):
    world.agency("police")
    visitor = sign_in("front")
    visitor.post("/people/search", {"text": "nobody at all", "do": "search"})
    return visitor


def page_url(number):
    return f"/cases/open?page={number}"


def typed(visitor, number, do, **changed):
    """The page as it stands, with its answers, sent by a button; the page that follows."""
    form = form_of(visitor.get(page_url(number)))
    sent = {**form.values, **PAGES[number - 1], **changed, "do": [do]}
    return visitor.post(page_url(number), sent)


def questions_of(page):
    """What a page asks, by the first part of the names of its inputs."""
    values = page.split('id="form"', 1)[1].split("</form>", 1)[0]
    return values.count("<fieldset")


def test_a_page_asks_at_most_eight_questions_and_says_where_it_stands(visitor):
    titles = ["The report", "What was told", "What happened", "Sources and papers"]
    for number, title in enumerate(titles, 1):
        page = visitor.get(page_url(number))
        assert 0 < questions_of(page) <= 8, title
        assert f"Page {number} of 4" in page and title in page
    assert 'value="page:2"' in visitor.get(page_url(1))
    assert 'value="page:5"' not in visitor.get(page_url(4))
    assert "Page 4 of 4" in visitor.get("/cases/open?page=99")
    assert "Page 1 of 4" in visitor.get("/cases/open?page=x")


def test_from_page_to_page_to_the_new_case(world, visitor):
    for number in (1, 2, 3):
        page = typed(visitor, number, f"page:{number + 1}")
        assert f"Page {number + 1} of 4" in page
    page = typed(visitor, 4, "check")
    assert "What opening will do" in page and "They called." in page and "By telephone." in page
    assert 'href="/cases/open?page=3"' in page
    assert "Opened: case PH-" in visitor.post("/cases/open/check")


def test_going_back_loses_nothing(visitor):
    typed(visitor, 1, "page:2")
    page = typed(visitor, 2, "page:1")
    assert form_of(page).values["about.description"] == ["Forced labour at sea"]
    assert form_of(visitor.get(page_url(2))).values["first_account"] == ["They called."]


def test_what_a_page_takes_back_is_taken_back(visitor):
    page = typed(visitor, 3, "page:4")
    page = visitor.get(page_url(3))
    assert form_of(page).values["acts"] == ["recruitment", "transportation"]
    left = {name: v for name, v in form_of(page).values.items() if name != "acts"}
    visitor.post(page_url(3), {**left, "do": "page:4"})
    assert "acts" not in form_of(visitor.get(page_url(3))).values


def test_the_check_leads_to_the_page_with_the_error(visitor):
    typed(visitor, 1, "page:2")
    typed(visitor, 2, "page:3", danger_now=[""])
    form = form_of(visitor.get(page_url(3)))
    page = visitor.post(page_url(3), {**form.values, "do": "check"}, status=422)
    assert "Page 2 of 4" in page and 'href="#f-danger_now"' in page
    onward = "/cases/open?page=3&amp;mend=1#f-extent"
    assert onward in page
    page = visitor.get(onward.split("#")[0].replace("&amp;", "&"))
    assert "Page 3 of 4" in page and 'href="#f-extent"' in page
    assert "/cases/open?page=2&amp;mend=1#f-danger_now" in page


def test_a_closed_browser_finds_the_draft_in_a_new_session(world, sign_in, visitor):
    typed(visitor, 1, "page:2")
    typed(visitor, 2, "page:3")
    again = sign_in("front")
    assert "A draft is kept:" in again.get("/cases/open/how")
    assert form_of(again.get(page_url(1))).values["detection"] == ["self_report"]
    assert form_of(again.get(page_url(2))).values["first_account"] == ["They called."]


def test_an_ended_session_says_what_became_of_the_page_and_leads_back_to_the_draft(
    world, sign_in, visitor
):
    typed(visitor, 1, "page:2")
    form = form_of(visitor.get(page_url(2)))
    with unit_of_work(world.database) as work:
        sessions = update(UserSession).where(UserSession.id == visitor.session_id)
        work.connection.execute(sessions.values(absolute_until=work.clock))
    answer = visitor.client.post(page_url(2), data={**form.values, **PAGES[1], "do": "page:3"})
    where = answer.headers["Location"]
    assert answer.status_code == 303 and where.startswith("/sign-in?next=/cases/open?page%3D2")
    page = visitor.client.get(where).get_data(as_text=True)
    assert "Your session had ended." in page and "did not arrive" in page
    assert form_of(sign_in("front").get(page_url(1))).values["detection"] == ["self_report"]


def test_a_page_that_is_sent_twice_counts_once(world, visitor):
    """After a lost network the same page is sent again; the case is opened once."""
    for number in (1, 1, 2, 2, 3, 3):
        typed(visitor, number, f"page:{number + 1}")
    typed(visitor, 4, "check")
    visitor.post("/cases/open/check")
    visitor.post("/cases/open/check")
    with world.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Case)).scalar_one() == 1


def test_a_referral_answers_who_told(visitor):
    assert "A referral" in visitor.get("/cases/open/how")
    page = visitor.get("/cases/open?from=referral&by=ngo")
    values = form_of(page).values
    assert values["detection"] == ["ngo"] and values["reported_by_kind"] == ["ngo"]
    assert "Open a case from a referral" in page
    other = form_of(visitor.get("/cases/open?from=referral&by=evil")).values
    assert other["detection"] == [""]


def test_who_came_to_screen_goes_on_to_the_person(visitor):
    form = form_of(visitor.get("/cases/open?from=screening"))
    assert form.values["about.entry"] == ["screening"]
    visitor.post(page_url(1), {**form.values, **PAGES[0], "do": ["page:2"]})
    for number in (2, 3):
        typed(visitor, number, f"page:{number + 1}")
    typed(visitor, 4, "check")
    page = visitor.post("/cases/open/check")
    assert "Opened: case PH-" in page and "Register a possible victim" in page
    assert "first_contact_on.day" in form_of(page).values


@pytest.mark.parametrize("role", ["mgr", "adm", "aud", "stew"])
def test_ways_in_are_for_those_who_may_open(sign_in, role):
    sign_in(role).get("/cases/open/how", status=403)
