"""The one place where the parts are wired together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.support import NullTranslations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale

from .access import flask as access
from .language import LANGUAGES, SOURCE, count_years, speak, translations
from .paths import static_dir, templates_dir
from .services import Services
from .web import (
    absence,
    account,
    administration,
    approvals,
    cases,
    chronology,
    definitions,
    diary,
    documents,
    entries,
    errors,
    exhibits,
    feeds,
    figures,
    filters,
    jobs,
    joined_people,
    notices,
    opening,
    people,
    registers,
    screening,
    sealed,
    shell,
    sign_in,
    start,
    steps,
    team,
    today,
    witnesses,
)
from .web import (
    translations as translations_page,
)

BLUEPRINTS = (
    start,
    sign_in,
    account,
    absence,
    today,
    diary,
    feeds,
    notices,
    cases,
    people,
    registers,
    chronology,
    exhibits,
    documents,
    team,
    witnesses,
    screening,
    sealed,
    steps,
    opening,
    joined_people,
    entries,
    approvals,
    figures,
    definitions,
    administration,
    translations_page,
    jobs,
)


class _Catalogues(Domain):
    """Flask-Babel's texts from the catalogues that the rest of the application speaks from."""

    def get_translations(self) -> NullTranslations:
        return translations(str(get_locale() or SOURCE))


class _Texts(Babel):
    domain_instance = _Catalogues()


def _locale() -> str:
    viewer = access.current_viewer_or_none()
    if viewer and viewer.locale in LANGUAGES:
        return viewer.locale
    return request.accept_languages.best_match(list(LANGUAGES), default=SOURCE)


def _speak() -> None:
    if request.endpoint == "static":
        return
    speak(str(get_locale() or SOURCE))
    services = access.current_services()
    home = services.overlay(services.instance.jurisdiction)
    count_years(home.jurisdiction.calendar_display)


def _fall_silent(_error: BaseException | None = None) -> None:
    """The language of one request is not that of the next work of this thread."""
    speak(SOURCE)
    count_years("gregorian")


def create_app(services: Services, config: Mapping[str, Any] | None = None) -> Flask:
    """The web application over these services.

    Refuses to start (``RuntimeError``) where a route has no declared access rule.
    """
    app = Flask("ctj", template_folder=str(templates_dir()), static_folder=str(static_dir()))
    app.config.update(config or {})
    app.jinja_env.autoescape = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    _Texts(app, locale_selector=_locale, timezone_selector=lambda: services.instance.time_zone)
    app.jinja_env.globals["get_locale"] = get_locale
    app.before_request(_speak)
    app.teardown_request(_fall_silent)
    access.init_app(app, services)
    shell.init_app(app)
    filters.init_app(app)
    errors.init_app(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    access.check_all_routes(app)
    return app
