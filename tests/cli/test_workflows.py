"""``ctj workflows check | show | diagram``."""

from __future__ import annotations

import argparse
from xml.etree import ElementTree

import pytest

from ctj.cli import workflows
from ctj.workflow.checks.findings import Finding


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("CTJ_HOME", str(tmp_path / "nothing-here"))
    monkeypatch.delenv("CTJ_DATABASE_URL", raising=False)
    parser = argparse.ArgumentParser()
    workflows.add_commands(parser.add_subparsers(required=True))

    def run(*words: str) -> int:
        args = parser.parse_args(["workflows", *words])
        return args.handler(args)

    return run


def test_check_is_silent_about_good_definitions_and_needs_no_database(run, capsys):
    assert run("check") == 0
    assert capsys.readouterr().out == "The definitions are free of findings.\n"


def test_check_prints_file_line_reason_and_mend_and_exits_with_1(run, capsys, monkeypatch):
    wrong = Finding("prosecution.yaml", 12, "There is no state 'x'.", "Did you mean y?")
    monkeypatch.setattr(workflows, "findings", lambda stored: [wrong])
    assert run("check") == 1
    out = capsys.readouterr()
    assert out.out == "prosecution.yaml:12: There is no state 'x'. Did you mean y?\n"
    assert out.err == "1 finding.\n"


def test_show_prints_a_track_as_it_is_read_in_a_jurisdiction(run, capsys):
    assert run("show", "prosecution", "--jurisdiction", "PH") == 0
    text = capsys.readouterr().out
    assert text.startswith("Prosecution\n===========\n")
    assert "as read in ph" in text
    assert "[convict_and_sentence]" in text


def test_diagram_writes_an_svg_with_the_present_state_marked(run, tmp_path):
    out = tmp_path / "track.svg"
    assert run("diagram", "prosecution", "--out", str(out), "--state", "on_trial") == 0
    assert ElementTree.parse(out).getroot().tag.endswith("svg")
    assert "present state" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "prosecutions"), "There is no track 'prosecutions'. The tracks are: "),
        (("show", "prosecution", "--jurisdiction", "zz"), "no overlay for 'zz'"),
        (("diagram", "prosecution", "--out", "x.svg", "--state", "trial"), "no state 'trial'"),
        (("diagram", "prosecution", "--out", "/no/such/folder/x.svg"), "cannot be written"),
    ],
)
def test_wrong_use_is_told_in_one_sentence_and_exits_with_2(run, capsys, words, told):
    assert run(*words) == 2
    assert told in capsys.readouterr().err
