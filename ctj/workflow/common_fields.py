"""The fields that every transition has and no file repeats (process.md section 0)."""

from __future__ import annotations

from .definitions import Field, Transition

OCCURRED = "occurred_on"
SOURCE = "source"
DOCUMENTS = "documents"
NOTE = "note"
AGE_ON_DAY = "age_on_day"
#: The kind of a date field that tells what has happened, beside the date of the event itself.
PAST = "past"

#: Acts on the record itself: they have no day in the world of their own.
ON_THE_RECORD = frozenset({"correct_event", "insert_before", "void_event"})


def with_common_fields(transition: Transition) -> tuple[Field, ...]:
    """The whole form: the date first, the file's own fields, then age, source, documents, note.

    A field that the file writes itself (the source of an adoption) stands as the file has it.
    """
    own = {field.id for field in transition.form}
    before = [_occurred(transition)] if transition.id not in ON_THE_RECORD else []
    after = [_SOURCE, _DOCUMENTS, _NOTE] if transition.id not in ON_THE_RECORD else [_NOTE]
    if any(fact.how == "function" and fact.argument == "age_on" for fact in transition.facts):
        after.insert(0, _AGE)
    return (
        *(field for field in before if field.id not in own),
        *transition.form,
        *(field for field in after if field.id not in own),
    )


def _occurred(transition: Transition) -> Field:
    return Field(
        OCCURRED,
        transition.occurred_label or "When did this happen?",
        "date",
        required=True,
        help=transition.occurred_help,
    )


_SOURCE = Field(SOURCE, "Where does the date come from?", "code", lists=("date_source",))
_NOTE = Field(NOTE, "Note", "note", help="Sealed with the case. No names: use A1, V2.")
_DOCUMENTS = Field(
    DOCUMENTS, "Documents", "doc", register="documents", many=True, mode="add_or_change"
)
_AGE = Field(
    AGE_ON_DAY,
    "Age on that day",
    "code",
    lists=("age_group",),
    per_subject=True,
    help="Filled in from the birth date where it is known.",
)
