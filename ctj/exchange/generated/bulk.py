"""Writing very many invented cases: each plan is told once, its rows are then filled in again and
again and sent in bulk, many cases to a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ...audit.chain import case_chain
from ...identity.seal import new_case_keys, new_person_keys
from ...model.audit import AuditHead
from ...model.cases import Case
from ...model.tracks import Definition
from ...model.vault import CaseKey, PersonKey
from ...services import Services
from ...transaction import SYSTEM, unit_of_work
from .captured import AUDIT, CASE_TABLES, capture
from .crowd import Crew, Crowd, crowd_for
from .filling import POSTGRESQL, SQLITE, Dialect
from .plan import plan
from .scratch import Teller, scratch
from .template import Own, Template

BATCH = 200
#: Different plans; a larger caseload tells each of them more than once, with other people.
MOST_PLANS = 300
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
#: Told what is being done, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


class GenerationRefused(ValueError):
    """Nothing was generated; ``str()`` says why."""


@dataclass(frozen=True)
class Generated:
    """What was made."""

    cases: int
    events: int
    plans: int


@dataclass(frozen=True)
class Wanted:
    """``seed``: the same seed gives the same cases. ``plans``: how many different ones at most.
    ``enough``: asked between batches; once it says yes, what is written stays and no more is."""

    cases: int
    seed: int
    jurisdiction: str = "PH"
    plans: int = MOST_PLANS
    progress: Progress = lambda what, done, of: None
    enough: Callable[[], bool] = lambda: False


def generate(services: Services, wanted: Wanted) -> Generated:
    """Make the caseload. Raises GenerationRefused on an instance that is not a demonstration, and
    where a caseload of this seed is there already."""
    _refuse(services, wanted)
    dialect = _dialect(services)
    with scratch(services) as told_in:
        with unit_of_work(told_in.database) as work:
            home_crowd = crowd_for(1, f"{wanted.seed}", wanted.jurisdiction, work.now)
            home_crowd.write(work)
        templates = _templates(told_in, wanted, home_crowd.crew(Random(0)), dialect)
        definitions = _definitions(told_in)
    with unit_of_work(services.database) as work:
        crowd = crowd_for(wanted.cases, f"{wanted.seed}", wanted.jurisdiction, work.now)
        crowd.write(work)
        kind = postgresql if dialect is POSTGRESQL else sqlite
        work.connection.execute(kind.insert(Definition).on_conflict_do_nothing(), definitions)
    writer = _Writer(services, wanted, crowd, templates, dialect)
    cases, events = writer.write_all()
    with unit_of_work(services.database, SYSTEM) as work:
        objects = {"cases": cases, "seed": wanted.seed, "plans": len(templates)}
        work.audit("caseload.generated", objects=objects)
    return Generated(cases, events, len(templates))


def _refuse(services: Services, wanted: Wanted) -> None:
    if not services.instance.demonstration:
        raise GenerationRefused(
            f"The instance '{services.instance.name}' is not marked as a demonstration or test: "
            "nothing is generated into it."
        )
    if wanted.cases < 1:
        raise GenerationRefused("Ask for one case at least.")
    first = reference_of(wanted, 0)
    with services.database.read() as connection:
        known = connection.execute(select(Case.id).where(Case.reference == first)).first()
    if known is not None:
        raise GenerationRefused("A caseload of this seed is there already. Choose another seed.")


def reference_of(wanted: Wanted, number: int) -> str:
    """The public reference of the case of that number."""
    chance = Random(f"reference {wanted.seed} {number}")
    drawn = "".join(chance.choice(_ALPHABET) for _ in range(8))
    return f"{wanted.jurisdiction}-{drawn[:4]}-{drawn[4:]}"


def plan_source(wanted: Wanted, number: int) -> Random:
    """The source of chance from which the plan of the case of that number follows."""
    return Random(f"plan {wanted.seed} {number % plan_count(wanted)}")


def plan_count(wanted: Wanted) -> int:
    """How many different plans the caseload is told from."""
    return min(wanted.cases, wanted.plans)


def _dialect(services: Services) -> Dialect:
    return POSTGRESQL if services.database.engine.dialect.name == "postgresql" else SQLITE


def _templates(services: Services, wanted: Wanted, crew: Crew, dialect: Dialect) -> list[Template]:
    teller, found = Teller(services, crew.steward.id), []
    for number in range(plan_count(wanted)):
        timeline = plan(plan_source(wanted, number), crew, f"PLAN-{number}", wanted.jurisdiction)
        case_id = teller.tell(timeline, crew)
        with services.database.read() as connection:
            found.append(Template(capture(connection, services, case_id), crew, dialect))
        wanted.progress("plans told", number + 1, plan_count(wanted))
    return found


def _definitions(services: Services) -> list[dict[str, Any]]:
    with services.database.read() as connection:
        rows = connection.execute(select(Definition.__table__)).mappings()
        return [dict(row) for row in rows]


@dataclass
class _Writer:
    services: Services
    wanted: Wanted
    crowd: Crowd
    templates: list[Template]
    dialect: Dialect
    events: int = 0
    waiting: list[Future[None]] = field(default_factory=list)

    def write_all(self) -> tuple[int, int]:
        """How many cases and events: while one batch is being saved the next is prepared."""
        done = 0
        workers = 1 if self.dialect is SQLITE else 2
        with ThreadPoolExecutor(workers) as pool:
            for numbers in _batches(self.wanted.cases):
                if self.wanted.enough():
                    break
                self.waiting.append(pool.submit(self._write, numbers))
                done += len(numbers)
                if len(self.waiting) > workers:
                    self.waiting.pop(0).result()
                    self.wanted.progress("cases written", done, self.wanted.cases)
            for one in self.waiting:
                one.result()
        self.wanted.progress("cases written", done, self.wanted.cases)
        lengths = [one.events for one in self.templates]
        return done, sum(lengths[number % len(lengths)] for number in range(done))

    def _write(self, numbers: range) -> None:
        """One transaction: these cases whole, or none of them."""
        with unit_of_work(self.services.database) as work:
            owned = [self._owned(number, work.now) for number in numbers]
            sealers, keys = new_case_keys(
                self.services.keyring, [template.case_id(own) for template, own in owned]
            )
            gathered: dict[str, tuple[Table, list[Any]]] = {}
            heads, people = [], []
            for template, own in owned:
                people += template.person_ids(own)
                case_id = template.case_id(own)
                filled, last = template.filled(own, sealers[case_id])
                for rows, told in zip(template.tables, filled, strict=True):
                    gathered.setdefault(rows.table.name, (rows.table, []))[1].append(told)
                chain = case_chain(case_id)
                heads.append({"chain": chain, "seq": template.chain_length, "hash": last})
            for table in (*CASE_TABLES, AUDIT):
                if table.name in gathered:
                    self._send(work.connection, *gathered[table.name])
            work.connection.execute(insert(CaseKey), keys)
            person_keys = new_person_keys(self.services.keyring, people)
            work.connection.execute(insert(PersonKey), person_keys)
            work.connection.execute(insert(AuditHead), heads)

    def _owned(self, number: int, now: datetime) -> tuple[Template, Own]:
        wanted = self.wanted
        template = self.templates[number % len(self.templates)]
        chance = own_source(wanted, number)
        crew = self.crowd.crew(chance)
        own = Own.drawn(template.random_ids, chance, reference_of(wanted, number), crew, now)
        return template, own

    def _send(self, connection: Connection, table: Table, told: list[Any]) -> None:
        if self.dialect is SQLITE:
            statement = str(insert(table).compile(dialect=sqlite.dialect(paramstyle="qmark")))
            connection.exec_driver_sql(statement, [row for one in told for row in one])
            return
        names = SQL(", ").join(Identifier(column.name) for column in table.columns)
        copy = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), names)
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(copy) as to:
            to.write("".join(told))


def own_source(wanted: Wanted, number: int) -> Random:
    """The source of chance of what one case has of its own: crew, ids, when it was recorded."""
    return Random(f"own {wanted.seed} {number}")


def _batches(cases: int) -> Iterator[range]:
    for start in range(0, cases, BATCH):
        yield range(start, min(cases, start + BATCH))
