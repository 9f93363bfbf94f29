"""What the tools print becomes one sentence with its mend."""

from pathlib import Path

import pytest

from ctj.bootstrap.failures import explain

HERE = Path("/somewhere/ctj")

PIP_WITHOUT_NETWORK = """\
WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError('<pip._vendor
.urllib3.connection.HTTPSConnection object>: Failed to establish a new connection: [Errno -3]
Temporary failure in name resolution')': /simple/uv/
ERROR: Could not find a version that satisfies the requirement uv==0.13.9 (from versions: none)
ERROR: No matching distribution found for uv==0.13.9
"""
UV_WITHOUT_NETWORK = """\
error: Failed to fetch: `alembic`
  Caused by: error sending request for url
  Caused by: dns error: failed to lookup address information: Name or service not known
"""
NPM_WITHOUT_NETWORK = """\
npm error code ENOTFOUND
npm error network This is a problem related to network connectivity.
"""
UV_WITH_A_PROXY = """\
error: Failed to fetch: `alembic`
  Caused by: invalid peer certificate: UnknownIssuer
"""
NPM_WITH_A_PROXY = "npm error code SELF_SIGNED_CERT_IN_CHAIN"
PIP_WITH_A_PROXY = """\
SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed:
unable to get local issuer certificate (_ssl.c:1006)'))
ERROR: Could not find a version that satisfies the requirement uv==0.13.9 (from versions: none)
"""
PIP_WRONG_HASH = """\
ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the
package versions, please update the hashes.
"""
UV_WRONG_HASH = "error: Failed to download `flask`\n  Caused by: Hash mismatch for `flask==3.1.3`"
NPM_WRONG_HASH = "npm error code EINTEGRITY"
PIP_FULL = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"
UV_FULL = "  Caused by: failed to copy file: No space left on device (os error 28)"
NPM_FULL = "npm error code ENOSPC\nnpm error syscall write"
UV_UNWRITABLE = "error: Failed to create cache: Permission denied (os error 13)"


@pytest.mark.parametrize(
    ("output", "cause", "mend"),
    [
        (PIP_WITHOUT_NETWORK, "network", "Connect to the internet"),
        (UV_WITHOUT_NETWORK, "network", "Connect to the internet"),
        (NPM_WITHOUT_NETWORK, "network", "PIP_INDEX_URL and npm_config_registry"),
        (UV_WITH_A_PROXY, "certificate", "SSL_CERT_FILE"),
        (NPM_WITH_A_PROXY, "certificate", "NODE_EXTRA_CA_CERTS"),
        (PIP_WITH_A_PROXY, "certificate", "PIP_CERT"),
        (PIP_WRONG_HASH, "hash", "do not work round it"),
        (UV_WRONG_HASH, "hash", "do not work round it"),
        (NPM_WRONG_HASH, "hash", "do not work round it"),
        (PIP_FULL, "disk", "Make about 1.5 GB of room"),
        (UV_FULL, "disk", "Make about 1.5 GB of room"),
        (NPM_FULL, "disk", "Make about 1.5 GB of room"),
        (UV_UNWRITABLE, "folder", "chown"),
    ],
)
def test_a_known_failure_is_told_in_one_sentence_with_its_mend(output, cause, mend) -> None:
    refusal = explain(output, "Installing packages", HERE)
    assert refusal.cause == cause
    assert mend in str(refusal)
    assert "\n" not in str(refusal)


def test_an_unknown_failure_keeps_the_last_words_of_the_tool() -> None:
    refusal = explain("line\n" * 50 + "it is the wrong kind of leaf\n", "Installing", HERE)
    assert refusal.cause == "other"
    assert "wrong kind of leaf" in str(refusal)
    assert str(refusal).count("\n") == 12
