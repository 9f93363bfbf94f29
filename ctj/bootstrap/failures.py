"""Reads from a tool's output why it failed, so that a person gets a sentence and a mend."""

from pathlib import Path

from ctj.bootstrap.messages import CannotStart, disk_full, unwritable

# What pip, uv and npm print. The order decides: a full disk also breaks connections and hashes.
_DISK = ("no space left on device", "os error 28", "enospc", "disk quota exceeded")
_HASH = ("do not match the hashes", "hash mismatch", "eintegrity")
_CERTIFICATE = (
    "certificate_verify_failed",
    "invalid peer certificate",
    "self_signed_cert",
    "self signed certificate",
    "self-signed certificate",
    "unable_to_get_issuer_cert",
    "unable to get local issuer",
    "unable_to_verify_leaf_signature",
)
_NETWORK = (
    "name resolution",
    "name or service not known",
    "nodename nor servname",
    "dns error",
    "failed to lookup address",
    "enotfound",
    "eai_again",
    "network is unreachable",
    "newconnectionerror",
    "failed to establish a new connection",
    "econnrefused",
    "connection refused",
    "econnreset",
    "connection reset",
    "etimedout",
    "connecttimeout",
    "read timed out",
    "operation timed out",
    "error sending request",
    "tunnel connection failed",
    "proxyerror",
)
_FOLDER = ("permission denied", "os error 13", "eacces", "erofs", "read-only file system")


def explain(output: str, doing: str, folder: Path) -> CannotStart:
    """The reason why a step failed, as far as its output tells."""
    seen = output.lower()
    if _any(_DISK, seen):
        return disk_full(folder)
    if _any(_HASH, seen):
        return _not_what_the_lock_names()
    if _any(_CERTIFICATE, seen):
        return _untrusted_certificate()
    if _any(_NETWORK, seen):
        return _no_network(doing)
    if _any(_FOLDER, seen):
        return unwritable(folder)
    return _unknown(output, doing)


def _any(signs: tuple[str, ...], seen: str) -> bool:
    return any(sign in seen for sign in signs)


def _no_network(doing: str) -> CannotStart:
    return CannotStart(
        f"{doing} failed because the package registry could not be reached.",
        "Connect to the internet and give the same command again; behind a proxy set HTTPS_PROXY, "
        "with a mirror of your own set PIP_INDEX_URL and npm_config_registry.",
        "network",
    )


def _untrusted_certificate() -> CannotStart:
    return CannotStart(
        "The connection to the package registry uses a certificate that this machine does not "
        "trust.",
        "If a proxy of your agency re-signs connections, set SSL_CERT_FILE, PIP_CERT and "
        "NODE_EXTRA_CA_CERTS to its certificate file and give the same command again.",
        "certificate",
    )


def _not_what_the_lock_names() -> CannotStart:
    return CannotStart(
        "A package that was sent is not the one that CTJ's lock files name, so it was not "
        "installed.",
        "Try once more; if it stays so, the mirror or proxy in between changes packages: tell "
        "its keeper, and do not work round it.",
        "hash",
    )


def _unknown(output: str, doing: str) -> CannotStart:
    last = "\n".join("    " + line for line in output.strip().splitlines()[-12:])
    return CannotStart(
        f"{doing} failed.",
        f"The tool's last words tell why; mend it and give the same command again:\n{last}",
    )
