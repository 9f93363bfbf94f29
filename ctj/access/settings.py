"""The figures of sign-in and sessions, with the values of security.md as defaults."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class AccessSettings:
    """One value per figure; tests make the slow ones fast.

    The password hash costs 64 MiB, three passes, four lanes (C20). A session of a role that opens
    identities idles out after 15 minutes, any other after 30; all end after 12 hours (C21). Five
    failures on an account lock it for ten minutes, doubling with each further one (C23). An office
    behind one address has many officers, so an address is locked by twenty.
    """

    hash_memory_kib: int = 65536
    hash_passes: int = 3
    hash_lanes: int = 4
    idle: timedelta = timedelta(minutes=30)
    idle_with_identities: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)
    half_signed_in: timedelta = timedelta(minutes=10)
    step_up: timedelta = timedelta(minutes=5)
    touch_every: timedelta = timedelta(seconds=60)
    concurrent_sessions: int = 3
    tries: int = 5
    tries_per_address: int = 20
    lock: timedelta = timedelta(minutes=10)
    longest_lock: timedelta = timedelta(hours=8)
    code_window: int = 1
    link_life: timedelta = timedelta(hours=24)
    approval_life: timedelta = timedelta(hours=72)
    issuer: str = "CTJ"
