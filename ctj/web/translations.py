"""What each language says, and what of it nobody has reviewed: the administrator's list."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from ctj.access.flask import admin
from ctj.language import LANGUAGES, SOURCE
from ctj.queries import catalogues

blueprint = Blueprint("translations", __name__, url_prefix="/administration/translations")
FILTERS = ("unreviewed", "untranslated")


@blueprint.get("")
@admin
def index() -> str:
    """The catalogues in figures, and the texts of one language, 50 a page."""
    others = [code for code in LANGUAGES if code != SOURCE]
    code = request.args.get("language", "")
    code = code if code in others else others[0]
    wanted = request.args.get("q", "")[:100]
    only = request.args.get("only", "")
    only = only if only in FILTERS else ""
    found = catalogues.texts_of(code, wanted, only)
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "translations/index.html",
        counts=catalogues.counts(),
        languages={one: LANGUAGES[one] for one in others},
        code=code,
        wanted=wanted,
        only=only,
        found=len(found),
        texts=tuple(catalogues.paged(found, page)),
        page=page,
        following=page + 1 if page * catalogues.PAGE < len(found) else None,
    )
