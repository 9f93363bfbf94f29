"""What somebody else than who typed it may read of an answer."""

from __future__ import annotations

from types import SimpleNamespace

from ctj.queries.hidden_answers import hide
from ctj.workflow.definitions import Field
from ctj.workflow.step.answers import Answer

LIBRARY = SimpleNamespace(registers={})
FIELDS = (
    Field("full_name", "Full name", "text", identifying=True),
    Field("why", "Why", "note"),
    Field("court", "Court", "org"),
    Field("counsel", "Counsel", "row", fields=(Field("name", "Name", "text", identifying=True),)),
)
ANSWERS = (
    Answer("full_name", "Full name", "Juan Dela Cruz", "text"),
    Answer("why", "Why", "He was seen.", "note"),
    Answer("court", "Court", "Court", "org"),
    Answer(
        "counsel", "Counsel", "", "row", (("new counsel", (Answer("name", "Name", "X", "text"),)),)
    ),
)


def words(answers):
    return [(one.words, one.hidden) for one in answers]


def test_identity_is_hidden_also_in_rows():
    name, why, court, counsel = hide(ANSWERS, FIELDS, LIBRARY, reads=True)
    assert words([name, why, court]) == [("", "identity"), ("He was seen.", ""), ("Court", "")]
    assert words(counsel.rows[0][1]) == [("", "identity")]


def test_narratives_are_hidden_from_roles_that_do_not_read_them():
    assert words(hide(ANSWERS, FIELDS, LIBRARY, reads=False))[1] == ("", "sealed")
