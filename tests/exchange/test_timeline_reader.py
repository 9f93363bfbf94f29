"""What cannot be taken of a timeline file is told by line, event and mend, all at once."""

from pathlib import Path

import pytest

from ctj.exchange.refusals import Refusal, TimelineRefused
from ctj.exchange.subject_names import NotAName, expanded
from ctj.exchange.timeline_reader import MAX_BYTES, line_at, read_timeline, read_timelines
from tests.exchange.telling import EVENTS, OPEN, case, line_of, timeline, written


def refusals_of(folder: Path, text: str | bytes) -> tuple[Refusal, ...]:
    with pytest.raises(TimelineRefused) as refused:
        read_timeline(written(folder, text))
    return refused.value.refusals


def only(folder: Path, text: str | bytes) -> Refusal:
    (refusal,) = refusals_of(folder, text)
    return refusal


def test_a_whole_file_is_read_with_lines_and_ranges_written_out(tmp_path: Path) -> None:
    text = timeline()
    (told,) = read_timeline(written(tmp_path, text))
    assert told.reference == "TEST-1"
    assert [str(one.seat) for one in told.team] == ["lead@PH-AHT", "pros@PH-DOJ", "pros2@PH-DOJ"]
    assert set(told.subjects) == {"A1", "A2"}
    name = told.events[1]
    assert (name.subjects, name.line) == (("A1", "A2"), line_of(text, "- {track: inv"))
    assert told.events[0].answers["victim_complained"] == "yes"  # a text, never a truth value


@pytest.mark.parametrize(
    ("spoiled", "reason", "mend"),
    [
        ("a: &x [1]\nb: *x\n", "An anchor (&) is not taken.", "Write the content out"),
        ("timeline: *x\n", "An alias (*) is not taken.", "Write the content out."),
        ("timeline: !!python/object:os.system 1\n", "A tag (", "Delete the word"),
        ("timeline: 1\n---\ntimeline: 1\n", "A second document", "Keep one document"),
        ("{<<: {a: b}}", "A merge key", "Write the content out."),
        ("a: 1\na: 2\n", "The key 'a' stands a second time", "Keep one"),
        ("", "The file is empty.", "Write its content"),
        ("- a\n- b\n", "A timeline file must have keys", "Write it as keys"),
    ],
)
def test_what_could_hide_or_multiply_content_is_refused(
    tmp_path: Path, spoiled: str, reason: str, mend: str
) -> None:
    refusal = only(tmp_path, spoiled)
    assert refusal.reason.startswith(reason)
    assert refusal.mend.startswith(mend)


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{after}: &{after} [*{before}, *{before}]\n"
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert only(tmp_path, bomb).line == 1


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    assert only(tmp_path, "a: " + "[" * 500).reason.startswith("Nested deeper")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_refused_with_its_mend(tmp_path: Path, encoding: str) -> None:
    text = timeline(case(more="    description: Mañana\n"))
    refusal = only(tmp_path, text.encode(encoding))
    assert "UTF-8" in refusal.mend


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    assert "larger than" in only(tmp_path, b"#" * (MAX_BYTES + 1)).reason


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TimelineRefused, match="no such file"):
        read_timeline(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("good", "bad", "reason"),
    [
        ("by: inv@PH-AHT\n", "by: inv\n", "'inv' is not a seat."),
        ("date: 2005-08-02\n", "date: 2005-02-30\n", "'date': "),
        ("date: 2005-08-02\n", "date: today-2d\n", "'date' counts from the day of loading"),
        ("subjects: [A1, A2]", "subjects: [B1]", "'B1' is no pseudonym."),
        ("subjects: [A1, A2]", "subjects: A2..A1", "The range 'A2..A1' ends before it begins."),
        ("subjects: [A1, A2]", "subjects: [A1, A1]", "A1 is named twice."),
        ("subjects: [A1, A2]", "subjects: A1..A9999", "The range 'A1..A9999' names more than"),
        ("subjects: [A1, A2]", "subject: A1, subjects: [A2]", "The event has both"),
        ("transition: charge\n", "transitoin: charge\n", "An event has the key 'transitoin'"),
        ("case: TEST-1", "case: test 1", "'case' is 'test 1'."),
        ("jurisdiction: PH", "jurisdiction: Philippines", "'jurisdiction' is 'Philippines'."),
        ("timeline: 1", "timeline: 7", "The format '7' is not known."),
        ("answers: {link: unknown", "answers: [link", "'answers' must have keys"),
    ],
)
def test_each_thing_that_is_wrong_is_told_at_its_line(
    tmp_path: Path, good: str, bad: str, reason: str
) -> None:
    text = timeline()
    if bad == "answers: [link":
        good, bad = "answers: {link: unknown, decision: unknown}", "answers: [link]"
    assert good in text
    spoiled = text.replace(good, bad, 1)
    refusals = refusals_of(tmp_path, spoiled)
    assert any(one.reason.startswith(reason) for one in refusals), refusals
    assert {one.line for one in refusals if one.reason.startswith(reason)} == {
        line_of(spoiled, bad)
    }


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = timeline(case(more="    colour: red\n"))
    text = text.replace("by: pros@PH-DOJ\n", "by: somebody\n").replace("date: 2006-01", "date: x")
    refusals = refusals_of(tmp_path, text)
    assert [one.event for one in refusals] == [None, 3, 4, 5, 5]
    assert [one.line for one in refusals] == sorted(one.line for one in refusals)
    assert all(one.case == "TEST-1" for one in refusals)


def test_a_refusal_says_where_and_how_to_mend_it(tmp_path: Path) -> None:
    text = timeline().replace("date: 2006-01", "date: 2006-13")
    said = str(only(tmp_path, text))
    assert said.startswith(
        f"told.yaml, line {line_of(text, 'date: 2006-13')}, case TEST-1, event 5 (open_trial): "
    )


def test_a_text_that_is_too_long_is_refused(tmp_path: Path) -> None:
    refusal = only(tmp_path, timeline(case(more=f"    description: {'x' * 501}\n")))
    assert "501 characters; 500 are allowed" in refusal.reason


@pytest.mark.parametrize("events", ["      []\n", "      none\n"])
def test_a_case_without_events_is_refused(tmp_path: Path, events: str) -> None:
    text = timeline(case(events=events))
    assert any("0 events" in one.reason for one in refusals_of(tmp_path, text))


def test_a_reference_stands_once_in_a_file_and_among_files(tmp_path: Path) -> None:
    twice = only(tmp_path, timeline(case(), case()))
    assert "stands a second time (first in told.yaml, line 3)" in twice.reason
    one = written(tmp_path, timeline(), "one.yaml")
    other = written(tmp_path, timeline(), "other.yaml")
    with pytest.raises(TimelineRefused, match=r"other\.yaml, line 3, case TEST-1"):
        read_timelines([one, other])


def test_all_files_are_read_before_any_is_refused(tmp_path: Path) -> None:
    files = [written(tmp_path, "a: &x 1", "a.yaml"), written(tmp_path, "b: !t 1", "b.yaml")]
    with pytest.raises(TimelineRefused) as refused:
        read_timelines(files)
    assert [one.file for one in refused.value.refusals] == ["a.yaml", "b.yaml"]


def test_the_line_of_an_answer_is_found_in_rows(tmp_path: Path) -> None:
    text = timeline(case(events=OPEN + EVENTS.removeprefix(OPEN)))
    (told,) = read_timeline(written(tmp_path, text))
    charge = told.events[3]
    assert line_at(charge.node, "answers.charges.0.offence", 0) == line_of(text, "charges: [{")
    assert line_at(charge.node, "answers.nothing", 0) == line_of(
        text, "answers:\n          charges"
    )


def test_ranges_of_pseudonyms() -> None:
    assert expanded(["A1..A3", "V2"]) == ("A1", "A2", "A3", "V2")
    for wrong in ("A1..V3", "A0", "1", "A1...A3", ""):
        with pytest.raises(NotAName):
            expanded([wrong])
