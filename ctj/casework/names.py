"""Names of the case's people in a text that should have none (C07): found without opening them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, select

from ctj.identity.index import digests, tokens
from ctj.identity.keyring import KeyRing
from ctj.model.vault import BlindIndex
from ctj.queries.choices import FoundName
from ctj.queries.situations import CaseFile

_PURPOSE = "name"
#: A name of one short word (May, Li) is too often just a word.
_SHORT = 4


def name_finder(connection: Connection, keyring: KeyRing, case: CaseFile) -> FoundName:
    """Gives the pseudonym of the person whose sealed name stands in a text, or None.

    The index is read once, when the first text is asked about. A name counts as found where two of
    its words stand in the text, or its only word if that is not short.
    """
    known: dict[tuple[str, int], set[bytes]] | None = None

    def found_name(text: str) -> str | None:
        nonlocal known
        words = tokens(_PURPOSE, text)
        if not words:
            return None
        if known is None:
            known = _names(connection, case)
        labels = _labels(case)
        for (person, version), name in known.items():
            by_word = digests(keyring, _PURPOSE, words, version)
            hits = [word for word, digest in by_word.items() if digest in name]
            if len(hits) >= 2 or (len(name) == 1 and hits and len(hits[0]) >= _SHORT):
                return labels[person]
        return None

    return found_name


def _names(connection: Connection, case: CaseFile) -> dict[tuple[str, int], set[bytes]]:
    """Digests of the words of each person's names, by person and version of the key."""
    people = list(_labels(case))
    found: dict[tuple[str, int], set[bytes]] = defaultdict(set)
    if people:
        rows = connection.execute(
            select(BlindIndex.person_id, BlindIndex.key_version, BlindIndex.digest).where(
                BlindIndex.person_id.in_(people), BlindIndex.purpose == _PURPOSE
            )
        )
        for row in rows:
            found[(row.person_id, row.key_version)].add(bytes(row.digest))
    return found


def _labels(case: CaseFile) -> Mapping[str, str]:
    subjects = case.projection.subjects.values()
    return {one.person_id: one.label for one in subjects if one.person_id is not None}
