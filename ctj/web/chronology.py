"""The chronology of the crime: list and graphic, as a text table out and in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from ctj.access.flask import (
    NotAllowed,
    case,
    current_services,
    current_sight,
    current_viewer,
    end_reading,
    read_connection,
)
from ctj.casework.row_by_row import RowError, RowsRefused, record_rows
from ctj.queries.chronology import STEP, Chronology, ChronologyQuestion, chronology
from ctj.queries.chronology_graphic import graphic
from ctj.queries.chronology_table import COLUMNS, rows_of, sample, table
from ctj.queries.open_case import OpenCase, open_case_page
from ctj.queries.spreadsheet import TableRefused

blueprint = Blueprint("chronology", __name__)
#: Longest table taken, in characters; a longer file is divided.
LONGEST = 200_000
#: So many errors are told at once: mending them often mends the others.
MOST_ERRORS = 50


def _opened() -> OpenCase:
    return open_case_page(read_connection(), current_services(), current_viewer(), current_sight())


def _question() -> ChronologyQuestion:
    page = request.args.get("page", "1")
    return ChronologyQuestion(
        subject=request.args.get("subject", "")[:16],
        summary=request.args.get("summary") == "1",
        page=int(page) if page.isdecimal() and 0 < len(page) < 6 else 1,
    )


def _found(opened: OpenCase, question: ChronologyQuestion) -> Chronology:
    return chronology(read_connection(), current_services(), opened, question)


@blueprint.get("/cases/<reference>/chronology")
@case()
def index(reference: str) -> str:
    """What happened when, in order of time."""
    opened, question = _opened(), _question()
    found = _found(opened, question)
    return render_template(
        "cases/chronology.html",
        about=opened.identity,
        found=found,
        drawn=graphic(found.events),
        question=question,
        subjects=sorted(s.label for s in opened.projection.subjects.values()),
        step=STEP,
    )


@blueprint.get("/cases/<reference>/chronology.csv")
@case()
def download(reference: str) -> Response:
    """The whole chronology, filtered as the page is, as a text table."""
    opened, asked = _opened(), _question()
    whole = ChronologyQuestion(asked.subject, asked.summary, whole=True)
    return _file(table(_found(opened, whole).events), f"chronology-{opened.identity.reference}.csv")


@blueprint.get("/cases/<reference>/chronology/sample.csv")
@case()
def example(reference: str) -> Response:
    """A table to begin with; nobody's case."""
    return _file(sample(), "chronology-sample.csv")


def _file(text: str, name: str) -> Response:
    answer = Response(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.route("/cases/<reference>/chronology/bring", methods=["GET", "POST"])
@case(rights="write")
def bring(reference: str) -> str | tuple[str, int] | Response:
    """Rows of a table into the chronology: all of them, or none."""
    if request.method == "GET":
        return _bring("", [])
    text, problem = _typed_table()
    if problem:
        return _bring(text, [problem]), 422
    try:
        rows = rows_of(text)
        end_reading()
        name = f"investigation.{STEP}"
        fired = record_rows(current_services(), current_viewer(), reference, name, rows)
    except TableRefused as refused:
        return _bring(text, [refused.sentence]), 422
    except RowsRefused as refused:
        return _bring(text, _told(refused.errors)), 422
    except NotAllowed as refused:
        return _bring(text, [str(refused)]), 422
    number = len(fired.events)
    flash(ngettext("%(num)d entry recorded.", "%(num)d entries recorded.", number))
    return redirect(url_for(".index", reference=reference), 303)


def _typed_table() -> tuple[str, str]:
    """The text of the file, else what was pasted; and what is wrong with it, or ''."""
    file = request.files.get("file")
    if file is None or not file.filename:
        pasted = request.form.get("text", "")
        return pasted, "" if pasted.strip() else _("Choose a file, or paste the rows")
    try:
        text = file.stream.read(4 * LONGEST + 1).decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", _("The file is no text in UTF-8. Save the sheet as CSV (UTF-8)")
    if len(text) > LONGEST:
        return "", _("The file is longer than %(most)s letters. Divide it", most=LONGEST)
    return text, ""


def _told(errors: Sequence[RowError]) -> list[str]:
    lines = [
        _("Line %(line)s, %(field)s: %(what)s", line=e.line, field=e.field, what=e.sentence)
        if e.field
        else _("Line %(line)s: %(what)s", line=e.line, what=e.sentence)
        for e in errors[:MOST_ERRORS]
    ]
    rest = len(errors) - MOST_ERRORS
    if rest > 0:
        lines.append(ngettext("and %(num)d more", "and %(num)d more", rest))
    return lines


def _bring(text: str, problems: Sequence[str]) -> str:
    opened = _opened()
    return render_template(
        "cases/chronology_bring.html",
        about=opened.identity,
        text=text.replace("\x00", ""),
        errors=[("#text", one) for one in problems],
        columns=COLUMNS,
        what=current_services().library.codes["crime_event"].codes.values(),
        sources=current_services().library.codes["date_source"].codes.values(),
    )
