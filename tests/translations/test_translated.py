"""The definitions in another language, and the choice of a language."""

from ctj.language import say, speaking, translations
from ctj.workflow.reader import load
from ctj.workflow.translated import translated


def test_the_definitions_keep_their_ids_and_hashes() -> None:
    """A track spoken in Thai is the same version of the same track."""
    library = load()
    shouted = translated(library, str.upper, "th")
    assert {k: t.hash for k, t in shouted.tracks.items()} == {
        k: t.hash for k, t in library.tracks.items()
    }
    state = next(iter(shouted.tracks["prosecution"].states.values()))
    assert state.label == state.label.upper()
    assert shouted.codes["country"].codes["TH"].label == "ไทย"


def test_a_text_without_a_translation_stays_english() -> None:
    with speaking("th"):
        assert say("a text that nobody wrote %(n)s", n=3) == "a text that nobody wrote 3"
    assert translations("xx").gettext("Today") == "Today"
