"""What every answer carries (C22): policy for scripts and frames, no caching, no referrer."""

from __future__ import annotations

from flask import Response, request

#: No script but ours, no style but ours, no frame, no plug-in. No nonce: nothing is inline.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
    "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "usb", "web-share",
    "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
}
TRANSPORT = "max-age=31536000; includeSubDomains"


def add_headers(response: Response) -> Response:
    """After every request, whatever it was answered with."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)  # a download locks itself in further
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = TRANSPORT
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("ETag", None)
        response.headers.pop("Last-Modified", None)
        response.vary.add("HX-Request")
    return response
