"""Mail leaves once, says a reference and nothing else, and a dead process sends nothing twice.

These must catch: the claim left out; the claim not given back after a refusal; the
description in the subject; rights not asked again when it is sent.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from ctj.casework import letters
from ctj.casework.notices import MAIL, Told, tell
from ctj.casework.outbox import LEASE, failed_work, try_again
from ctj.jobs.handlers import Tools
from ctj.jobs.mail import FolderMailer, Mailer, MailRefused, SmtpMailer, mailer_of
from ctj.jobs.runner import sweep
from ctj.model.access import CaseGrant
from ctj.model.base import new_id
from ctj.model.cases import Case
from ctj.model.outbox import OutboxRow
from ctj.services import Services
from ctj.transaction import unit_of_work
from tests.world import World

NOW = datetime(2026, 11, 25, 0, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECRET = "Maria Santos Reyes"


class Inbox:
    """A mail server of the test's own. ``refusal``: what it answers instead of taking mail."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.refusal = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refusal:
            return self.refusal
        self.messages.append(message_from_bytes(envelope.content))
        return "250 taken"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, SmtpMailer]]:
    handler = Inbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, SmtpMailer("127.0.0.1", port, "ctj@example.org")
    finally:
        controller.stop()


@pytest.fixture
def case(world: World) -> str:
    """A case with one notice to its prosecutor, whose mail is due."""
    case_id = world.bare_case()
    world.grant_all(case_id, "pros")
    with unit_of_work(world.database, recorded_at=NOW) as work:
        described = update(Case).filter_by(id=case_id)
        work.connection.execute(described.values(description=SECRET))
        told = Told("task", case_id, new_id(), "prosecution.needs_charge_decision")
        assert tell(work, world.user("pros"), told) is True
        assert tell(work, world.user("pros"), told) is False
    return case_id


def _reference(world: World, case: str) -> str:
    with world.database.read() as connection:
        return str(connection.scalars(select(Case.reference).filter_by(id=case)).one())


def _sweep(services: Services, mailer: Mailer | None, at: datetime = NOW) -> int:
    return sweep(Tools(services, mailer), at=at)


def test_a_mail_says_the_reference_and_leaves_once(
    world: World, case: str, inbox: tuple[Inbox, SmtpMailer]
) -> None:
    box, mailer = inbox
    assert _sweep(world.services, mailer) == 1
    assert _sweep(world.services, mailer, NOW + timedelta(days=1)) == 0
    (message,) = box.messages
    assert message["Subject"] == f"Task on case {_reference(world, case)}"
    assert message["To"] == "pros@example.org"
    whole = message.as_string()
    assert SECRET not in whole and "charge" not in whole and "http" not in whole


def test_repeated_work_sends_nothing_again(
    world: World, case: str, inbox: tuple[Inbox, SmtpMailer]
) -> None:
    box, mailer = inbox
    _sweep(world.services, mailer)
    with unit_of_work(world.database) as work:
        work.connection.execute(update(OutboxRow).values(done_at=None, attempts=0))
    assert _sweep(world.services, mailer) == 1
    assert len(box.messages) == 1


class Killed(BaseException):
    """The process ended here."""


def _dies_before_marking(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_args: Any, **_more: Any) -> None:
        raise Killed

    monkeypatch.setattr(letters, "mailed", dies)


def test_killed_between_sending_and_marking_it_is_not_sent_again(
    world: World,
    case: str,
    inbox: tuple[Inbox, SmtpMailer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box, mailer = inbox
    with monkeypatch.context() as patched:
        _dies_before_marking(patched)
        with pytest.raises(Killed):
            _sweep(world.services, mailer)
    assert _sweep(world.services, mailer, NOW + LEASE) == 1
    assert len(box.messages) == 1
    with world.database.read() as connection:
        (failed,) = failed_work(connection)
        later = world.database.now(connection) + MINUTE
    assert (failed.kind, failed.error) == (MAIL, "may_have_been_sent")
    try_again(world.services, world.viewer("adm"), failed.id)
    assert _sweep(world.services, mailer, later) == 1
    assert len(box.messages) == 2  # an administrator decided so


def test_killed_between_writing_and_marking_a_folder_holds_one(
    world: World, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailer = FolderMailer(tmp_path / "mail", "ctj@example.org")
    with monkeypatch.context() as patched:
        _dies_before_marking(patched)
        with pytest.raises(Killed):
            _sweep(world.services, mailer)
    assert _sweep(world.services, mailer, NOW + LEASE) == 1
    assert len(list((tmp_path / "mail").iterdir())) == 1
    with world.database.read() as connection:
        assert failed_work(connection) == ()


def test_a_refused_mail_is_tried_again(
    world: World, case: str, inbox: tuple[Inbox, SmtpMailer]
) -> None:
    box, mailer = inbox
    box.refusal = "451 later"
    assert _sweep(world.services, mailer) == 1
    box.refusal = ""
    assert _sweep(world.services, mailer, NOW + MINUTE) == 1
    assert len(box.messages) == 1


def test_a_server_that_cannot_be_reached_is_tried_again(world: World, case: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        nobody = SmtpMailer("127.0.0.1", probe.getsockname()[1], "ctj@example.org")
    assert _sweep(world.services, nobody) == 1
    with world.database.read() as connection:
        row = connection.execute(select(OutboxRow.__table__)).one()
    assert (row.last_error, row.failed_at) == ("server_not_reached", None)
    assert row.due_at == NOW + timedelta(seconds=10)


def test_who_may_not_see_the_case_any_more_gets_no_mail(
    world: World, case: str, inbox: tuple[Inbox, SmtpMailer]
) -> None:
    box, mailer = inbox
    with unit_of_work(world.database) as work:
        work.connection.execute(update(CaseGrant).values(revoked_at=NOW - MINUTE))
    assert _sweep(world.services, mailer) == 1
    assert box.messages == []


def test_settings_of_mail(tmp_path: Path) -> None:
    assert mailer_of("off", "a@b", tmp_path) is None
    assert mailer_of("", "a@b", tmp_path) == FolderMailer(tmp_path / "mail", "a@b")
    assert mailer_of("file:/var/mail", "a@b", tmp_path) == FolderMailer(Path("/var/mail"), "a@b")
    tls = mailer_of("smtp+starttls://me:p%40ss@relay.example.org", "a@b", tmp_path)
    assert tls == SmtpMailer("relay.example.org", 587, "a@b", "starttls", "me", "p@ss")
    for wrong in ("smtp:", "http://x", "mail", "file:"):
        with pytest.raises(MailRefused):
            mailer_of(wrong, "a@b", tmp_path)
