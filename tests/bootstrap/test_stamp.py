"""A second start asks no registry, unless something has changed."""

import pytest

from ctj.bootstrap import stamp
from ctj.bootstrap.places import Places
from tests.bootstrap.checkout import looks_made, small_checkout


@pytest.fixture
def places(tmp_path) -> Places:
    places = small_checkout(tmp_path)
    looks_made(places)
    stamp.write(places, {"run", "uv"})
    return places


def test_what_was_installed_is_remembered(places) -> None:
    assert stamp.is_current(places, {"run"})
    assert stamp.installed_locks(places) == {"run", "uv"}


def test_a_lock_that_was_not_installed_is_missing(places) -> None:
    assert not stamp.is_current(places, {"run", "test"})


def test_a_lock_that_has_changed_is_installed_anew(places) -> None:
    places.lock("run").write_text("run==1.1")
    assert not stamp.is_current(places, {"run"})


def test_a_set_up_that_was_cut_off_does_not_look_finished(places) -> None:
    stamp.forget(places)
    assert not stamp.is_current(places, {"run"})


def test_an_environment_whose_python_is_gone_is_made_anew(places) -> None:
    places.python.unlink()
    assert not stamp.is_current(places, {"run"})


def test_a_checkout_that_was_moved_is_pointed_at_anew(places, tmp_path) -> None:
    moved = tmp_path.with_name(tmp_path.name + "-moved")
    tmp_path.rename(moved)
    assert not stamp.is_current(Places(moved), {"run"})


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"locks": 3, "hash": 1}'])
def test_a_damaged_stamp_counts_as_none(places, damaged) -> None:
    places.stamp.write_text(damaged)
    assert not stamp.is_current(places, {"run"})
