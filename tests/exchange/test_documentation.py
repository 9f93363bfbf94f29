"""What the pages about timelines say is true: examples load, the schema fits, events are there."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ctj.exchange.demonstration.caseload import CASES, files
from ctj.exchange.timeline_loader import load
from ctj.exchange.timeline_reader import plain, read_timeline
from ctj.paths import CHECKOUT
from ctj.services import Services
from ctj.workflow.yaml_text import read, read_text
from tests.exchange.telling import case, timeline, written

DOCS = CHECKOUT / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "timeline.schema.json").read_text("utf-8"))
INDEX = DOCS / "cases" / "README.md"
PAGES = sorted(set((DOCS / "cases").glob("*.md")) - {INDEX})
_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_EVENT = re.compile(r"(\d+) `(\w+)`")


def examples() -> list[str]:
    return _BLOCK.findall((DOCS / "timelines.md").read_text("utf-8"))


def whole_files() -> list[str]:
    return [text for text in examples() if text.startswith("timeline:")]


def test_there_are_examples() -> None:
    assert len(examples()) >= 5
    assert len(whole_files()) >= 2


@pytest.mark.parametrize("number", range(len(whole_files())))
def test_every_whole_example_loads(seated: Services, tmp_path: Path, number: int) -> None:
    report = load(seated, [written(tmp_path, whole_files()[number])], None)
    assert [str(one) for one in report.refusals] == []
    assert report.loaded


@pytest.mark.parametrize("number", range(len(examples())))
def test_every_example_is_one_event_a_file_or_a_date(tmp_path: Path, number: int) -> None:
    """Parts of a file are read inside one, so that no key of an example means nothing."""
    text = examples()[number]
    if text.startswith("timeline:"):
        read_timeline(written(tmp_path, text))
        return
    if text.startswith("date:"):
        text = (
            f"- track: prosecution\n  transition: charge\n  by: pros@PH-DOJ\n{_indented(text, 2)}"
        )
    read_timeline(written(tmp_path, timeline(case(events=_indented(text, 6)))))


def _indented(text: str, by: int) -> str:
    return "".join(" " * by + line + "\n" for line in text.splitlines())


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_the_schema_fits_what_is_shipped(path: Path) -> None:
    jsonschema.validate(plain(read(path)), SCHEMA)


@pytest.mark.parametrize("text", [*whole_files(), timeline()])
def test_the_schema_fits_the_examples(text: str) -> None:
    jsonschema.validate(plain(read_text(text, "example")), SCHEMA)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("timeline: 1", "timeline: 2"),
        ("by: inv@PH-AHT", "by: inv"),
        ("date: 2005-08-02", "when: 2005-08-02"),
        ("case: TEST-1", "case: test"),
        ("subjects: [A1, A2]", "subjects: [X1]"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(good: str, bad: str) -> None:
    spoiled = plain(read_text(timeline().replace(good, bad), "example"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spoiled, SCHEMA)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_line_of_a_source_leads_to_an_event_that_is_there(page: Path) -> None:
    (told,) = read_timeline(CASES / f"{page.stem}.yaml")
    named = _EVENT.findall(page.read_text("utf-8"))
    assert named
    for number, transition in named:
        assert told.events[int(number) - 1].transition == transition, f"{number} {transition}"


def test_every_retold_case_has_its_page() -> None:
    retold = {path.stem for path in files() if "-DEMO-" not in path.stem}
    assert {page.stem for page in PAGES} == retold


def counted(path: Path) -> list[int]:
    """What a timeline holds: victims, identified, as witnesses, operations, chronology."""
    (told,) = read_timeline(path)
    adopted = [one for one in told.events if one.transition == "adopt"]
    support = [one for one in adopted if one.track == "victim_support"]
    identified = [
        one for one in support if one.answers["milestones"].get("id_outcome") == "identified"
    ]
    witnesses = [one for one in adopted if one.track == "witness_support"]
    steps = [one.transition for one in told.events]
    return [
        *(sum(len(one.subjects) for one in found) for found in (support, identified, witnesses)),
        steps.count("hold_operation"),
        steps.count("add_crime_event"),
    ]


def test_the_index_counts_what_the_timelines_hold() -> None:
    lines = re.findall(
        r"^\| \[([\w-]+)\]\(\1\.md\) \| (.*) \|$", INDEX.read_text("utf-8"), re.MULTILINE
    )
    table = {name: [int(one) for one in cells.split(" | ")] for name, cells in lines}
    held = {page.stem: counted(CASES / f"{page.stem}.yaml") for page in PAGES}
    assert table == held
    sums = " | ".join(str(sum(column)) for column in zip(*held.values(), strict=True))
    assert f"| all | {sums} |" in INDEX.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_says_what_of_victims_and_investigation_is_not_told(page: Path) -> None:
    _, _, told = page.read_text("utf-8").partition("## Victims and investigation")
    assert "Not told, and why:\n\n- " in told
