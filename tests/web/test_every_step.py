"""Every step of every track through its page: rendered, filled in whole and with the least, with
each required answer missing, checked, and recorded where the guards allow it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from ctj.app import create_app
from ctj.workflow.reader import load
from tests.conftest import services_of
from tests.web.conftest import Browser
from tests.web.controls import PageForm, form_in
from tests.web.every_step import Cases, Snapshot, made, steps_with_a_page
from tests.web.filling import Filler
from tests.world import World

LIBRARY = load()
EVERY = [
    pytest.param(track, step.id, id=f"{track}.{step.id}")
    for track, step in steps_with_a_page(LIBRARY)
]
#: A few that hold every type of field between them: what the quick tier tries.
SAMPLE = frozenset(
    {
        "prosecution.charge",
        "prosecution.convict_and_sentence",
        "prosecution.arrest",
        "prosecution.hold_hearing",
        "prosecution.add_note",
        "investigation.name_suspect",
        "investigation.refer_to_prosecutor",
        "prosecution.lodge_appeal",
    }
)
#: What the guards rightly refuse in these cases: something is still open, or the outcome differs.
REFUSED_HERE = frozenset(
    {
        "propose_closing",
        "approve_closing_finished",
        "become_final_not_convicted",
        "finish_execution",
        "resume_before_charge",
    }
)
QUICK = [one for one in EVERY if one.id in SAMPLE]


class Tried:
    """The form of one step, as the first of its roles sees it."""

    def __init__(self, browser: Browser, cases: Cases, track: str, transition: str) -> None:
        self.browser, self.step = browser, LIBRARY.tracks[track].transitions[transition]
        self.reference, label = cases.of(track, self.step)
        self.url = f"/cases/{self.reference}/steps/{track}/{transition}"
        self.whom = f"?for={label}" if label else ""

    def opened(self, *, least: bool) -> tuple[PageForm, Filler]:
        """The form with every row that is to be filled."""
        filler = Filler(LIBRARY, self.step, least=least, reference=self.reference)
        form = form_in(self.browser.get(self.url + self.whom))
        while (button := filler.missing_rows(form)) is not None:
            form = form_in(self.posted({**form.sent(), "do": [button]}, 200))
        return form, filler

    def posted(self, data: dict[str, list[str]], *statuses: int) -> str:
        answer = self.browser.client.post(self.url + self.whom, data=data)
        page = answer.get_data(as_text=True)
        assert answer.status_code in statuses, (answer.status_code, told_errors(page))
        return page

    def checked(self, data: dict[str, list[str]]) -> tuple[bool, str]:
        """Whether the guards let the step through, and the page that says so."""
        page = self.posted({**data, "do": ["check"]}, 302, 422)
        if "What recording will do" in page or "Not yet possible" in page:
            return False, page
        assert not told_errors(page), told_errors(page)
        page = self.browser.get(f"{self.url}/check{self.whom}")
        assert "What recording will do" in page
        return True, page

    def recorded(self, page: str) -> str:
        """Recorded, or a second person asked; each warning with a reason."""
        reasons = set(re.findall(r'name="(reason:[^"]+)"', page))
        data = dict.fromkeys(reasons, "The court has decided.")
        do = "ask" if 'value="ask"' in page else "record"
        return self.browser.post(f"{self.url}/check{self.whom}", {**data, "do": do})


def told_errors(page: str) -> list[tuple[str, str]]:
    """The error summary: where each sentence leads, and the sentence."""
    summary = re.search(r'id="errors">(.*?)</ul>', page, flags=re.S)
    return re.findall(r'<a href="#([^"]*)">(.*?)</a>', summary[1]) if summary else []


@pytest.fixture(scope="module")
def app_and_cases(sqlite_databases, keyring, tmp_path_factory) -> Iterator[tuple[Flask, Cases]]:
    with sqlite_databases.new() as database:
        services = services_of(database, keyring, LIBRARY, tmp_path_factory.mktemp("home"))
        cases = made(World(services))
        app = create_app(services, {"SECRET_KEY": "k" * 32, "PROPAGATE_EXCEPTIONS": True})
        yield app, cases


@pytest.fixture(scope="module")
def browsers(app_and_cases) -> dict[str, Browser]:
    app, cases = app_and_cases
    return {name: Browser(app, cases.story.world, name) for name in ("pros", "lead", "inv", "mgr")}


@pytest.fixture(scope="module")
def snapshot(app_and_cases, browsers) -> Snapshot:
    return Snapshot(app_and_cases[1].story.services)


@pytest.fixture
def tried(app_and_cases, browsers, snapshot, track, transition) -> Iterator[Tried]:
    who = LIBRARY.tracks[track].transitions[transition].who
    role = next(role for role in ("pros", "lead", *who) if role in who)
    yield Tried(browsers[role], app_and_cases[1], track, transition)
    snapshot.restore()


def is_taken(tried: Tried, *, least: bool) -> None:
    form, filler = tried.opened(least=least)
    passes, page = tried.checked(filler.filled(form))
    assert passes == (tried.step.id not in REFUSED_HERE)
    if passes:
        answer = tried.recorded(page)
        assert "Recorded" in answer or "Asked for approval" in answer


@pytest.mark.parametrize(("track", "transition"), QUICK)
@pytest.mark.parametrize("least", [False, True], ids=["full", "least"])
def test_a_form_is_filled_in_checked_and_recorded(tried, least):
    is_taken(tried, least=least)


@pytest.mark.full
@pytest.mark.parametrize(("track", "transition"), EVERY)
@pytest.mark.parametrize("least", [False, True], ids=["full", "least"])
def test_every_form_is_filled_in_checked_and_recorded(tried, least):
    is_taken(tried, least=least)


def each_missing_is_told(tried: Tried) -> None:
    form, filler = tried.opened(least=True)
    filled = filler.filled(form)
    for asked in tried.step.form:
        names = [n for n in filled if n == asked.id or n.startswith(f"{asked.id}.")]
        if not asked.required or not names:
            continue
        kept = {name: value for name, value in filled.items() if name not in names}
        page = tried.posted({**kept, "do": ["check"]}, 422)
        form = form_in(page)
        errors = told_errors(page)
        assert [s for _, s in errors if s.startswith(asked.label)], (asked.label, errors)
        assert {href for href, _ in errors} <= form.ids, errors
        standing = form.sent()
        lost = {n: v for n, v in kept.items() if standing.get(n) != v and n != "csrf_token"}
        assert lost == {}


@pytest.mark.parametrize(("track", "transition"), QUICK)
def test_a_missing_answer_is_told_where_it_is_typed(tried):
    each_missing_is_told(tried)


@pytest.mark.full
@pytest.mark.parametrize(("track", "transition"), EVERY)
def test_every_missing_answer_is_told_where_it_is_typed(tried):
    each_missing_is_told(tried)


ODD = 'Said "no" & left; <b>R&D</b> — ñ, ไทย'
#: By type of field: a step that asks one, and what is sent for it.
ROUND_TRIPS = {
    "date": (
        "prosecution.charge",
        {
            "occurred_on.day": ["2"],
            "occurred_on.month": ["3"],
            "occurred_on.year": ["2563"],
            "occurred_on.time": ["09:30"],
            "occurred_on.calendar": ["buddhist"],
            "occurred_on.source": ["court"],
            "occurred_on.to.month": ["5"],
            "occurred_on.to.year": ["2563"],
            "occurred_on.alternatives.0.year": ["2019"],
            "occurred_on.alternatives.0.source": ["press"],
        },
    ),
    "date unknown": ("prosecution.charge", {"offence_dates.unknown": ["yes"]}),
    "date that is none": (
        "prosecution.charge",
        {"occurred_on.day": ["x1"], "occurred_on.year": ["20"]},
    ),
    "yn": ("prosecution.charge", {"in_custody": ["unknown"]}),
    "code": ("prosecution.check_non_punishment", {"link": ["no_link"]}),
    "codes": ("prosecution.lodge_appeal", {"by": ["accused", "prosecution"]}),
    "num": ("prosecution.record_appeal_decision", {"level": ["3"]}),
    "num unknown": ("prosecution.record_appeal_decision", {"level": ["unknown"]}),
    "ref": ("prosecution.charge", {"docket": [ODD]}),
    "note": ("prosecution.charge", {"note": [f"{ODD}\r\nA second line."]}),
    "text": ("prosecution.charge", {"charges.0.provision_text": [ODD]}),
    "identifying": ("investigation.name_suspect", {"full_name": ["María “Inday” D'Souza"]}),
    "org": ("prosecution.charge", {"court": ["a court of the list"]}),
    "user": ("investigation.set_owner", {"owner": ["a user of the list"]}),
    "subj": ("prosecution.open_trial", {"joined_with": ["A2", "A4"]}),
    "row": ("prosecution.charge", {"charges.0.row": ["new"], "charges.0.counts": ["2"]}),
    "place": ("prosecution.arrest", {"place": ["PH-MNL"]}),
}


@pytest.mark.parametrize("kind", ROUND_TRIPS)
def test_what_is_typed_is_what_stands_there_again(app_and_cases, browsers, snapshot, kind):
    name, typed = ROUND_TRIPS[kind]
    track, _dot, transition = name.partition(".")
    who = LIBRARY.tracks[track].transitions[transition].who
    role = next(role for role in ("pros", "lead", *who) if role in who)
    tried = Tried(browsers[role], app_and_cases[1], track, transition)
    form = form_in(tried.browser.get(tried.url + tried.whom))
    for field, values in typed.items():
        if values[0].endswith("of the list"):
            typed = {field: [one for one in form.controls[field].choices if one][:1]}
    tried.posted({**form.sent(), **typed, "do": ["keep"]}, 302)
    again = form_in(tried.browser.get(tried.url + tried.whom)).sent()
    assert {field: again.get(field) for field in typed} == typed
    tried.posted({**form.sent(), "do": ["discard"]}, 302)


def test_a_sum_and_a_state_of_a_row_stand_there_again(app_and_cases, browsers, snapshot):
    tried = Tried(browsers["pros"], app_and_cases[1], "prosecution", "convict_and_sentence")
    form, filler = tried.opened(least=False)
    filled = filler.filled(form)
    assert {"parts.0.amount.amount", "parts.0.amount.currency"} <= set(filled)
    assert "verdicts.0.state" in filled
    tried.posted({**filled, "do": ["keep"]}, 302)
    again = form_in(tried.browser.get(tried.url + tried.whom)).sent()
    lost = {n: v for n, v in filled.items() if again.get(n) != v and n != "csrf_token"}
    assert lost == {}
    tried.posted({**filled, "do": ["discard"]}, 302)
