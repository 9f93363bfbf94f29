"""The people of a case by pseudonym; one field group at a time is opened with a reason."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from ctj.access.flask import (
    RoleRefused,
    case,
    current_services,
    current_sight,
    current_viewer,
    is_stepped_up,
    read_connection,
)
from ctj.casework.reveal import LONGEST_REASON, SHORTEST_REASON, Look, Revealed, reveal
from ctj.queries.case_people import people_of
from ctj.queries.open_case import open_case_page
from ctj.queries.protection import may_open_places
from ctj.queries.revealed_words import value_label

blueprint = Blueprint("people", __name__)


class LookForm(FlaskForm):  # type: ignore[misc]
    """What is to be opened, and why; the reason is shown to the case lead."""

    group = SelectField(choices=["name", "birth", "documents", "contact", "location"])
    reason = TextAreaField(
        validators=[InputRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)]
    )


@blueprint.get("/cases/<reference>/people")
@case()
def index(reference: str) -> str:
    """Accused and victims by pseudonym, what is recorded of each, and who looked."""
    return _page()


def _page(**more: object) -> str:
    opened = open_case_page(
        read_connection(), current_services(), current_viewer(), current_sight()
    )
    people = people_of(read_connection(), current_services(), opened)
    return render_template("cases/people.html", about=opened.identity, people=people, **more)


@blueprint.route("/cases/<reference>/people/<label>/reveal", methods=["GET", "POST"])
@case(step_up=True)
def look(reference: str, label: str) -> str | tuple[str, int] | Response:
    """Ask for one group with a reason; then show it once, on a page that nobody keeps."""
    form = LookForm(group=request.args.get("group"))
    errors: list[tuple[str, str]] = []
    shown = None
    if request.method == "POST":
        if form.validate():
            asked = Look(reference, label, form.group.data, form.reason.data.strip())
            try:
                shown = reveal(current_services(), current_viewer(), asked)
            except RoleRefused as refused:
                errors.append(("#reason", str(refused)))
        else:
            errors.append(
                (
                    "#reason",
                    _(
                        "Say why you open this, in %(low)s to %(high)s characters: "
                        "the case lead reads it",
                        low=SHORTEST_REASON,
                        high=LONGEST_REASON,
                    ),
                )
            )
    page = _look_page(label, form, shown, errors)
    return (page, 422) if errors else page


def _look_page(
    label: str, form: LookForm, shown: Revealed | None, errors: list[tuple[str, str]]
) -> str:
    viewer = current_viewer()
    opened = open_case_page(read_connection(), current_services(), viewer, current_sight())
    fields = shown.fields.items() if shown else ()
    return render_template(
        "cases/reveal.html",
        about=opened.identity,
        label=label,
        form=form,
        shown=shown,
        told=[(value_label(opened, name), text) for name, text in fields],
        places=label.startswith("V") and may_open_places(viewer, opened.file.library),
        errors=errors,
        fresh=is_stepped_up(viewer),
    )
