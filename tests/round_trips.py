"""Counts round trips to PostgreSQL as they happen on the wire, with a small proxy in between.

A round trip is a change of direction: the client speaks again after the server has answered. So a
pipeline of ten statements is one, and BEGIN and COMMIT count like everything else.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import make_url

from ctj.transaction import Database


@dataclass
class RoundTrips:
    """``count`` may be set to 0 before what is to be counted."""

    count: int = 0
    _server_spoke: dict[int, bool] = field(default_factory=dict)

    def client_speaks(self, connection: int) -> None:
        if self._server_spoke.get(connection, True):
            self.count += 1
        self._server_spoke[connection] = False

    def server_speaks(self, connection: int) -> None:
        self._server_spoke[connection] = True


@contextmanager
def counted(database: Database) -> Iterator[tuple[Database, RoundTrips]]:
    """The same PostgreSQL database, reached through a proxy that counts."""
    url = make_url(database.engine.url.render_as_string(hide_password=False))
    trips = RoundTrips()
    listener = socket.create_server(("127.0.0.1", 0))
    server = (url.host or "127.0.0.1", url.port or 5432)
    threading.Thread(target=_serve, args=(listener, server, trips), daemon=True).start()
    through = url.set(host="127.0.0.1", port=listener.getsockname()[1])
    proxied = Database.open(through.render_as_string(hide_password=False))
    try:
        yield proxied, trips
    finally:
        proxied.close()
        listener.close()


def _serve(listener: socket.socket, server: tuple[str, int], trips: RoundTrips) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        pair = (client, socket.create_connection(server))
        threading.Thread(target=_pass_on, args=(pair, trips), daemon=True).start()


def _pass_on(pair: tuple[socket.socket, socket.socket], trips: RoundTrips) -> None:
    client, server = pair
    with client, server, selectors.DefaultSelector() as selector:
        selector.register(client, selectors.EVENT_READ, server)
        selector.register(server, selectors.EVENT_READ, client)
        while True:
            for key, _ in selector.select():
                data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                if not data:
                    return
                if key.fileobj is client:
                    trips.client_speaks(id(pair))
                else:
                    trips.server_speaks(id(pair))
                key.data.sendall(data)
