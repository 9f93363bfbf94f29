"""One transition over HTTP beside the same SQL statements sent by pgbench, in turns.

``python -m benchmarks.transition [--cases N] [--steps K] [--rounds R] [--write]``
"""

from __future__ import annotations

import argparse
import re
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ctj.exchange.generated.bulk import Wanted, generate
from ctj.wiring import open_services

from .browser import Browser
from .figures import median, ms, put, table
from .instance import Instance, Instances, environment_line, serving
from .people import Accused, people
from .step import fill, record

GOAL = 0.15
WARM_UP = 10


@dataclass(frozen=True)
class Ready:
    """An instance in which K forms are filled in and wait to be recorded by one signed-in user."""

    instance: Instance
    browser: Browser
    accused: tuple[Accused, ...]


def main() -> None:
    """Measure, print, and with ``--write`` put the table into docs/performance.md."""
    parser = argparse.ArgumentParser(prog="benchmarks.transition", description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    instances = Instances()
    try:
        ready = _ready(instances, args.cases, args.steps)
        script, statements = _statements(instances, ready)
        rounds = []
        for number in range(args.rounds):
            over_http = _over_http(instances, ready, number)
            bare = _bare(instances, ready, script, number)
            rounds.append((over_http, bare))
            print(f"round {number + 1}: {ms(over_http)} ms, pgbench {ms(bare)} ms", flush=True)
        told = _told(environment_line(instances), args, rounds, statements)
    finally:
        instances.close()
    print(told)
    if args.write:
        put("transition", told)


def _ready(instances: Instances, cases: int, steps: int) -> Ready:
    base = instances.new("base")
    services = open_services(base.configuration)
    generate(services, Wanted(cases, seed=1, plans=min(cases, 100)))
    services.database.close()
    person = max(people(base, "pros", 40, seed=1), key=lambda one: len(one.accused))
    accused = person.accused[: steps + WARM_UP]
    with serving(base) as port:
        browser = Browser(port)
        browser.sign_in(person.link_token)
        for one in accused:
            fill(browser, one)
    instances.prepare(base)
    return Ready(base, browser, accused)


def _statements(instances: Instances, ready: Ready) -> tuple[Path, Counter[str]]:
    """The statements of all steps but the warm-up, as one script; how many of each kind."""
    copy = instances.copy(ready.instance, "listened")
    log = copy.home / "statements.sql"
    log.unlink(missing_ok=True)
    with serving(copy, log=log) as port:
        browser = ready.browser.at(port)
        for one in ready.accused[:WARM_UP]:
            record(browser, one)
        log_start = log.stat().st_size
        for one in ready.accused[WARM_UP:]:
            record(browser, one)
    instances.drop(copy)
    lines = log.read_bytes()[log_start:].decode().splitlines()
    counted = Counter(line.split(" ", 1)[0].upper() for line in lines)
    script = copy.home / "replay.sql"
    script.write_text("".join(f"{line};\n" for line in lines))
    return script, counted


def _over_http(instances: Instances, ready: Ready, number: int) -> float:
    """Seconds of one recording: the mean, as pgbench tells it too."""
    copy = instances.copy(ready.instance, f"http_{number}")
    with serving(copy) as port:
        browser = ready.browser.at(port)
        for one in ready.accused[:WARM_UP]:
            record(browser, one)
        seconds = [record(browser, one).seconds for one in ready.accused[WARM_UP:]]
    instances.drop(copy)
    return sum(seconds) / len(seconds)


def _bare(instances: Instances, ready: Ready, script: Path, number: int) -> float:
    """Seconds that pgbench takes for the statements of one recording."""
    copy = instances.copy(ready.instance, f"bare_{number}")
    arguments = ["pgbench", "-n", "-t", "1", "-c", "1", "-M", "simple", "-f", str(script)]
    url = copy.url.replace("postgresql+psycopg", "postgresql")
    started = time.perf_counter()
    done = subprocess.run([*arguments, url], capture_output=True, text=True, check=False)
    took = time.perf_counter() - started
    instances.drop(copy)
    found = re.search(r"latency average = ([0-9.]+) ms", done.stdout)
    if found is None or "ERROR" in done.stderr:
        raise RuntimeError(f"pgbench after {took:.1f} s: {done.stderr[-2000:]}")
    return float(found[1]) / 1000 / (len(ready.accused) - WARM_UP)


def _told(
    environment: str,
    args: argparse.Namespace,
    rounds: list[tuple[float, float]],
    statements: Counter[str],
) -> str:
    over_http, bare = median([one for one, _ in rounds]), median([one for _, one in rounds])
    ratios = [one / other for other, one in rounds]
    ratio = median(ratios)
    each = {name: count / args.steps for name, count in statements.items()}
    kinds = ", ".join(f"{count:.0f} {name}" for name, count in sorted(each.items()))
    rows = [
        ("over HTTP: `POST …/check`, recorded", ms(over_http)),
        ("the same statements by pgbench", ms(bare)),
        ("ratio, median of the rounds", f"{ratio:.2f}"),
        ("ratio, smallest and largest", f"{min(ratios):.2f} to {max(ratios):.2f}"),
        ("goal", f"at least {GOAL}: {'met' if ratio >= GOAL else 'missed'}"),
    ]
    return (
        f"{environment}.\n\n{args.cases} generated cases, {args.steps} recordings one after the "
        f"other in each of {args.rounds} rounds, one client. One recording sends {kinds}.\n\n"
        + table(("figure", "milliseconds or ratio"), rows)
    )


if __name__ == "__main__":
    main()
