"""What is wrong with a value, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, replace

#: The reason under which a sealed name may stand in a text (C07).
NAME_IN_TEXT = "name_in_text"


@dataclass(frozen=True)
class FieldError:
    """One thing to mend. ``path`` names the field in the form: ``charges.0.offence``,
    ``occurred_on.day``. ``row`` counts from 1; ``subject`` is a label where several are asked.
    ``passes``: under which reason the value is taken all the same, '' where it never is."""

    path: str
    sentence: str
    label: str = ""
    row: int | None = None
    row_label: str = ""
    subject: str | None = None
    passes: str = ""

    def __str__(self) -> str:
        where = [self.subject or "", f"{self.row_label} {self.row}" if self.row else "", self.label]
        named = ", ".join(part for part in where if part)
        return f"{named}: {self.sentence}" if named else self.sentence

    def inside(self, path: str, row: int | None = None, row_label: str = "") -> FieldError:
        """The same error, seen from the field that holds it."""
        whole = f"{path}.{self.path}" if self.path else path
        return replace(self, path=whole, row=row or self.row, row_label=row_label or self.row_label)

    def of(self, subject: str) -> FieldError:
        """The same error, of one of several subjects."""
        return replace(self, subject=subject, path=f"{subject}.{self.path}")


class Refused(ValueError):
    """A value that cannot be taken; `part` is the part of the field (day, amount), or ''.
    ``passes`` as in FieldError."""

    def __init__(self, sentence: str, part: str = "", *, passes: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.part, self.passes = sentence, part, passes
