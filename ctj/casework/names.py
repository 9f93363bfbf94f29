"""Names and numbers of the case's people in a text that should have none (C07), without opening.

Asked by every write that takes text: steps, notes, reasons, names of files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, select

from ctj.identity.family import joined_to
from ctj.identity.keyring import KeyRing
from ctj.identity.mentions import NUMBERS, NameDigests, named_in, numbered_in
from ctj.language import say
from ctj.model.vault import BlindIndex
from ctj.queries.choices import FoundName
from ctj.queries.situations import CaseFile, load_case
from ctj.services import Services
from ctj.transaction import UnitOfWork
from ctj.workflow.step import FieldError

from .refusals import FormErrors

_PURPOSES = ("name", *NUMBERS)
_Known = Mapping[str, list[NameDigests]]


def name_finder(connection: Connection, keyring: KeyRing, case: CaseFile) -> FoundName:
    """Gives the pseudonym of the person whose sealed name, document number, telephone or address of
    e-mail stands in a text, or None.

    The index is read once, when the first text is asked about.
    """
    known: dict[str, _Known] = {}

    def found_name(text: str) -> str | None:
        if not any(map(str.isalnum, text)):
            return None
        if not known:
            known.update(_index_of(connection, case))
        labels = _labels(case)
        for person in named_in(keyring, text, known["name"]):
            return labels[person]
        for purpose in NUMBERS:
            for person in numbered_in(keyring, purpose, text, known[purpose]):
                return labels[person]
        return None

    return found_name


def refuse_names(
    work: UnitOfWork, services: Services, case: CaseFile | str, field: tuple[str, str], text: str
) -> None:
    """No name of the case's people in a text beside the forms: a reason, a short description.

    These stand in the clear, or are read by who opens no identity: nothing lets a name pass.
    ``case``: loaded, or its id; ``field``: its name and label. Raises FormErrors.
    """
    if not text.strip():
        return
    file = load_case(work.connection, services, case, work.now) if isinstance(case, str) else case
    label = name_finder(work.connection, services.keyring, file)(text)
    if label is not None:
        sentence = say(
            "This holds the sealed name of %(label)s. Write %(label)s in its place.", label=label
        )
        raise FormErrors([FieldError(field[0], sentence, field[1])])


def _index_of(connection: Connection, case: CaseFile) -> Mapping[str, _Known]:
    """By purpose and person, the digests of each of her names and numbers."""
    people = set(_labels(case))
    kept = joined_to(connection, people) if people else {}
    found: dict[tuple[str, str, str, int], set[bytes]] = defaultdict(set)
    if people:
        rows = connection.execute(
            select(
                BlindIndex.purpose,
                BlindIndex.person_id,
                BlindIndex.field,
                BlindIndex.key_version,
                BlindIndex.digest,
            ).where(
                BlindIndex.person_id.in_(sorted(people | set(kept))),
                BlindIndex.purpose.in_(_PURPOSES),
            )
        )
        for purpose, person, field, version, digest in rows:
            found[purpose, str(person), field, version].add(bytes(digest))
    known: dict[str, dict[str, list[NameDigests]]] = {purpose: {} for purpose in _PURPOSES}
    for (purpose, person, _field, version), said in found.items():
        whose = kept.get(person, person)
        known[purpose].setdefault(whose, []).append(NameDigests(whose, version, frozenset(said)))
    return known


def _labels(case: CaseFile) -> Mapping[str, str]:
    subjects = case.projection.subjects.values()
    return {one.person_id: one.label for one in subjects if one.person_id is not None}
