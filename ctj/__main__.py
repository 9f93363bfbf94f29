"""`python3 -m ctj COMMAND`: sets CTJ up where it must, then runs the command.

This file alone is written for every Python since 2.7, so that an old one gets a sentence and not
a syntax error. The work is in `ctj/bootstrap/`.
"""

import sys


def in_the_way():
    """The one sentence that stops a start on this machine, or None."""
    if sys.version_info < (3, 11):
        return (
            "CTJ needs Python 3.11 or newer and this is Python %d.%d. Install a newer one and "
            "name it, for example: python3.11 -m ctj demo" % sys.version_info[:2]
        )
    if sys.platform == "win32":
        return (
            "CTJ does not run on Windows itself. Install the Windows Subsystem for Linux "
            "(wsl --install), open its terminal, and give the same command there."
        )
    return None


def main():
    """Refuse with a sentence, or go on to the set-up."""
    refusal = in_the_way()
    if refusal:
        sys.exit(refusal)
    from ctj.bootstrap.start import start  # only now: it is written for Python 3.11

    return start(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
