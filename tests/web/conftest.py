"""Pages as a browser without scripts sees them: the application, and a client per user."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from ctj.access import sessions
from ctj.access.settings import AccessSettings
from ctj.app import create_app
from ctj.services import Services
from ctj.transaction import Database, unit_of_work
from tests.casework.story import Story
from tests.world import World

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def database(sqlite_database: Database) -> Iterator[Database]:
    """Pages say the same on every database: one is enough here."""
    yield sqlite_database


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services, {"SECRET_KEY": "k" * 32, "PROPAGATE_EXCEPTIONS": True})


class Browser:
    """A client that is signed in as one user, follows forms and keeps the form's token."""

    def __init__(self, app: Flask, world: World, name: str, *, stepped_up: bool = False) -> None:
        self.client = app.test_client()
        user_id, settings = world.user(name), AccessSettings()
        with unit_of_work(world.database) as work:
            token, self.session_id = sessions.begin(
                work.connection,
                user_id,
                stage=sessions.FULL,
                lasts=settings.absolute,
                idle=settings.idle,
                now=work.clock,
                stepped_up=stepped_up,
            )
        self.client.set_cookie("ctj", token, domain="localhost")
        self.form_token = ""

    def get(self, url: str, status: int = 200) -> str:
        """The page, which must answer with ``status``."""
        return self._read(self.client.get(url), status)

    def post(self, url: str, data: Any = None, status: int = 200, **more: Any) -> str:
        """The answer to a form; redirects are followed."""
        if not self.form_token:
            self.get("/tracks")
            self.get("/account")
        sent = {**(data or {}), "csrf_token": self.form_token}
        answer = self.client.post(url, data=sent, follow_redirects=True, **more)
        return self._read(answer, status)

    def submit(self, url: str, data: Any = None) -> TestResponse:
        """The bare answer to a form."""
        sent = {**(data or {}), "csrf_token": self.form_token}
        return self.client.post(url, data=sent)

    def _read(self, answer: TestResponse, status: int) -> str:
        page = answer.get_data(as_text=True)
        assert answer.status_code == status, f"{answer.status_code} at {answer.request.path}"
        found = TOKEN.search(page)
        if found:
            self.form_token = found[1]
        return page


@pytest.fixture
def sign_in(app: Flask, world: World) -> Callable[..., Browser]:
    """``sign_in("pros")``: signed in as the user of that name, who has that role."""
    return lambda name="pros", **more: Browser(app, world, name, **more)


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)
