"""The second factor: time-based codes (RFC 6238), each good once, and recovery codes (C20)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from sqlalchemy import Connection, delete, func, insert, or_, select, update

from ctj.identity.keyring import KeyRing
from ctj.identity.narratives import open_instance
from ctj.identity.seal import instance_sealer, totp_context
from ctj.model.base import new_id
from ctj.model.users import Credential, RecoveryCode

STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits


def new_secret() -> str:
    """A fresh seed, 160 bits in base 32."""
    return pyotp.random_base32(32)


def enrolment_uri(secret: str, *, email: str, issuer: str) -> str:
    """What an authenticator reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def picture(uri: str) -> str:
    """The QR code as an SVG data address for an ``img``; it needs no script and no style."""
    import segno

    return str(segno.make(uri, error="m").svg_data_uri(scale=5, border=2, dark="#17252e"))


def step_of(moment: datetime) -> int:
    """The number of the 30-second step that this instant lies in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The six figures of a step."""
    return pyotp.TOTP(secret).generate_otp(step)


def matching_step(secret: str, code: str, now: datetime, window: int) -> int | None:
    """The step that this code belongs to, at most ``window`` steps away from now; None if wrong.

    All steps are compared, always, so that the time taken says nothing.
    """
    present, typed = step_of(now), _figures(code)
    found: int | None = None
    for step in range(present - window, present + window + 1):
        if hmac.compare_digest(code_at(secret, step), typed):
            found = step
    return found


def _figures(code: str) -> str:
    """What was typed, without spaces; never longer than can be right."""
    return "".join(code.split())[:12].encode("ascii", "replace").decode()


def store_secret(
    connection: Connection, keyring: KeyRing, user_id: str, secret: str, *, step: int, now: datetime
) -> None:
    """Keep a seed, sealed, that the code of ``step`` has proved; that code is spent."""
    sealed = instance_sealer(keyring).seal(totp_context(user_id), {"secret": secret})
    values = {"totp_sealed": sealed, "totp_confirmed_at": now, "totp_last_step": step}
    done = connection.execute(
        update(Credential).where(Credential.user_id == user_id).values(**values)
    )
    if not done.rowcount:
        connection.execute(insert(Credential).values(user_id=user_id, **values))


def load_secret(connection: Connection, keyring: KeyRing, user_id: str) -> str | None:
    """The seed of a user, if there is one."""
    sealed = connection.execute(
        select(Credential.totp_sealed).where(
            Credential.user_id == user_id, Credential.totp_confirmed_at.is_not(None)
        )
    ).scalar_one_or_none()
    if sealed is None:
        return None
    return str(open_instance(keyring).open(totp_context(user_id), sealed)["secret"])


def use_step(connection: Connection, user_id: str, step: int) -> bool:
    """Spend this step: true for exactly one of all who try it, and never for an earlier one."""
    done = connection.execute(
        update(Credential)
        .where(
            Credential.user_id == user_id,
            or_(Credential.totp_last_step.is_(None), Credential.totp_last_step < step),
        )
        .values(totp_last_step=step)
    )
    return done.rowcount == 1


def new_recovery_codes(connection: Connection, user_id: str) -> tuple[str, ...]:
    """Ten fresh codes in place of all earlier ones. They are shown once; only digests are kept."""
    connection.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    codes = tuple(_new_recovery_code() for _ in range(RECOVERY_CODES))
    connection.execute(
        insert(RecoveryCode),
        [{"id": new_id(), "user_id": user_id, "code_hash": _recovery_hash(code)} for code in codes],
    )
    return codes


def _new_recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(_pieces(text, 4))


def _pieces(text: str, size: int) -> Sequence[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _recovery_hash(code: str) -> str:
    plain = "".join(c for c in code.lower() if c.isalnum())
    return hashlib.sha256(b"ctj/recovery/1\n" + plain.encode()).hexdigest()


def use_recovery_code(connection: Connection, user_id: str, code: str, now: datetime) -> bool:
    """Spend a recovery code: true for exactly one of all who try it."""
    done = connection.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _recovery_hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return done.rowcount == 1


def recovery_codes_left(connection: Connection, user_id: str) -> int:
    """How many recovery codes have not been used."""
    count = select(func.count()).where(
        RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    )
    return int(connection.execute(count).scalar_one())
