"""Text tables (CSV) that a spreadsheet opens as text: no cell is taken for a formula.

A cell that begins like a formula is written with an apostrophe before it, which spreadsheets read
as 'this is text', and which is taken away again when the file comes back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

#: What spreadsheets take for the beginning of a formula; the last two hide one behind white space.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TEXT_MARK = "'"


class TableRefused(ValueError):
    """The file is no table that can be read. ``line`` counts from 1 (None: the file)."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.line = sentence, line


def as_text_cell(text: str) -> str:
    """The text as a cell that is never reckoned."""
    begins = text.startswith((*FORMULA, TEXT_MARK)) or text.lstrip().startswith(FORMULA)
    return TEXT_MARK + text if begins else text


def from_text_cell(cell: str) -> str:
    """What `as_text_cell` was given."""
    if cell.startswith(TEXT_MARK) and as_text_cell(cell[1:]) == cell:
        return cell[1:]
    return cell


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table, with a byte order mark, so that a spreadsheet knows the letters of all scripts."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    writer.writerows([as_text_cell(one) for one in row] for row in rows)
    return "\ufeff" + out.getvalue()


def read(text: str, columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """(line, values by column) of each row that holds anything. Raises TableRefused."""
    body = text.removeprefix("\ufeff")
    if "\x00" in body:
        raise TableRefused("This is no text table. Save the sheet as CSV (UTF-8).")
    reader = csv.reader(io.StringIO(body, newline=""), dialect=_dialect(body), strict=True)
    try:
        header = [one.strip().casefold() for one in next(reader, [])]
        _check_header(header, columns)
        return list(_rows(reader, header))
    except csv.Error as wrong:
        sentence = f"Line {reader.line_num} cannot be read: {wrong}. Close its quotation marks."
        raise TableRefused(sentence, reader.line_num) from wrong


def _dialect(body: str) -> type[csv.Dialect]:
    """Comma, or the semicolon that spreadsheets write where the comma is a decimal sign."""

    class Dialect(csv.excel):
        delimiter = ";" if ";" in body.partition("\n")[0] else ","

    return Dialect


def _check_header(header: list[str], columns: Sequence[str]) -> None:
    named = ", ".join(columns)
    if not any(header):
        raise TableRefused(f"The first line must name the columns: {named}.", 1)
    for one in header:
        if one not in columns:
            raise TableRefused(f"There is no column '{one[:40]}'. Use: {named}.", 1)
        if header.count(one) > 1:
            raise TableRefused(f"The column '{one}' stands there twice. Keep one.", 1)


def _rows(reader: Iterable[list[str]], header: list[str]) -> Iterable[tuple[int, dict[str, str]]]:
    line = 1
    for cells in reader:
        line = getattr(reader, "line_num", line + 1)
        if len(cells) > len(header):
            raise TableRefused(
                f"Line {line} has {len(cells)} cells, the first line names {len(header)} columns. "
                "Put quotation marks around a cell that holds a comma.",
                line,
            )
        given = zip(header, cells, strict=False)
        values = {name: from_text_cell(cell).strip() for name, cell in given}
        if any(values.values()):
            yield line, values
