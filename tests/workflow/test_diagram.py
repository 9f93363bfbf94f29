"""The picture of a track: legible at the size of the prosecution, and safe to put on a page."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest

from ctj.workflow.diagram import as_svg, draw
from ctj.workflow.diagram.arrows import LABEL_HEIGHT, Rectangle
from ctj.workflow.diagram.letters import letter_of, letters_of
from ctj.workflow.diagram.steps import shown_steps
from ctj.workflow.reader import load

from . import small

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def library():
    return load()


@pytest.fixture(scope="module", params=["prosecution", "investigation"])
def drawing(request, library):
    return draw(library.tracks[request.param], library)


def rectangles(drawing):
    labels = [
        Rectangle(a.label_x - a.label_width / 2, a.label_y - LABEL_HEIGHT / 2, a.label_width,
                  LABEL_HEIGHT)
        for a in drawing.arrows
    ]  # fmt: skip
    boxes = [Rectangle(b.x, b.y, b.width, b.height) for b in drawing.boxes]
    return labels, boxes


def test_nothing_lies_on_anything_else(drawing):
    labels, boxes = rectangles(drawing)
    assert not [pair for pair in combinations(labels + boxes, 2) if pair[0].meets(pair[1])]


def test_everything_lies_inside_the_picture(drawing):
    labels, boxes = rectangles(drawing)
    for one in labels + boxes:
        assert one.x >= 0 and one.x + one.width <= drawing.width
        assert one.y >= 0 and one.y + one.height <= drawing.height
    assert max(line.y for line in drawing.lines) < drawing.height
    assert drawing.width < 1400, "it fits a page without shrinking the text"


def test_every_step_is_told_with_its_number_and_every_act_once(library, drawing):
    track = library.tracks[drawing.title.partition(":")[0].lower()]
    steps = [t for t in track.transitions.values() if not t.is_act]
    numbers = [line.number for line in drawing.lines if line.number]
    assert numbers == [str(n) for n in range(1, len(steps) + 1)]
    told = " ".join(line.text for line in drawing.lines)
    for transition in track.transitions.values():
        assert transition.label.split(":")[0] in told


def test_each_step_has_an_arrow_or_stands_in_the_states_that_it_leaves(library):
    track = library.tracks["prosecution"]
    shown = shown_steps(track)
    for number, step in shown.steps:
        for state in step.from_states:
            if step.to is not None:
                pair = (state, step.to)
                assert number in (*shown.between.get(pair, ()), *shown.also.get(pair, ()))


def test_the_present_state_is_marked_in_words_too(library):
    svg = as_svg(draw(library.tracks["prosecution"], library, present="on_trial"))
    assert svg.count("present state") == 1
    assert "Present state: On trial" in svg


def test_the_kinds_of_state_have_shapes_of_their_own(drawing):
    digits = {ord(digit): None for digit in "0123456789. "}
    shapes = {b.kind: (b.outline.translate(digits), bool(b.inner)) for b in drawing.legend}
    assert len(set(shapes.values())) >= 4
    assert shapes["done"] != shapes["working"] != shapes["waiting"] != shapes["parked"]


def test_the_svg_is_an_image_with_a_title_and_needs_no_inline_style(drawing):
    svg = as_svg(drawing)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == drawing.title
    assert root.find(f"{SVG}desc").text
    assert "style=" not in svg and "<style" not in svg and "<script" not in svg


def test_labels_are_escaped(tmp_path):
    evil = small.FILES["matter.yaml"].replace("button: Charge\n", "button: <script>&'x\n")
    library = load(small.write(tmp_path, matter=evil))
    svg = as_svg(draw(library.tracks["matter"], library))
    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_states_are_named_by_letters_in_short(library):
    track = library.tracks["prosecution"]
    states = list(track.states)
    assert letter_of(track, states[0]) == "A"
    assert letters_of(track, [*states[:3], states[5]]) == "A–C, F"
    assert letters_of(track, states[:2]) == "A, B"
    assert letters_of(track, states) == "every state"


def test_a_picture_is_the_same_every_time(library):
    track = library.tracks["prosecution"]
    assert as_svg(draw(track, library)) == as_svg(draw(track, library))
