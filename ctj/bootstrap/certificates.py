"""Finds the machine's own certificates, which know the proxy that an agency may sit behind."""

import os
import ssl
from pathlib import Path

_USUAL = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/cert.pem",  # macOS, Alpine
)


def settings(variable: str) -> dict[str, str]:
    """The variable that points a tool at the machine's certificates, unless somebody set it."""
    if variable in os.environ:
        return {}
    known = (ssl.get_default_verify_paths().cafile, *_USUAL)
    return next(({variable: path} for path in known if path and Path(path).exists()), {})
