"""What a day's journey needs: its cases, and a count of the hands' work for each act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page
from sqlalchemy import select

from ctj.exchange.timeline_format import CaseTimeline, TimelineEvent
from ctj.model.organisations import Organisation
from ctj.transaction import unit_of_work
from tests.journeys.instance import Instance, told
from tests.journeys.typist import Typist, Work

FOUR = ("A1", "A2", "A3", "A4")
MANILA = ZoneInfo("Asia/Manila")
WHY = "The journey tells why: agreed with the person on the day."


def four_accused() -> CaseTimeline:
    """The case that is about to be heard, with four accused where the caseload has one."""
    [case] = told("PH-DEMO-ARRAIGNMENT")
    people = {**case.subjects, **dict.fromkeys(FOUR, case.subjects["A1"])}
    events: list[TimelineEvent] = []
    for event in case.events:
        copies = FOUR if event.subjects == ("A1",) else (None,)
        answers = dict(event.answers)
        if "accused" in answers:
            answers["accused"] = list(FOUR)
        if event.transition == "schedule_hearing":
            events.append(replace(event, subjects=FOUR))
            continue
        for label in copies:
            events.append(
                replace(event, subjects=(label,) if label else event.subjects, answers=answers)
            )
    numbered = tuple(replace(one, number=place) for place, one in enumerate(events, 1))
    return replace(case, reference="PH-DEMO-FOUR", subjects=people, events=numbered)


@dataclass
class Ledger:
    """Clicks, keys and pages of each act, by width."""

    lines: dict[tuple[str, int], Work] = field(default_factory=dict)

    @contextmanager
    def counted(self, act: str, width: int, typist: Typist) -> Iterator[None]:
        before = replace(typist.work)
        yield
        now = typist.work
        work = Work(now.clicks - before.clicks, now.keys - before.keys, now.pages - before.pages)
        self.lines[act, width] = work
        print(f"\n{act}, {width} px: {work.clicks} clicks, {work.keys} keys, {work.pages} pages")


def typist_of(page: Page, instance: Instance) -> Typist:
    page.set_default_timeout(20_000)
    return Typist(page, instance.services.library, office_names(instance), WHY)


def office_names(instance: Instance) -> dict[str, str]:
    with instance.services.database.read() as connection:
        found = connection.execute(select(Organisation.code, Organisation.name)).all()
    return {row.code: row.name for row in found}


def day(instance: Instance, ahead: int = 0) -> str:
    """A day in Manila, counted from the database's own."""
    with unit_of_work(instance.services.database) as work:
        return (work.now.astimezone(MANILA) + timedelta(days=ahead)).date().isoformat()


def act(track: str, transition: str, date: str, *subjects: str, **answers: Any) -> TimelineEvent:
    """One act as the typist takes it."""
    own: Mapping[str, Mapping[str, Any]] = answers.pop("own", {})
    return TimelineEvent(
        0,
        0,
        track,
        transition,
        None,
        date,
        subjects,
        answers=answers,
        own_answers=own,  # type: ignore[arg-type]
    )
