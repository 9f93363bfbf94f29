"""Reads `workflows/` into definitions; a file per kind of definition.

`load()` gives the library in force; `read()` gives it together with everything that does not fit,
for `ctj workflows check`. Nothing outside this package knows YAML, and nothing here knows a
database: stored older versions come in as texts (`library_with_stored`).
"""

from .library import DefinitionsRefused, Reading, library_with_stored, load, read

__all__ = ["DefinitionsRefused", "Reading", "library_with_stored", "load", "read"]
