"""The questions of a form in words: how each is answered, and where the answer goes."""

from __future__ import annotations

from ..definitions import Field
from ..step.fields.codes import OFFENCES
from .parts import QuestionWords
from .speaker import Speaker

_ANSWERS = {
    "text": "a short text",
    "ref": "an outside reference",
    "note": "a text",
    "date": "a date as precise as it is known, or unknown",
    "yn": "yes, no or not known",
    "money": "an exact sum with its currency",
    "num": "a whole number",
    "place": "a region (ISO 3166-2)",
    "user": "a user",
    "case": "another case",
    "request": "a request",
    "event": "an entry of this track",
    "doc": "documents",
}
_SUBJECTS = {"accused": "an accused", "victim": "a victim", "any": "a person of the case"}
_MOST_CODES = 8


def question_in_words(field: Field, form: tuple[Field, ...], speaker: Speaker) -> QuestionWords:
    """One question; the columns of a row are questions of their own."""
    columns: tuple[QuestionWords, ...] = ()
    if field.type == "row":
        columns = tuple(question_in_words(one, field.fields, speaker) for one in field.fields)
    return QuestionWords(
        id=field.id,
        label=field.label,
        answer=_answer(field, speaker),
        required=field.required,
        condition=speaker.condition(field.when, form),
        kept=_kept(field),
        columns=columns,
    )


def _answer(field: Field, speaker: Speaker) -> str:
    if field.type == "code":
        return _codes(field, speaker)
    if field.type == "subj":
        one = _SUBJECTS.get(field.kind or "any", "a person of the case")
        return f"{one}; several may be named" if field.many else one
    if field.type == "org":
        kind = (field.kind or "organisation").replace("_", " ")
        return f"a {kind} of the register" + (", several" if field.many else "")
    if field.type == "rowref":
        return f"an entry of ‘{speaker.register(field.register)}’"
    if field.type == "row":
        return _row(field, speaker)
    return _ANSWERS.get(field.type, field.type)


def _codes(field: Field, speaker: Speaker) -> str:
    if OFFENCES in field.lists:
        return "an offence of the jurisdiction’s list"
    lists = [speaker.library.codes[name] for name in field.lists if name in speaker.library.codes]
    labels = [code.label for listed in lists for code in listed.codes.values()]
    how = "one or more of" if field.many else "one of"
    if len(labels) <= _MOST_CODES:
        return f"{how}: {'; '.join(labels)}"
    titles = " or ".join(f"‘{listed.title}’" for listed in lists)
    return f"{how} the {len(labels)} of the list {titles}"


def _row(field: Field, speaker: Speaker) -> str:
    verb = {"add": "adds to", "change": "changes entries of"}.get(field.mode, "adds to or changes")
    said = f"{verb} ‘{speaker.register(field.register)}’"
    if field.sets_status:
        said += f", as ‘{speaker.status(field.register, field.sets_status)}’"
    if field.statuses:
        named = [speaker.status(field.register, status) for status in field.statuses]
        said += f"; each becomes one of: {'; '.join(named)}"
    return said


def _kept(field: Field) -> str:
    if field.identifying:
        return "kept in the vault"
    return "sealed with the case" if field.sealed else ""
