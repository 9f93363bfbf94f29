"""From `python3 -m ctj COMMAND` to the command, running inside a complete environment."""

import os
import sys
from collections.abc import Sequence

from ctj import paths
from ctj.bootstrap import checks, frontend, install, stamp
from ctj.bootstrap.lock import alone_in
from ctj.bootstrap.messages import CannotStart, from_os, say
from ctj.bootstrap.places import Places

_TO_RUN = {"run"}
_TO_TEST = {"run", "test", "lint", "build"}
_ROOM_TO_RUN, _ROOM_TO_TEST = 800, 1500  # megabytes, with what the installers keep for later


def start(arguments: Sequence[str]) -> int:
    """Set up what is missing and go on; an installed wheel is complete already."""
    if not paths.is_checkout():
        return _command(arguments)
    places = Places(paths.CHECKOUT)
    try:
        _before(arguments)
        _set_up(places, _TO_TEST if arguments[:1] == ["test"] else _TO_RUN)
    except CannotStart as refusal:
        say(str(refusal))
        return 1
    except OSError as error:
        say(str(from_os(error, places.checkout)))
        return 1
    except KeyboardInterrupt:
        say("Stopped. Give the same command again to go on; nothing has to be undone.")
        return 130
    return _go_on(places, arguments)


def _before(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["demo"] and "load" not in arguments:
        checks.port_is_free(os.environ)


def _set_up(places: Places, locks: set[str]) -> None:
    if _is_ready(places, locks):
        return
    checks.folder_takes_files(places.checkout)
    with alone_in(places.checkout):
        # Asked again: whoever held the lock before may have done it all.
        if not stamp.is_current(places, locks):
            checks.disk_has_room(places.checkout, _room(locks))
            install.install(places, locks)
        if not frontend.is_current(places):
            frontend.install(places)


def _is_ready(places: Places, locks: set[str]) -> bool:
    return stamp.is_current(places, locks) and frontend.is_current(places)


def _room(locks: set[str]) -> int:
    return _ROOM_TO_RUN if locks == _TO_RUN else _ROOM_TO_TEST


def _go_on(places: Places, arguments: Sequence[str]) -> int:
    inside = os.path.realpath(sys.prefix) == os.path.realpath(places.venv)
    if not inside:
        python = str(places.python)
        os.execv(python, [python, "-m", "ctj", *arguments])
    if arguments[:1] == ["test"]:
        from ctj.bootstrap.testing import test  # only here: it needs what was just installed

        return test(arguments[1:])
    return _command(arguments)


def _command(arguments: Sequence[str]) -> int:
    from ctj.cli.main import main  # only here: it needs what was just installed

    return main(list(arguments)) or 0
