"""The application with every statement written down as it could be typed: ``python -m
benchmarks.listening FILE``. For `benchmarks.transition`, which replays the file with pgbench."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from psycopg import ClientCursor
from sqlalchemy import Engine, event

from ctj.cli.serve import web_application
from ctj.configuration import from_environment
from ctj.wiring import open_services

#: The replay begins and ends transactions as the application does.
_BEGIN, _COMMIT, _ROLLBACK = "BEGIN", "COMMIT", "ROLLBACK"


def listen(engine: Engine, file: TextIO) -> None:
    """Write every statement of this engine to the file, one to a line."""
    say = _sayer(file)
    event.listen(engine, "begin", lambda connection: say(_BEGIN))
    event.listen(engine, "commit", lambda connection: say(_COMMIT))
    event.listen(engine, "rollback", lambda connection: say(_ROLLBACK))

    def executed(
        connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> None:
        driver = connection.connection.driver_connection
        for one in _typed(driver, statement, parameters, many=many):
            say(one)

    event.listen(engine, "before_cursor_execute", executed)


def _sayer(file: TextIO) -> Callable[[str], None]:
    def say(statement: str) -> None:
        file.write(" ".join(statement.split("\n")) + "\n")
        file.flush()

    return say


def _typed(driver: Any, statement: str, parameters: Any, *, many: bool) -> Iterator[str]:
    writer = ClientCursor(driver)
    for one in parameters if many else [parameters]:
        yield writer.mogrify(statement, one)


def main(path: str) -> None:
    """Serve with one process until stopped."""
    from waitress import serve

    setting = from_environment()
    services = open_services_of(setting)
    with Path(path).open("a") as file:
        listen(services.database.engine, file)
        serve(web_application(setting, services), host=setting.host, port=setting.port, threads=1)


def open_services_of(setting: Any) -> Any:
    return open_services(setting)


if __name__ == "__main__":
    main(sys.argv[1])
