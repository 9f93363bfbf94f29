"""The questions of a form in words: how each is answered, and where the answer goes."""

from __future__ import annotations

from ctj.language import mark, say

from ..definitions import Field
from ..step.fields.codes import OFFENCES
from .parts import QuestionWords
from .speaker import Speaker

_ANSWERS = {
    "text": mark("a short text"),
    "ref": mark("an outside reference"),
    "note": mark("a text"),
    "date": mark("a date as precise as it is known, or unknown"),
    "yn": mark("yes, no or not known"),
    "money": mark("an exact sum with its currency"),
    "num": mark("a whole number"),
    "place": mark("a region (ISO 3166-2)"),
    "user": mark("a user"),
    "case": mark("another case"),
    "request": mark("a request"),
    "event": mark("an entry of this track"),
    "doc": mark("documents"),
}
_SUBJECTS = {
    "accused": mark("an accused"),
    "victim": mark("a victim"),
    "any": mark("a person of the case"),
}
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
        one = say(_SUBJECTS.get(field.kind or "any", _SUBJECTS["any"]))
        return say("%(one)s; several may be named", one=one) if field.many else one
    if field.type == "org":
        kind = (field.kind or "organisation").replace("_", " ")
        return say("a %(kind)s of the register", kind=kind) + (
            say(", several") if field.many else ""
        )
    if field.type == "rowref":
        return say("an entry of ‘%(register)s’", register=speaker.register(field.register))
    if field.type == "row":
        return _row(field, speaker)
    return say(_ANSWERS.get(field.type, field.type))


def _codes(field: Field, speaker: Speaker) -> str:
    if OFFENCES in field.lists:
        return say("an offence of the jurisdiction’s list")
    lists = [speaker.library.codes[name] for name in field.lists if name in speaker.library.codes]
    labels = [code.label for listed in lists for code in listed.codes.values()]
    how = say("one or more of") if field.many else say("one of")
    if len(labels) <= _MOST_CODES:
        return f"{how}: {'; '.join(labels)}"
    titles = " or ".join(f"‘{listed.title}’" for listed in lists)
    return say(
        "%(how)s the %(labels)s of the list %(titles)s", how=how, labels=len(labels), titles=titles
    )


def _row(field: Field, speaker: Speaker) -> str:
    verb = {"add": say("adds to"), "change": say("changes entries of")}.get(
        field.mode, say("adds to or changes")
    )
    said = f"{verb} ‘{speaker.register(field.register)}’"
    if field.sets_status:
        said += say(", as ‘%(status)s’", status=speaker.status(field.register, field.sets_status))
    if field.statuses:
        named = [speaker.status(field.register, status) for status in field.statuses]
        said += say("; each becomes one of: %(listed)s", listed="; ".join(named))
    return said


def _kept(field: Field) -> str:
    if field.identifying:
        return say("kept in the vault")
    return say("sealed with the case") if field.sealed else ""
