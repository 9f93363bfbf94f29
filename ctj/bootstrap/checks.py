"""What can be known to be in the way before anything is made."""

import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from ctj.bootstrap.messages import CannotStart, disk_full, unwritable

_MB = 1_000_000
_DEFAULT_PORT = "8000"


def folder_takes_files(folder: Path) -> None:
    """Refuse a checkout in which this user may not write."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise unwritable(folder)


def disk_has_room(folder: Path, megabytes: int) -> None:
    """Refuse to begin what the disk cannot hold."""
    if shutil.disk_usage(folder).free < megabytes * _MB:
        raise disk_full(folder)


def environments_can_be_made() -> None:
    """Refuse a Python without venv or ensurepip, as Debian ships it."""
    missing = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
    if missing:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotStart(
            f"This Python {version} lacks {' and '.join(missing)}, which CTJ needs to install "
            "itself.",
            "On Debian or Ubuntu: apt install python3-venv (for a Python beside the system's "
            f"own: python{version}-venv). Then give the same command again.",
        )


def port_is_free(environment: Mapping[str, str]) -> None:
    """Refuse the demonstration while another program has its port, before anything long."""
    port = _port(environment.get("CTJ_PORT") or _DEFAULT_PORT)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} on this machine is taken or may not be used ({error.strerror}).",
                "Stop the other program (perhaps CTJ is already running), or choose another "
                "port: CTJ_PORT=8001 python3 -m ctj demo",
            ) from None


def _port(given: str) -> int:
    if given.isascii() and given.isdigit() and 0 < int(given) < 65536:
        return int(given)
    raise CannotStart(
        f"CTJ_PORT is {given!r}, which is not a port.", "Give a number from 1024 to 65535."
    )
