"""CTJ: a case tracker for counter-trafficking justice.

Nothing is imported here: `python3 -m ctj` must start with the standard library alone, before
anything is installed.
"""

__version__ = "0.1.0"
