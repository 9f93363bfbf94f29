"""Documents of a case: the list, filing one, newer versions of its file, its download (C17)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    case,
    current_services,
    current_sight,
    current_viewer,
    read_connection,
    takes_files,
)
from ctj.casework.documents import NewDocument, add_version, file_document, open_file
from ctj.casework.file_types import ENDINGS, LARGEST, Upload
from ctj.casework.refusals import Blocked, FormErrors
from ctj.queries.case_registers import accused_labels
from ctj.queries.documents import documents_of
from ctj.queries.open_case import OpenCase, open_case_page

from .form_input import nested
from .typed import typed

blueprint = Blueprint("documents", __name__)
Answer = str | Response | tuple[str, int]
Errors = list[tuple[str, str]]
#: The questions of a row of the register.
ROW = ("kind", "date", "title", "place")
SANDBOX = "sandbox; default-src 'none'"


def _opened() -> OpenCase:
    return open_case_page(read_connection(), current_services(), current_viewer(), current_sight())


def _labels(opened: OpenCase) -> tuple[str, ...]:
    victims = [s.label for s in opened.projection.subjects.values() if s.kind == "victim"]
    return (*accused_labels(opened), *sorted(victims, key=lambda label: int(label[1:] or 0)))


@blueprint.get("/cases/<reference>/documents")
@case()
def index(reference: str) -> Answer:
    """The papers of the case, or of one of its people, newest first."""
    return _list()


def _list(errors: Errors | None = None, status: int = 200) -> Answer:
    opened = _opened()
    labels = _labels(opened)
    subject = request.args.get("subject", "")
    subject = subject if subject in labels else ""
    page = max(1, request.args.get("page", 1, type=int))
    found = documents_of(read_connection(), current_services(), opened, subject, page)
    shown = render_template(
        "documents/index.html",
        about=opened.identity,
        found=found,
        labels=labels,
        chosen=subject,
        page=page,
        errors=errors or [],
        endings=", ".join(ENDINGS),
    )
    return shown, status


@blueprint.route("/cases/<reference>/documents/new", methods=["GET", "POST"])
@case(rights="write")
@takes_files(LARGEST)
def new(reference: str) -> Answer:
    """File a paper: what it is, where it lies, and its file if there is one."""
    if request.method != "POST":
        return _form({}, [])
    answers = nested(request.form)
    try:
        file_document(current_services(), current_viewer(), _new(reference, answers))
    except FormErrors as refused:
        errors = [(f"#{_field(one.path)}", one.sentence) for one in refused.errors]
        return _form(answers, errors), 422
    except Blocked as refused:
        return _form(answers, [("", str(refused))]), 422
    flash(_("The document is filed."))
    return redirect(url_for(".index", reference=reference), 303)


def _new(reference: str, answers: dict[str, Any]) -> NewDocument:
    return NewDocument(
        case_reference=reference,
        label=typed("label"),
        occurred_on=answers.get("occurred_on", ""),
        answers={name: answers[name] for name in ROW if name in answers},
        upload=_upload(),
    )


def _field(path: str) -> str:
    """The input that an error of the engine names: ``documents.0.title`` is ``title`` here."""
    last = path.removeprefix("documents.0.").split(".")[0]
    return "occurred" if last == "occurred_on" else last


def _upload() -> Upload | None:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    return Upload(sent.filename, sent.read())


def _form(answers: dict[str, Any], errors: Errors) -> str:
    opened = _opened()
    kinds = current_services().library.codes["document_kind"].codes.values()
    return render_template(
        "documents/new.html",
        about=opened.identity,
        labels=_labels(opened),
        kinds=[(one.code, one.label) for one in kinds],
        label=request.form.get("label", request.args.get("subject", "")),
        row=answers,
        occurred=answers.get("occurred_on") or _today(),
        errors=errors,
        said={href.removeprefix("#"): sentence for href, sentence in errors},
    )


def _today() -> dict[str, str]:
    day = current_viewer().now.date()
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


@blueprint.post("/cases/<reference>/documents/<int:number>/files")
@case(rights="write")
@takes_files(LARGEST)
def add(reference: str, number: int) -> Answer:
    """A file for a paper, or a newer version of its file; older ones stay."""
    upload = _upload()
    if upload is None:
        return _list([(f"#file-{number}", _("Choose a file first."))], 422)
    try:
        add_version(current_services(), current_viewer(), reference, number, upload)
    except FormErrors as refused:
        return _list([(f"#file-{number}", one.sentence) for one in refused.errors], 422)
    flash(_("The file is kept."))
    return redirect(url_for(".index", reference=reference), 303)


@blueprint.post("/cases/<reference>/documents/<int:number>/files/<int:version>")
@case()
def download(reference: str, number: int, version: int) -> Response:
    """One version, always as a file to keep and never inside a page; the look is written down."""
    if not (0 < number < 1_000_000 and 0 < version < 1_000_000):
        abort(404)
    opened = open_file(current_services(), current_viewer(), reference, number, version)
    answer = make_response(opened.content)
    answer.headers["Content-Type"] = opened.media_type
    name = quote(opened.name, safe="")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
