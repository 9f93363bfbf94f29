"""What the YAML reader gives and what it refuses (issue 4, point 6)."""

import pytest

from ctj.workflow.yaml_text import Mapping, Scalar, YamlRefused, read, read_bytes, read_text


def test_every_scalar_stays_the_text_that_was_written():
    read_as = read_text(
        "a: no\nb: 2005-11\nc: 0123\nd: 1.10\ne: true\nf: null\ng: 'null'\n", "x.yaml"
    )
    assert read_as == {
        "a": "no", "b": "2005-11", "c": "0123", "d": "1.10", "e": "true", "f": "null", "g": "null",
    }  # fmt: skip
    assert read_as["f"].is_null and not read_as["g"].is_null


def test_every_node_knows_its_line_and_column():
    root = read_text(
        "track: prosecution\nstates:\n  - id: suspected\n    label: 'x: y'\n", "x.yaml"
    )
    assert isinstance(root, Mapping)
    state = root["states"][0]
    assert (root["states"].line, state.line, state["label"].line) == (3, 3, 4)
    assert (state["id"].column, state.line_of("label"), state.line_of("absent")) == (9, 4, 3)
    assert isinstance(state["id"], Scalar)


BOMB = "a: &a [x,x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n"

REFUSED = {
    "bomb": (BOMB, 1, "anchor (&)"),
    "alias": ("a: 1\nb: *a\n", 2, "alias (*)"),
    "tag of Python": ("a: 1\nb: !!python/object/apply:os.system [x]\n", 2, "tag"),
    "core tag": ("a: !!str 1\n", 1, "tag"),
    "bare tag": ("a: ! 1\n", 1, "tag"),
    "tagged mapping": ("a: 1\nb: !x {c: d}\n", 2, "tag"),
    "merge key": ("a: {b: c}\nd:\n  <<: {e: f}\n", 3, "merge key"),
    "twice the same key": ("a: 1\nb: 2\na: 3\n", 3, "a second time (first in line 1)"),
    "key that is a list": ("? [a, b]\n: c\n", 1, "key must be a word"),
    "two documents": ("a: 1\n---\nb: 2\n", 2, "second document"),
    "directive": ("%YAML 1.1\n---\na: 1\n", 2, "directive"),
    "tag directive": ("%TAG ! tag:x,2000:\n---\na: 1\n", 2, "directive"),
    "too deep": ("[" * 60 + "]" * 60, 1, "deeper than 24"),
    "very deep": ("[" * 100_000, 1, "deeper than 24"),
    "not closed": ("a: [1, 2\nb: 3\n", 2, "not readable"),
    "tabs": ("a:\n\tb: 1\n", 2, "not readable"),
    "undefined alias": ("a: *b\n", 1, "alias"),
    "control character": ("a: 1\nb: x\x07y\n", 2, "character"),
    "empty": ("", 0, "empty"),
    "only a comment": ("# nothing\n", 0, "empty"),
}


@pytest.mark.parametrize("text, line, says", REFUSED.values(), ids=REFUSED.keys())
def test_what_hides_or_multiplies_content_is_refused_with_line_and_mend(text, line, says):
    with pytest.raises(YamlRefused) as refused:
        read_text(text, "cases.yaml")
    assert refused.value.line == line
    assert says in refused.value.reason
    assert refused.value.mend
    assert str(refused.value).startswith("cases.yaml")


@pytest.mark.parametrize(
    "data, line, says",
    [
        ("a: é\n".encode("utf-16"), 0, "UTF-16"),
        (b"a: 1\nb: caf\xe9\n", 2, "0xe9"),
        (b"a: 1\nb: \xed\xa0\x80\n", 2, "not UTF-8"),
    ],
)
def test_another_encoding_is_refused(data, line, says):
    with pytest.raises(YamlRefused) as refused:
        read_bytes(data, "x.yaml")
    assert refused.value.line == line
    assert says in refused.value.reason


def test_a_byte_order_mark_is_taken():
    assert read_bytes("﻿a: é".encode(), "x.yaml") == {"a": "é"}


def test_a_large_file_is_refused_before_it_is_parsed(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text("a: " + "x" * 5000)
    with pytest.raises(YamlRefused, match=r"large\.yaml: The file is larger than 1,000 bytes"):
        read(path, max_bytes=1000)
    with pytest.raises(YamlRefused, match="larger"):
        read_text("a: " + "é" * 600, "x.yaml", max_bytes=1000)
    assert read_text("a: " + "é" * 400, "x.yaml", max_bytes=1000)
