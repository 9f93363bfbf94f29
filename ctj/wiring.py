"""Opens the parts of an instance for a process: database, keys, definitions, law."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from sqlalchemy import Connection, make_url, select

from .configuration import Configuration
from .identity.keyring import KeyRing
from .jobs.handlers import Tools
from .jobs.mail import MailRefused, mailer_of
from .jobs.runner import Runner
from .model.instance import Instance as InstanceRow
from .model.migrate import is_current, upgrade
from .model.tracks import Definition
from .paths import migrations_dir, workflows_dir
from .services import Instance, Services
from .transaction import Database
from .workflow.calendar_files import calendars_from
from .workflow.definitions import Library
from .workflow.overlays import overlays_from
from .workflow.reader import load
from .workflow.reader.library import library_with_stored


class NotReady(Exception):
    """The instance cannot be opened yet; the message is one sentence with the mend."""


def open_database(configuration: Configuration) -> Database:
    """The database as the application sees it."""
    return Database.open(configuration.database_url)


def upgrade_database(configuration: Configuration) -> None:
    """Run missing migrations with the owner's role and grant the application's role its rights."""
    if configuration.embedded:
        configuration.home.mkdir(parents=True, exist_ok=True)
    database = Database.open(configuration.owner_url)
    role = None
    if configuration.owner_url != configuration.database_url:
        role = make_url(configuration.database_url).username
    try:
        with database.engine.begin() as connection:
            upgrade(connection, migrations_dir(), application_role=role)
    finally:
        database.close()


def open_current_database(configuration: Configuration) -> Database:
    """The database, if it is there and of this version; needs no key. Raises NotReady."""
    if configuration.embedded and not _sqlite_file(configuration).exists():
        raise NotReady("There is no database yet. Make one with: ctj db upgrade")
    database = open_database(configuration)
    with database.read() as connection:
        if not is_current(connection, migrations_dir()):
            raise NotReady("The database is of another version. Bring it up with: ctj db upgrade")
    return database


def open_services(configuration: Configuration) -> Services:
    """Everything a face needs. Raises NotReady; KeyRing's refusals where the key is missing."""
    database = open_current_database(configuration)
    with database.read() as connection:
        instance = _instance(connection)
        library = _library(connection)
    return Services(
        database=database,
        keyring=KeyRing.load(configuration.key_file),
        library=library,
        overlays=overlays_from(workflows_dir() / "jurisdictions"),
        calendars=calendars_from(),
        instance=instance,
        home=configuration.home,
    )


def _sqlite_file(configuration: Configuration) -> Path:
    return Path(make_url(configuration.database_url).database or "")


def _instance(connection: Connection) -> Instance:
    row = connection.execute(
        select(
            InstanceRow.name,
            InstanceRow.jurisdiction,
            InstanceRow.time_zone,
            InstanceRow.demonstration,
        )
    ).one_or_none()
    if row is None:
        return Instance("New instance", "neutral", "UTC", demonstration=False)
    return Instance(row.name, row.jurisdiction, row.time_zone, row.demonstration)


def _library(connection: Connection) -> Library:
    """The definitions in force, and the older versions that running tracks stay on."""
    stored = connection.execute(select(Definition.content)).scalars()
    return library_with_stored(load(), list(stored))


def session_secret(configuration: Configuration) -> str:
    """What signs form tokens: read from its file, made with mode 0600 where there is none."""
    path = configuration.secret_file
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def runner_of(configuration: Configuration, services: Services) -> Runner:
    """The thread that carries out the outbox in a serving process; not yet started.

    Raises NotReady where the mail setting cannot be used.
    """
    try:
        mailer = mailer_of(configuration.mail, configuration.mail_from, configuration.home)
    except MailRefused as refused:
        raise NotReady(str(refused)) from None
    return Runner(Tools(services, mailer))
