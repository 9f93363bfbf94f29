"""Which passwords may be chosen, and how they are kept (C20)."""

from __future__ import annotations

import pytest

from ctj.access.errors import WeakPassword
from ctj.access.passwords import Passwords, check_new, common_passwords
from ctj.access.settings import AccessSettings
from tests.access.conftest import FAST

EMAIL = "maria.santos@agency.example"


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet lamps",
        "aslowgreenboat",
        "รถไฟสายสีเขียวเข้ม",
        "x7$Kq2!mVz9@",
        "correct horse battery stapler",
        "w" * 10 + "er" * 120,
    ],
)
def test_any_long_password_may_be_chosen_whatever_it_is_made_of(password) -> None:
    check_new(password, email=EMAIL)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "12 characters"),
        ("elevenchars", "12 characters"),
        ("x" * 257, "at most 256"),
        ("password1234", "first that anybody tries"),
        ("PassWord1234", "first that anybody tries"),
        ("aaaaaaaaaaaaaaaa", "first that anybody tries"),
        ("abc1abc1abc1abc1", "first that anybody tries"),
        ("123456789012", "first that anybody tries"),
        ("qwertyuiopasdf", "first that anybody tries"),
        ("zyxwvutsrqponm", "first that anybody tries"),
        ("maria.santos 2026", "e-mail address"),
    ],
)
def test_a_refused_password_is_told_why(password, says) -> None:
    with pytest.raises(WeakPassword, match=says):
        check_new(password, email=EMAIL)


def test_every_listed_password_could_otherwise_be_chosen() -> None:
    """Shorter ones are refused by length: a line for them says nothing."""
    assert len(common_passwords()) > 250
    assert all(len(one) >= 12 and one == one.casefold() for one in common_passwords())


def test_the_hash_is_argon2id_at_the_settings_cost() -> None:
    hashed = Passwords(AccessSettings()).hash("seven quiet lamps")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_same_characters_from_another_keyboard_are_the_same_password() -> None:
    passwords = Passwords(FAST)
    assert passwords.verify(passwords.hash("café no momento"), "café no momento")


def test_an_account_without_a_password_takes_none() -> None:
    passwords = Passwords(FAST)
    assert not passwords.verify(None, "the password of nobody at all")
    assert not passwords.verify("no hash at all", "seven quiet lamps")
