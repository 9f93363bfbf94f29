"""A browser without scripts: cookies, the form's token, and how long a request takes."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """``seconds``: from sending the request to having the whole answer."""

    status: int
    page: str
    location: str
    seconds: float


class Browser:
    """Signed in as one user of one instance."""

    def __init__(
        self, port: int, cookies: Mapping[str, str] | None = None, token: str = ""
    ) -> None:
        self.port, self.cookies, self.token = port, dict(cookies or {}), token
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def at(self, port: int) -> Browser:
        """The same sign-in at another server of the same rows and keys."""
        return Browser(port, self.cookies, self.token)

    def sign_in(self, link_token: str) -> None:
        """Through a one-time link: a real session."""
        address = f"/sign-in/link/{link_token}"
        self.get(address)
        answer = self.post(address, {})
        if answer.status != 303 or "ctj" not in self.cookies:
            raise RuntimeError(f"The link signs nobody in: {answer.status}")
        self.get("/account")

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, None)

    def post(self, address: str, form: Mapping[str, str]) -> Answer:
        body = urlencode({**form, "csrf_token": self.token})
        return self._ask("POST", address, body)

    def _ask(self, method: str, address: str, body: str | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={one}" for name, one in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        self._connection.close()  # the server drops idle ones; connecting is not what is timed
        self._connection.connect()
        started = time.perf_counter()
        self._connection.request(method, address, body, headers)
        answer = self._connection.getresponse()
        page = answer.read().decode()
        seconds = time.perf_counter() - started
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := _TOKEN.search(page):
            self.token = found[1]
        return Answer(answer.status, page, answer.headers.get("Location", ""), seconds)
