"""``ctj serve``: the web process. One waitress process when embedded; gunicorn at full size."""

from __future__ import annotations

import argparse
import socket
import sys
from typing import Any

from ctj.app import create_app
from ctj.configuration import Configuration
from ctj.services import Services
from ctj.wiring import runner_of, session_secret

from .context import configuration, open_services

THREADS = 8


def add_commands(subparsers: Any) -> None:
    """Register ``serve``."""
    parser = subparsers.add_parser("serve", help="run the web application")
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    return serve(configuration(args), open_services(args))


def web_application(setting: Configuration, services: Services) -> Any:
    """The WSGI application of this configuration."""
    return create_app(services, {"SECRET_KEY": session_secret(setting), "CTJ_HTTPS": setting.https})


def serve(setting: Configuration, services: Services) -> int:
    """Serve on the configured address. Exit code 2 where the port is taken."""
    if _is_taken(setting):
        print(
            f"Port {setting.port} is in use. Choose another: CTJ_PORT={setting.port + 1}",
            file=sys.stderr,
        )
        return 2
    application = web_application(setting, services)
    if setting.embedded:
        from waitress import serve as run_waitress

        runner = runner_of(setting, services)
        runner.start()
        run_waitress(application, host=setting.host, port=setting.port, threads=THREADS, ident=None)
        runner.stop()
        return 0
    return _gunicorn(setting, application)


def _is_taken(setting: Configuration) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((setting.host, setting.port)) == 0


def _gunicorn(setting: Configuration, application: Any) -> int:
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    class Server(BaseApplication):  # type: ignore[misc]
        """gunicorn with threads, configured here and nowhere else."""

        def load_config(self) -> None:
            self.cfg.set("bind", f"{setting.host}:{setting.port}")
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", THREADS)
            self.cfg.set("workers", 2)

        def load(self) -> Any:
            services: Services = application.extensions["ctj"]
            services.database.engine.dispose(close=False)  # no socket crosses the fork
            return application

    Server().run()
    return 0
