"""Tracks and law: open to everyone who is signed in, each legal statement with its mark."""

from __future__ import annotations

import re

import pytest

ROLES = ("front", "adm", "aud", "pros")


@pytest.mark.parametrize("role", ROLES)
def test_everyone_signed_in_reads_tracks_and_law(sign_in, role):
    page = sign_in(role).get("/tracks")
    assert "Prosecution" in page and "Philippines" in page and "No country" in page


def test_nobody_else_does(app):
    answer = app.test_client().get("/tracks")
    assert answer.status_code == 303 and "/sign-in" in answer.headers["Location"]


def test_a_track_is_read_in_the_words_of_a_jurisdiction(sign_in):
    visitor = sign_in("front")
    here = visitor.get("/tracks/prosecution?jurisdiction=ph&open=all")
    assert "waiting for the first day of trial" in here
    assert "RPC art 125" in here and "36 hours" in here and "unverified" in here
    there = visitor.get("/tracks/prosecution?jurisdiction=sg&open=all")
    assert "CPC s 68" in there and "48 hours" in there
    neutral = visitor.get("/tracks/prosecution?jurisdiction=neutral&open=all")
    assert "policy default, not law" in neutral


def test_without_asking_the_instance_s_own_law_is_read(sign_in):
    assert "RPC art 125" in sign_in("front").get("/tracks/prosecution")


def test_one_step_opens_by_its_address(sign_in):
    page = sign_in("front").get("/tracks/prosecution?step=charge")
    assert re.search(r'id="charge" open', page)
    assert not re.search(r'id="arrest" open', page)


def test_the_picture_is_an_svg_that_can_mark_a_state(sign_in):
    client = sign_in("front").client
    answer = client.get("/tracks/prosecution/diagram.svg?state=suspected")
    assert answer.status_code == 200 and answer.mimetype == "image/svg+xml"
    drawn = answer.get_data(as_text=True)
    assert "present state" in drawn and "<script" not in drawn and "style=" not in drawn
    assert client.get("/tracks/prosecution/diagram.svg").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/tracks/none",
        "/tracks/prosecution?jurisdiction=xx",
        "/tracks/none/diagram.svg",
        "/tracks/prosecution/diagram.svg?state=none",
        "/law/xx",
        "/law/%00",
    ],
)
def test_what_does_not_exist_is_said_plainly(sign_in, address):
    assert "There is nothing here for you" in sign_in("front").get(address, status=404)


def test_every_line_of_a_law_has_a_mark(sign_in):
    page = sign_in("front").get("/law/ph")
    rows = re.findall(r"<tr id=.*?</tr>", page, flags=re.S)
    assert len(rows) > 100
    unmarked = [row for row in rows if not re.search("verified|policy default", row)]
    assert unmarked == []


def test_a_law_says_ranges_articles_and_when_it_was_checked(sign_in):
    page = sign_in("front").get("/law/sg")
    assert "up to 10 years, no minimum; and a fine up to SGD 100,000; caning" in page
    assert "CPC s 377(2)" in page and "Last checked: 2025." in page
    assert "No lawyer has reviewed this" in page
    assert "The law sets no limit" in page


def test_without_a_country_every_limit_is_policy(sign_in):
    page = sign_in("front").get("/law/neutral")
    limits = page.partition('id="filled"')[2].partition("</section>")[0]
    rows = re.findall(r"<tr id=.*?</tr>", limits, flags=re.S)
    assert len(rows) > 50
    assert [row for row in rows if "policy default, not law" not in row] == []
