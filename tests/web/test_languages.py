"""Pages in Indonesian and Thai: words, sides of Today, years where an overlay says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from flask import Flask

from ctj.language import count_years, say, speaking
from ctj.queries.today.tracks import shown_states
from ctj.services import Services
from ctj.workflow.calendar_words import day_words
from tests.casework.story import Story
from tests.web.conftest import Browser
from tests.world import World


def test_a_language_is_chosen_and_holds(story: Story, sign_in: Callable[..., Browser]) -> None:
    story.begun()
    browser = sign_in("pros")
    browser.get("/account")
    page = browser.post("/account/language", {"language": "th"})
    assert '<html lang="th">' in page
    assert "ภาษา" in page
    assert '<html lang="th">' in browser.get(f"/cases/{story.reference}")
    page = browser.post("/account/language", {"language": "xx"})
    assert '<html lang="th">' in page


def test_what_must_be_done_does_not_depend_on_the_language(
    services: Services, world: World
) -> None:
    """A track waits in Thai exactly where it waits in English."""
    for role in ("inv", "lead", "pros", "vso", "wpo", "mgr"):
        viewer = world.viewer(role)
        english = {k: s.side for k, s in shown_states(viewer, services.library).items()}
        for code in ("id", "th"):
            library = services.spoken(code).library
            assert {k: s.side for k, s in shown_states(viewer, library).items()} == english
            assert (
                library.tracks["prosecution"].label != services.library.tracks["prosecution"].label
            )


def test_from_any_language_the_words_of_the_files_are_found_again(services: Services) -> None:
    thai = services.spoken("th")
    assert thai.spoken("en").library is services.library
    assert thai.spoken("id").library.tracks == services.spoken("id").library.tracks
    assert thai.library.tracks != services.library.tracks


def test_years_of_the_buddhist_era_are_shown_where_they_are_counted() -> None:
    with speaking("th"):
        assert day_words(date(2005, 11, 29)).endswith(" 2005")
        count_years("buddhist")
        assert day_words(date(2005, 11, 29)) == "29 พฤศจิกายน พ.ศ. 2548"
    assert day_words(date(2005, 11, 29)) == "29 November 2005"
    assert say("") == ""


def test_an_overlay_that_shows_the_buddhist_era_shows_it_on_pages(
    app: Flask, services: Services, story: Story, sign_in: Callable[..., Browser]
) -> None:
    story.begun()
    code = services.overlay(services.instance.jurisdiction).code
    overlay = services.overlays[code]
    own = replace(
        overlay.own, jurisdiction=replace(overlay.own.jurisdiction, calendar_display="buddhist")
    )
    app.extensions["ctj"] = replace(
        services, overlays={**services.overlays, code: replace(overlay, own=own)}, _spoken={}
    )
    page = sign_in("pros").get(f"/cases/{story.reference}")
    assert "B.E. 2567" in page
