"""Where the files beside the code lie: in a checkout, and in an installed wheel.

In a checkout `workflows/`, `templates/` and `migrations/` stand beside `ctj/`. The wheel carries
them inside the package, under `ctj/_data/`. Nobody else reckons such a path.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent
_IN_WHEEL = PACKAGE / "_data"


def is_checkout() -> bool:
    """Whether this code runs from a checkout and not from an installed wheel."""
    return not _IN_WHEEL.is_dir()


def workflows_dir() -> Path:
    """The folder of tracks, registers, guards' sentences, code lists and jurisdictions."""
    return _beside("workflows")


def templates_dir() -> Path:
    """The folder of Jinja templates."""
    return _beside("templates")


def migrations_dir() -> Path:
    """The folder of Alembic migrations."""
    return _beside("migrations")


def static_dir() -> Path:
    """The folder that the web serves as `/static/`; `vendor/` in it is made at install."""
    return PACKAGE / "web" / "static"


def _beside(name: str) -> Path:
    return (CHECKOUT if is_checkout() else _IN_WHEEL) / name
