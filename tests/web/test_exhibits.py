"""Exhibits: who holds each, how it came there, and hand-overs that the receiver answers."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.casework.test_investigation import PHONE, Investigation
from tests.web.conftest import Browser
from tests.world import World


class Held:
    """A case with one exhibit, which the investigator holds."""

    def __init__(self, app: Flask, world: World) -> None:
        self.case = Investigation(world).under_way()
        self.inv = Browser(app, world, "inv")
        self.lead = Browser(app, world, "lead")
        self.url = f"/cases/{self.case.story.reference}/exhibits"
        self.world = world

    def seized(self, **more: object) -> Held:
        self.case.take("seize_item", by=self.case.inv, exhibits=[{**PHONE, **more}])
        return self

    def offer(self, status: int = 200, **more: str) -> str:
        given = {"exhibit": "exhibit 1", "receiver": self.world.user("lead"),
                 "why": "examination", "condition": "Seal whole.", **more}  # fmt: skip
        return self.inv.post(f"{self.url}/offer", given, status)

    def answer(self, browser: Browser, received: str, status: int = 200) -> str:
        given = {"handover": "hand-over 1", "received": received}
        return browser.post(f"{self.url}/answer", given, status)


@pytest.fixture
def held(app: Flask, world: World) -> Held:
    return Held(app, world)


def test_no_exhibit_yet(held: Held) -> None:
    assert "No exhibit yet" in held.inv.get(held.url)


def test_an_offer_is_accepted_by_the_receiver_alone(held: Held) -> None:
    held.seized()
    page = held.offer()
    assert "Offered. It stays with you" in page
    assert "offered, not answered" in page
    assert "Accept<" not in page
    assert "Accept<" in held.lead.get(held.url)
    assert "another person must do this" in held.answer(held.inv, "yes", 422)
    page = held.answer(held.lead, "yes")
    assert "Accepted: you hold it now." in page
    chain = page.partition("Chain of custody of exhibit 1")[2]
    for told in ("Inv", "Lead", "Examination", "Seal whole.", "accepted"):
        assert told in chain
    assert ">Lead</dd>" in page


def test_a_refusal_is_kept_and_the_exhibit_stays(held: Held) -> None:
    held.seized()
    held.offer()
    page = held.answer(held.lead, "no")
    assert "refused" in page
    assert ">Inv</dd>" in page


def test_the_same_is_not_answered_twice(held: Held) -> None:
    held.seized()
    held.offer()
    held.answer(held.lead, "yes")
    page = held.answer(held.lead, "no", 422)
    assert "to mend before you can go on" in page


def test_what_is_missing_is_named_and_what_was_typed_stays(held: Held) -> None:
    held.seized()
    page = held.offer(422, receiver="", condition="Torn at one side.")
    assert "‘Received by’ or ‘Received by the office’" in page
    assert "Torn at one side." in page
    assert "Why: " in held.offer(422, why="")


def test_an_answer_is_yes_or_no(held: Held) -> None:
    held.seized()
    held.offer()
    assert "Choose whether you accept it" in held.answer(held.lead, "maybe", 422)


def test_overdue_and_unplaced_are_told(held: Held) -> None:
    held.seized(holder="", return_to="The owner", return_by="2024-04-01")
    page = held.inv.get(held.url)
    assert "1 without a confirmed holder" in page
    assert "1 overdue for return" in page
    assert "no confirmed holder" in page


def test_conditions_are_for_those_who_read_narratives(held: Held, app: Flask) -> None:
    held.seized(found_where="Under the bed.")
    held.offer()
    held.world.viewer("vso", agency="police")
    held.world.grant(held.case.story.case_id, "vso")
    page = Browser(app, held.world, "vso").get(held.url)
    assert "Seal whole." not in page
    assert "Under the bed." not in page
    assert "hidden: ask the case lead" in page
    assert "Under the bed." in held.inv.get(held.url)


def test_who_only_reads_the_case_offers_nothing(held: Held, app: Flask) -> None:
    held.seized()
    held.world.viewer("vso", agency="police")
    held.world.grant(held.case.story.case_id, "vso")
    officer = Browser(app, held.world, "vso")
    given = {"exhibit": "exhibit 1", "receiver": held.world.user("lead"), "why": "court"}
    officer.post(f"{held.url}/offer", given, 422)
    assert held.case.rows("custody_chain") == []
