"""Cookies: ``__Host-`` and Secure over https; plain names over http, which is for loopback only."""

from __future__ import annotations

import ipaddress

from flask import Request, Response, request

SESSION, DEVICE = "ctj", "ctj-device"
DEVICE_SECONDS = 180 * 24 * 3600


def cookie_name(of: Request, plain: str) -> str:
    """The name that this request's scheme calls for."""
    return f"__Host-{plain}" if of.is_secure else plain


def read_cookie(of: Request, plain: str) -> str | None:
    """The cookie's value, if it is there and no longer than one of ours."""
    value = of.cookies.get(cookie_name(of, plain))
    return value if value and len(value) <= 64 and value.isascii() else None


def write_cookie(response: Response, plain: str, value: str, max_age: int | None = None) -> None:
    """Set one of our cookies; without ``max_age`` it ends with the browser."""
    response.set_cookie(
        cookie_name(request, plain),
        value,
        max_age=max_age,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def delete_cookie(response: Response, plain: str) -> None:
    """Take one of our cookies back."""
    response.delete_cookie(
        cookie_name(request, plain),
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def is_loopback(host: str) -> bool:
    """Whether a Host header names this machine itself."""
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 or "]" in host else host
    name = name.strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
