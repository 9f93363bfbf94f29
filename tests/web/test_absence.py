"""The page on which a user says when he is away."""

from __future__ import annotations

from datetime import timedelta

from ctj.workflow.instants import local_day


def test_an_absence_is_recorded_shown_to_both_and_taken_back(sign_in, world) -> None:
    world.user("inv")
    lead = sign_in("lead")
    page = lead.get("/account/absence")
    assert "None recorded." in page
    today = local_day(world.viewer("lead").now, "Asia/Manila")
    sent = {
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=2)).isoformat(),
        "deputy": world.user("inv"),
    }
    page = lead.post("/account/absence", sent)
    assert "Deputy: Inv" in page and "(now)" in page
    assert "Lead: until" in sign_in("inv").get("/account/absence")
    address = page.split('action="/account/absence/')[1].split('"')[0]
    sign_in("inv").post(f"/account/absence/{address}", status=404)
    assert "None recorded." in lead.post(f"/account/absence/{address}")


def test_what_was_typed_comes_back_with_the_field_to_mend(sign_in, world) -> None:
    world.user("inv")
    lead = sign_in("lead")
    lead.get("/account/absence")
    sent = {"first_day": "2031-02-30", "last_day": "2031-02-03", "deputy": world.user("inv")}
    page = lead.post("/account/absence", sent, status=422)
    assert "#first_day" in page and "2031-02-03" in page and "Error:" in page
