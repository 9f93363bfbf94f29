"""Looks for what only some machines have: PostgreSQL, Redis and Chromium, for the tests."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass

POSTGRES_URL = "CTJ_TEST_POSTGRES_URL"
REDIS_URL = "CTJ_TEST_REDIS_URL"
CHROMIUM = "CTJ_TEST_CHROMIUM"
_LOCAL_POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
_LOCAL_REDIS = "redis://127.0.0.1:6379/15"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE = 3  # seconds


@dataclass(frozen=True)
class Service:
    """One thing that was looked for: where it is, or why the tests that need it are skipped."""

    variable: str
    name: str
    where: str | None
    why_not: str = ""


def look(environment: Mapping[str, str]) -> list[Service]:
    """All three, as this machine has them now."""
    postgres = environment.get(POSTGRES_URL) or _LOCAL_POSTGRES
    redis = environment.get(REDIS_URL) or _LOCAL_REDIS
    return [
        _server(POSTGRES_URL, "PostgreSQL", postgres, _postgres_answers),
        _server(REDIS_URL, "Redis", redis, _redis_answers),
        _chromium(environment.get(CHROMIUM)),
    ]


def _server(variable: str, name: str, url: str, answers: Callable[[str], str]) -> Service:
    why_not = answers(url)
    if not why_not:
        return Service(variable, name, url)
    return Service(variable, name, None, f"no answer ({why_not}); {variable} names another")


def _postgres_answers(url: str) -> str:
    import psycopg  # heavy, and not there before the set-up

    try:
        psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=_PATIENCE).close()
    except psycopg.Error as error:
        return type(error).__name__  # its text may repeat the address with a password
    return ""


def _redis_answers(url: str) -> str:
    import redis  # heavy, and not there before the set-up

    try:
        redis.Redis.from_url(url, socket_connect_timeout=_PATIENCE).ping()
    except (redis.RedisError, ValueError) as error:
        return type(error).__name__  # its text may repeat the address with a password
    return ""


def _chromium(named: str | None) -> Service:
    candidates = (named,) if named else _BROWSERS
    found = next(filter(None, map(shutil.which, candidates)), None)
    if found:
        return Service(CHROMIUM, "Chromium", found)
    return Service(CHROMIUM, "Chromium", None, f"not installed; {CHROMIUM} names another browser")
