"""The people of a demonstration: one for each role, who can sign in, on a demonstration alone."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from ctj.access import sessions, sign_in
from ctj.access.gate import CameFrom, Gate
from ctj.access.rule import all_visible
from ctj.access.viewers import load_viewer
from ctj.exchange.demonstration.caseload import load_caseload
from ctj.exchange.demonstration.people import PASSWORD, PEOPLE, SEATED
from ctj.exchange.demonstration.safety import (
    NotADemonstration,
    mark_demonstration,
    refuse_open_address,
    refuse_server_database,
)
from ctj.exchange.demonstration.sign_ins import present_code, sign_ins
from ctj.exchange.loaders import NoLoader, loader_id
from ctj.model.cases import Case
from ctj.model.instance import Instance
from ctj.model.users import Credential, User
from ctj.services import Services
from ctj.transaction import Database, unit_of_work
from tests.exchange.conftest import CHEAP

HERE = CameFrom("127.0.0.1")


def seen_by(services: Services, seat: str) -> set[str]:
    with services.database.read() as connection:
        user_id = connection.execute(
            select(User.id).where(User.email == f"{seat}@demo.example")
        ).scalar_one()
        viewer = load_viewer(connection, user_id)
        query = select(Case.reference).where(Case.id.in_(all_visible(viewer)))
        return set(connection.execute(query).scalars())


def test_there_is_one_person_for_each_role(library) -> None:
    assert [one.role for one in PEOPLE] == list(library.roles)
    assert len({one.email for one in (*PEOPLE, *SEATED)}) == len(PEOPLE) + len(SEATED)


def test_each_signs_in_with_password_and_code(seated: Services) -> None:
    gate = Gate(seated.database, seated.keyring, CHEAP)
    for person in PEOPLE:
        half = sign_in.give_password(gate, HERE, person.email, PASSWORD)
        with seated.database.read() as connection:
            session = sessions.find(connection, half.token)
        assert session is not None
        entered = sign_in.give_code(gate, HERE, session, present_code(seated))
        assert entered.stage == sessions.FULL


def test_who_is_only_seated_cannot_sign_in(seated: Services) -> None:
    with seated.database.read() as connection:
        with_password = connection.execute(
            select(User.email).join(Credential, Credential.user_id == User.id)
        ).scalars()
        assert set(with_password) == {one.email for one in PEOPLE}


def test_a_link_signs_in_once(seated: Services) -> None:
    mark_demonstration(seated.database, name="Demo", jurisdiction="PH", zone="Asia/Manila")
    gate = Gate(seated.database, seated.keyring, CHEAP)
    links = sign_ins(seated)
    assert [one.role for one in links] == [one.role for one in PEOPLE]
    assert sign_in.use_link(gate, HERE, links[0].link_token).stage == sessions.FULL
    with pytest.raises(sign_in.SignInRefused):
        sign_in.use_link(gate, HERE, links[0].link_token)


def test_each_sees_what_the_role_should(demonstration: Services) -> None:
    assert {"PH-GR-195419", "PH-DEMO-CUSTODY"} <= seen_by(demonstration, "pros")
    assert "PH-DEMO-OFFICIAL" not in seen_by(demonstration, "pros")
    assert "SG-LABOUR-FIRST-2020" not in seen_by(demonstration, "pros")
    assert "SG-LABOUR-FIRST-2020" in seen_by(demonstration, "mgr")
    assert "PH-DEMO-OFFICIAL" not in seen_by(demonstration, "mgr")
    assert "PH-DEMO-OFFICIAL" in seen_by(demonstration, "pros2")
    assert seen_by(demonstration, "front") == {"PH-DEMO-REPORT", "PH-DEMO-ARRAIGNMENT"}
    for seat in ("vso", "wpo", "cao"):
        assert seen_by(demonstration, seat)
    for seat in ("adm", "aud"):
        assert seen_by(demonstration, seat) == set()


def test_the_manager_sees_enough_for_figures(demonstration: Services) -> None:
    assert len(seen_by(demonstration, "mgr")) >= 25


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_this_machine_is_served(host: str) -> None:
    refuse_open_address(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_no_other_machine_is_served(host: str) -> None:
    with pytest.raises(NotADemonstration, match=r"Use 127\.0\.0\.1"):
        refuse_open_address(host)


def test_a_real_instance_gets_no_demonstration(seated: Services) -> None:
    real = replace(seated, instance=replace(seated.instance, demonstration=False))
    with pytest.raises(NotADemonstration, match="is not a demonstration"):
        load_caseload(real)


def test_an_instance_that_is_real_is_never_marked(sqlite_database: Database) -> None:
    with unit_of_work(sqlite_database) as work:
        work.connection.execute(
            Instance.__table__.insert().values(
                id=1,
                name="Ministry",
                jurisdiction="PH",
                time_zone="Asia/Manila",
                demonstration=False,
                created_at=work.now,
            )
        )
    with pytest.raises(NotADemonstration, match="'Ministry' is not a demonstration"):
        mark_demonstration(sqlite_database, name="Demo", jurisdiction="PH", zone="Asia/Manila")


def test_marking_twice_is_one_row(sqlite_database: Database) -> None:
    for _ in range(2):
        mark_demonstration(sqlite_database, name="Demo", jurisdiction="PH", zone="Asia/Manila")
    with sqlite_database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Instance)).scalar_one() == 1


def test_a_database_server_is_refused_unless_allowed(postgresql_database: Database) -> None:
    with pytest.raises(NotADemonstration, match="embedded database"):
        refuse_server_database(postgresql_database, allow=False)
    refuse_server_database(postgresql_database, allow=True)


def test_somebody_answers_for_a_load(seated: Services) -> None:
    assert loader_id(seated, None) == loader_id(seated, "STEW@demo.example ")
    with pytest.raises(NoLoader, match="no active user"):
        loader_id(seated, "nobody@demo.example")
    real = replace(seated, instance=replace(seated.instance, demonstration=False))
    with pytest.raises(NoLoader, match="--loaded-by"):
        loader_id(real, None)
