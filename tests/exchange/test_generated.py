"""Cases that were generated equal the same plans told through casework, but for ids and times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, select

from ctj.audit.verify import verify as verify_audit
from ctj.exchange.generated.bulk import (
    Generated,
    GenerationRefused,
    Wanted,
    generate,
    own_source,
    plan_source,
    reference_of,
)
from ctj.exchange.generated.captured import CASE_TABLES, UUID, Captured, capture
from ctj.exchange.generated.crowd import Crew, Crowd, crowd_for
from ctj.exchange.generated.plan import plan
from ctj.exchange.generated.scratch import Teller
from ctj.exchange.generated.template import Own
from ctj.identity.keyring import KeyRing
from ctj.model.cases import Case
from ctj.model.events import Event
from ctj.model.users import User
from ctj.queries.verify import verify
from ctj.services import Services
from ctj.transaction import Database, unit_of_work
from ctj.workflow.definitions import Library
from tests.conftest import services_of

SEED = 5
#: Instants of the database's own clock: when the case was told, not what it tells.
_CLOCK = {("persons", "created_at"), ("case_grants", "granted_at"), ("case_grants", "accepted_at")}
_CLOCK |= {("approvals", f"{one}_at") for one in ("requested", "expires", "decided", "used")}


def test_generated_cases_equal_those_told_through_casework(services: Services) -> None:
    _check_equal(services, Wanted(cases=20, seed=SEED, plans=12))


@pytest.mark.full
def test_two_hundred_generated_cases_equal_those_told_through_casework(
    services: Services,
) -> None:
    _check_equal(services, Wanted(cases=200, seed=SEED, plans=200))


def _check_equal(services: Services, wanted: Wanted) -> None:
    """Generated, verified, and each held beside its plan told for the same crew."""
    made = generate(services, wanted)
    assert made == Generated(wanted.cases, _events(services), wanted.plans)
    with services.database.read() as connection:
        assert verify(connection, services).findings == ()
        assert verify_audit(connection).findings == ()
        crowd = _crowd_there(connection, wanted)
    for number in range(wanted.cases):
        crew = crowd.crew(own_source(wanted, number))
        generated = _captured(services, reference_of(wanted, number))
        timeline = plan(plan_source(wanted, number), crew, f"TOLD-{number}", wanted.jurisdiction)
        Teller(services, crew.steward.id).tell(timeline, crew)
        told = _captured(services, f"TOLD-{number}")
        expected = _plain(told, crew)
        for table, rows in _plain(generated, crew).items():
            assert rows == expected[table], table


def _events(services: Services) -> int:
    with services.database.read() as connection:
        return len(connection.execute(select(Event.id)).all())


def _crowd_there(connection: Connection, wanted: Wanted) -> Crowd:
    """The crowd of the caseload, drawn again: the same seed gives the same ids."""
    created = connection.execute(select(User.created_at)).scalars().first()
    assert created is not None
    crowd = crowd_for(wanted.cases, str(wanted.seed), wanted.jurisdiction, created)
    known = set(connection.execute(select(User.id)).scalars())
    assert {row["id"] for row in crowd.rows[User]} == known
    return crowd


def _captured(services: Services, reference: str) -> Captured:
    with services.database.read() as connection:
        wanted = select(Case.id).where(Case.reference == reference)
        return capture(connection, services, connection.execute(wanted).scalar_one())


def _plain(case: Captured, crew: Crew) -> dict[str, list[str]]:
    """Every row as text, sorted; ids and times of recording by what they are in this case."""
    names = {**dict(_names(case)), **{one: name for name, one in crew.ids().items()}}
    moments = {one: f"moment {number}" for number, one in enumerate(case.recorded)}
    found = {}
    for table in CASE_TABLES:
        rows = [_plain_row(table.name, row, case, moments) for row in case.rows[table.name]]
        texts = [UUID.sub(lambda uuid: names.get(uuid[0], "id"), text) for text in rows]
        found[table.name] = sorted(texts)
    found["sealed"] = sorted(
        UUID.sub(lambda uuid: names.get(uuid[0], "id"), text) for text in _sealed_texts(case)
    )
    found["audit"] = [_audit_text(row["body"], names) for row in case.audit]
    return found


def _plain_row(
    table: str, row: Mapping[str, Any], case: Captured, moments: Mapping[Any, str]
) -> str:
    hashes = {one["content_hash"] for one in case.rows["approvals"]}
    told = {}
    for name, value in row.items():
        if isinstance(value, bytes) or (table, name) in _CLOCK or value in (case.reference,):
            told[name] = f"{name} is {'there' if value is not None else 'empty'}"
        elif isinstance(value, str) and value in hashes:
            told[name] = "hash"
        elif name != "due_at" and not isinstance(value, dict | list) and value in moments:
            told[name] = moments[value]
        else:
            told[name] = value
    return json.dumps(told, sort_keys=True, default=str)


def _names(case: Captured) -> Iterator[tuple[str, str]]:
    """What each id of a case is: A1, event 7, row charges 1 of A1."""
    yield case.case_id, "case"
    for row in case.rows["subjects"]:
        yield row["id"], row["label"]
        yield row["person_id"], f"person of {row['label']}"
    labels = {row["id"]: row["label"] for row in case.rows["subjects"]}
    seqs = {row["id"]: row["seq"] for row in case.rows["events"]}
    for row in sorted(case.rows["events"], key=lambda row: -row["seq"]):
        yield row["id"], f"event {row['seq']}"
        yield row["act_id"], f"act of {row['seq']}"
        yield row["track_id"], f"track {row['track']} of {labels.get(row['subject_id'])}"
    for row in case.rows["register_rows"]:
        yield row["id"], f"{row['register']} {row['number']} of {labels.get(row['owner_id'])}"
    for row in case.rows["clocks"]:
        who, by = labels.get(row["subject_id"]), seqs[row["started_by"]]
        yield row["id"], f"clock {row['clock']} of {who} since {by}"


def _sealed_texts(case: Captured) -> Iterator[str]:
    for (table, _), (_, content) in case.sealed.items():
        text = json.dumps(content, sort_keys=True).replace(case.reference, "reference")
        yield f"{table} {text}"


def _audit_text(body: str, names: Mapping[str, str]) -> str:
    """What was done, by whom, under which rule; hashes and the clock differ, as they must."""
    told = json.loads(body)
    kept = {name: told[name] for name in ("action", "seq", "what", "who", "user")}
    # Of two grants given at one instant the rule names the one whose id comes first.
    kept["what"]["rule"] = (kept["what"]["rule"] or "").rpartition(" ")[0]
    objects = kept["what"]["objects"]
    if "events" in objects:
        objects["events"] = sorted(names[one] for one in objects["events"])
    objects.pop("content", None)
    return UUID.sub(lambda uuid: names.get(uuid[0], "id"), json.dumps(kept, sort_keys=True))


def test_the_same_seed_draws_the_same_case(services: Services) -> None:
    wanted = Wanted(cases=3, seed=SEED)
    with unit_of_work(services.database) as work:
        now = work.now
    crowds = [crowd_for(3, "5", "PH", now) for _ in range(2)]
    assert crowds[0].rows == crowds[1].rows
    drawn = []
    for crowd in crowds:
        chance = own_source(wanted, 1)
        crew = crowd.crew(chance)
        drawn.append(Own.drawn(("a", "b"), chance, reference_of(wanted, 1), crew, now))
    assert drawn[0] == drawn[1]
    plans = [plan(plan_source(wanted, 1), crowd.crew(Random(1)), "R") for crowd in crowds]
    assert plans[0] == plans[1]
    assert re.fullmatch(r"PH-[2-9B-Z]{4}-[2-9B-Z]{4}", reference_of(wanted, 1))


def test_nothing_is_generated_into_a_real_instance(services: Services) -> None:
    real = replace(services, instance=replace(services.instance, demonstration=False))
    with pytest.raises(GenerationRefused, match="not marked"):
        generate(real, Wanted(cases=1, seed=1))


def test_a_caseload_is_not_generated_twice(
    sqlite_database: Database, keyring: KeyRing, library: Library, tmp_path: Path
) -> None:
    services = services_of(sqlite_database, keyring, library, tmp_path)
    generate(services, Wanted(cases=1, seed=1))
    with pytest.raises(GenerationRefused, match="there already"):
        generate(services, Wanted(cases=2, seed=1))
