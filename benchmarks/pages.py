"""How much slower four things become when the caseload grows: p95 at two sizes, in turns.

``python -m benchmarks.pages [--small N] [--large N] [--requests K] [--within MINUTES] [--write]``

``--within`` bounds the time for making the large caseload: what was made by then is measured, and
the table says how many cases that are.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle

from ctj.exchange.generated.bulk import Wanted, generate
from ctj.wiring import open_services

from .browser import Browser
from .figures import median, ms, percentile, put, table
from .instance import Instance, Instances, environment_line, serving
from .people import Accused, people
from .step import fill, record

GOAL = 1.5
WARM_UP = 8
PEOPLE, MANAGERS = 6, 2
ROUND = 10
TRANSITION, PAGE, LIST, SEARCH = "transition", "case page", "case list", "search"
KINDS = (TRANSITION, PAGE, LIST, SEARCH)
OF_MANAGER = (PAGE, LIST, SEARCH)


@dataclass
class User:
    """A signed-in user and what is left to ask for."""

    browser: Browser
    sees: int
    references: Iterator[str]
    accused: list[Accused]


@dataclass
class Side:
    """One size of the caseload while it is measured. ``seconds`` by kind."""

    cases: int
    instance: Instance
    size: str
    workers: Iterator[User] = field(default_factory=lambda: iter(()))
    managers: Iterator[User] = field(default_factory=lambda: iter(()))
    sees: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def main() -> None:
    """Measure, print, and with ``--write`` put the table into docs/performance.md."""
    parser = argparse.ArgumentParser(prog="benchmarks.pages", description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=200_000)
    parser.add_argument("--requests", type=int, default=150, help="of each kind at each size")
    parser.add_argument("--plans", type=int, default=150)
    parser.add_argument("--within", type=float, default=1e9, metavar="MINUTES")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    instances = Instances()
    try:
        sides = [
            _side(instances, name, cases, args.plans, args.within)
            for name, cases in (("small", args.small), ("large", args.large))
        ]
        with ExitStack() as stack:
            for side in sides:
                _sign_in(side, stack.enter_context(serving(side.instance)))
            _measure(sides, args.requests)
        told = _told(environment_line(instances), sides, args.requests)
    finally:
        instances.close()
    print(told)
    if args.write:
        put("pages", told)


def _side(instances: Instances, name: str, cases: int, plans: int, within: float) -> Side:
    instance = instances.new(name)
    services = open_services(instance.configuration)
    end = time.monotonic() + within * 60
    wanted = Wanted(
        cases, seed=1, plans=min(cases, plans), progress=_say, enough=lambda: time.monotonic() > end
    )
    made = generate(services, wanted)
    services.database.close()
    instances.prepare(instance)
    return Side(made.cases, instance, instances.size(instance))


def _say(what: str, done: int, of: int) -> None:
    if done % 5000 == 0 or done == of:
        print(f"{what}: {done} of {of}", file=sys.stderr, flush=True)


def _sign_in(side: Side, port: int) -> None:
    workers = _users(side, port, "pros", PEOPLE)
    managers = _users(side, port, "mgr", MANAGERS)
    side.sees = {
        "prosecutor": round(sum(one.sees for one in workers) / len(workers)),
        "manager": round(sum(one.sees for one in managers) / len(managers)),
    }
    side.workers, side.managers = cycle(workers), cycle(managers)


def _users(side: Side, port: int, role: str, number: int) -> list[User]:
    found = []
    for person in people(side.instance, role, number, seed=3):
        browser = Browser(port)
        browser.sign_in(person.link_token)
        found.append(User(browser, person.sees, cycle(person.references), list(person.accused)))
    return found


def _measure(sides: list[Side], requests: int) -> None:
    """In turns, ten of a kind at each size, so that a slow minute meets both."""
    for side in sides:
        for kind in KINDS * WARM_UP:
            _ask(side, kind, "")
        for kind in OF_MANAGER * WARM_UP:
            _ask(side, kind, "manager")
        side.seconds.clear()
    for done in range(0, requests, ROUND):
        for side in sides:
            for kind in KINDS * ROUND:
                _ask(side, kind, "")
            for kind in OF_MANAGER * ROUND:
                _ask(side, kind, "manager")
        print(f"requests of a kind: {done + ROUND} of {requests}", file=sys.stderr, flush=True)


def _ask(side: Side, kind: str, who: str) -> None:
    user = next(side.managers if who else side.workers)
    if kind == TRANSITION:
        while not user.accused:
            user = next(side.workers)
        accused = user.accused.pop()
        fill(user.browser, accused)
        seconds = record(user.browser, accused).seconds
    else:
        answer = user.browser.get(_address(kind, next(user.references)))
        if answer.status != 200:
            raise RuntimeError(f"{kind}: {answer.status}")
        seconds = answer.seconds
    side.seconds[f"{kind}, {who or 'prosecutor'}"].append(seconds)


def _address(kind: str, reference: str) -> str:
    if kind == PAGE:
        return f"/cases/{reference}"
    return "/cases" if kind == LIST else f"/cases?q={reference[:7]}"


def _told(environment: str, sides: list[Side], requests: int) -> str:
    small, large = sides
    rows = []
    for kind in small.seconds:
        few, many = small.seconds[kind], large.seconds[kind]
        p95 = [percentile(one, 0.95) for one in (few, many)]
        ratio = p95[1] / p95[0]
        middle = median(many) / median(few)
        met = "met" if ratio <= GOAL else "missed"
        medians = f"{ms(median(few))} / {ms(median(many))}"
        rows.append((kind, medians, f"{middle:.2f}", f"{ratio:.2f}", met))
    sees = ", ".join(
        f"a {who} sees {small.sees[who]:,} and {large.sees[who]:,} cases" for who in small.sees
    )
    head = ("what, and whose", "medians, ms", "ratio of medians", "ratio of p95", f"≤ {GOAL}")
    return (
        f"{environment}.\n\n{small.cases:,} cases ({small.size}) against {large.cases:,} "
        f"({large.size}); {requests} requests of each kind at each size, one client; on average "
        f"{sees}.\n\n" + table(head, rows)
    )


if __name__ == "__main__":
    main()
