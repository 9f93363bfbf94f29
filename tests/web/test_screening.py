"""Screening through its pages: checks first, stopping, taking up again, and the officer chooses."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from ctj.model.drafts import DraftRow
from ctj.queries.situations import load_case
from tests.web.forms_of import form_of, forms_of

SAFE = {
    "q01_hurt": "no", "q01_danger": "no", "q01_private": "yes", "q01_companion": "no",
    "q01_language": "officer_speaks", "q01_child": "adult", "q01_refer": "yes",
}  # fmt: skip


@pytest.fixture
def visitor(story, sign_in):
    story.open()
    story.victim()
    story.world.grant(story.case_id, "front")
    return sign_in("front")


@pytest.fixture
def here(story, visitor):
    return f"/cases/{story.reference}/screening/V1"


def drafts(world):
    with world.database.read() as connection:
        return connection.execute(select(func.count()).select_from(DraftRow)).scalar_one()


def to_the_talk(visitor, here, **changed):
    visitor.post(f"{here}/s01", {**SAFE, **changed, "do": "next"})
    visitor.post(f"{here}/s02", {"q02_needs": ["nothing"], "do": "next"})
    return visitor.post(f"{here}/s03", {"q03_talk": "yes", "do": "next"})


def test_it_begins_with_what_is_seen_before_anyone_is_asked(visitor, here):
    page = visitor.get(here, status=302)
    page = visitor.get(f"{here}/s01")
    assert "Before you ask" in page and "Step 1 of 14" in page
    assert "Emergency contact" in page and "1343 Actionline" in page
    assert "Stop the talk" in page
    assert re.search(r"Interpreter needed|Language", page.split("<h1>")[0])


def test_the_questions_do_not_open_before_the_checks(visitor, here):
    page = visitor.post(f"{here}/s01", {"q01_hurt": "no", "do": "next"}, status=422)
    assert "6 things to mend" in page and 'href="#f-q01_private"' in page
    assert form_of(page).values["q01_hurt"] == ["no"]


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [("q01_private", "no", "Not private"), ("q01_companion", "yes", "Companion would not leave"),
     ("q01_language", "needed_absent", "No interpreter"), ("q01_hurt", "yes", "Help first"),
     ("q01_refer", "no", "No help could be reached")],
)  # fmt: skip
def test_a_check_that_does_not_hold_ends_the_asking_not_the_help(
    visitor, here, question, answer, said
):
    page = visitor.post(f"{here}/s01", {**SAFE, question: answer, "do": "next"})
    assert f"The talk stopped: {said}" in page and "Help goes on" in page
    page = visitor.post(f"{here}/s01", {**SAFE, "do": "next"})
    assert "What is needed now" in page


def test_every_page_has_stop_and_the_first_line_and_says_no_number(visitor, here):
    to_the_talk(visitor, here)
    for name in [f"s{n:02}" for n in range(1, 15)]:
        page = visitor.get(f"{here}/{name}")
        assert 'value="stop"' in page and "Emergency contact" in page
    page = visitor.get(f"{here}/result")
    text = re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main")[0])
    assert "%" not in text and "score" not in text.lower() and "not a victim" not in text


def test_stopped_and_taken_up_again_at_the_same_place(visitor, here, sign_in, story):
    to_the_talk(visitor, here)
    visitor.post(f"{here}/s04", {"q04_language": "", "do": "next"})
    visitor.post(f"{here}/s05", {"q05_age": "adult", "do": "stop"})
    again = sign_in("front")  # another browser, another session
    answer = again.client.get(here)
    assert answer.location.endswith("/s04")
    page = again.get(f"{here}/s05")
    assert form_of(page).values["q05_age"] == ["adult"]
    assert drafts(story.world) == 1


def test_what_is_typed_is_for_the_officer_alone(visitor, here, sign_in, story):
    to_the_talk(visitor, here)
    visitor.post(f"{here}/s06", {"q06_words": "XQ7 marker", "do": "keep"})
    story.world.grant(story.case_id, "vso")
    assert "XQ7" not in sign_in("vso").get(f"{here}/s06")
    with story.world.database.read() as connection:
        sealed = connection.execute(select(DraftRow.sealed)).scalars().all()
    assert b"XQ7" not in b"".join(bytes(one) for one in sealed)


def test_a_child_is_not_asked_how_it_came_about(visitor, here):
    to_the_talk(visitor, here, q01_child="maybe")
    page = visitor.post(f"{here}/s05", {"q05_age": "child", "do": "next"})
    assert "A child" in page and "Call child protection" in page
    visitor.get(f"{here}/s12", status=404)
    page = visitor.post(f"{here}/s05c", {"q05c_known": ["sex"], "do": "next"})
    assert "Fear and wishes" in page
    page = visitor.post(f"{here}/s14", {"do": "next"})
    assert "Strong indications of trafficking in what was said" in page
    assert "Child" in page and "partly unverified" in page


def test_danger_shows_safety_first(visitor, here):
    page = to_the_talk(visitor, here, q01_danger="yes")
    assert "Danger now: safety comes first." in page


def test_back_loses_nothing_even_where_an_answer_is_missing(visitor, here):
    to_the_talk(visitor, here)
    page = visitor.post(f"{here}/s09", {"q09_leave": "free", "do": "back"})
    assert "Papers and telephone" in page
    page = visitor.get(f"{here}/s09")
    assert form_of(page).values["q09_leave"] == ["free"]


def test_what_is_recommended_is_worded_as_a_next_step(visitor, here):
    to_the_talk(visitor, here)
    visitor.post(f"{here}/s08", {"q08_papers": ["held_by_other"], "do": "next"})
    visitor.post(f"{here}/s12", {"q12_hurt": ["hurt"], "do": "next"})
    page = visitor.get(f"{here}/result")
    assert "Recommended next step" in page and "Indications of trafficking" in page
    assert "Papers held" in page and "You choose" in page and "are unverified" in page


@pytest.mark.parametrize(
    ("place", "sent"),
    [("s01", {"q01_hurt": "<script>"}), ("s02", {"q02_needs": ["nothing", "doctor"]}),
     ("s14", {"q14_wish": "x" * 3000}), ("s03", {"q03_talk": "maybe\x00"})],
)  # fmt: skip
def test_bad_input_is_told_with_its_mend(visitor, here, place, sent):
    page = visitor.post(f"{here}/{place}", {**sent, "do": "next"}, status=422)
    assert "to mend before you can go on" in page


@pytest.mark.parametrize("path", ["A1", "V9", "V1/s99", "V1/s05c", "V1/..", "%00"])
def test_what_is_not_there_is_not_there(visitor, story, path):
    answer = visitor.client.get(f"/cases/{story.reference}/screening/{path}")
    assert answer.status_code == 404


def test_an_act_that_the_track_does_not_have_is_not_there(visitor, here):
    to_the_talk(visitor, here)
    visitor.post(f"{here}/result", {"do": "refuse_identification"}, status=404)


def test_answers_can_be_thrown_away(visitor, here, story):
    to_the_talk(visitor, here)
    assert "thrown away" in visitor.post(f"{here}/result", {"do": "discard"})
    assert drafts(story.world) == 0


def screened(visitor, here):
    to_the_talk(visitor, here)
    visitor.post(f"{here}/s08", {"q08_papers": ["held_by_other"], "do": "next"})
    visitor.post(f"{here}/s12", {"q12_hurt": ["hurt"], "do": "next"})


def support(story):
    with story.world.database.read() as connection:
        case = load_case(connection, story.services, story.case_id, story.lead.now)
    (track,) = [t for t in case.projection.tracks.values() if t.track == "victim_support"]
    return track, case.projection.rows_of("screenings")


def test_the_officer_chooses_and_what_was_advised_is_kept_beside_it(visitor, here, story):
    screened(visitor, here)
    page = visitor.post(f"{here}/result", {"do": "screen_presume"})
    form = form_of(page)
    assert form.values["result"] == ["indications"] and form.values["recommended"] == ["presume"]
    assert form.values["tool"] == ["short_first_line"]
    page = visitor.post(form.action, {**form.values, "forms": ["unknown"], "do": "check"})
    assert "Check your answers" in page
    check = next(one for one in forms_of(page) if one.action.endswith("check?for=V1"))
    reasons = {name: ["Asked at the scene."] for name in check.values if "reason:" in name}
    page = visitor.post(check.action, {**check.values, **reasons, "do": "record"})
    assert "Recorded" in page
    track, (row,) = support(story)
    assert track.state == "needs_identification_decision"
    assert row.status == "done" and row.values["result"] == "indications"
    assert row.values["advice"] == "presume" or row.values["advice"] == ["presume"]


def test_an_interrupted_screening_is_gone_on_with(visitor, here, story):
    visitor.post(f"{here}/s01", {**SAFE, "q01_private": "no", "do": "next"})
    page = visitor.post(f"{here}/result", {"do": "record_screening_not_possible"})
    form = form_of(page)
    assert form.values["reason"] == ["not_private"]
    visitor.post(form.action, {**form.values, "do": "check"})
    visitor.post(form.action.replace("?", "/check?"), {"do": "record"})
    track, (row,) = support(story)
    assert (track.state, row.status) == ("needs_screening", "interrupted")
    screened(visitor, here)
    form = form_of(visitor.post(f"{here}/result", {"do": "screen_presume"}))
    assert form.values["screenings.0.row"] == [row.id]


HELD = {"q08_papers": ["held_by_other"]}


@pytest.mark.parametrize(
    "answers",
    [{}, {"q12_hurt": ["no"]}, {"q12_hurt": ["hurt"]}, {"q12_hurt": ["hurt"], **HELD}],
)
def test_whatever_was_answered_every_act_is_offered(visitor, here, answers):
    to_the_talk(visitor, here)
    for step in ("s08", "s12"):
        visitor.post(f"{here}/{step}", {**answers, "do": "next"})
    page = visitor.get(f"{here}/result")
    for act in ("screen_presume", "screen_no_indicators", "record_screening_not_possible"):
        assert f'value="{act}"' in page
    assert 'value="presume_at_once"' in page
