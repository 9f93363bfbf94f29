"""Filing papers: a row of the register of documents through an act, and files in versions.

A file is sealed with the key of the case before its row is saved; if the row is not saved, the file
is taken away again. Opening one is written down and committed before a byte leaves (C08), and the
bytes are compared with what came in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, insert, select

from ctj.access.errors import NotVisible
from ctj.access.rule import sight_of_reference
from ctj.access.viewers import Viewer
from ctj.identity.errors import SealBroken
from ctj.identity.files import FileStore
from ctj.identity.narratives import open_case
from ctj.identity.seal import case_sealer
from ctj.language import say
from ctj.model.base import new_id
from ctj.model.documents import DocumentFile
from ctj.model.registers import RegisterRow
from ctj.queries.documents import document_row, filed_by, may_read_of
from ctj.queries.situations import CaseFile, load_case
from ctj.services import Services
from ctj.transaction import UnitOfWork, unit_of_work
from ctj.workflow.projection import Row
from ctj.workflow.step import FieldError

from .file_types import FileRefused, Upload, media_type_of, plain_name
from .names import name_finder
from .refusals import FormErrors, NotAllowedHere
from .steps import Fired, Step, SubjectStep, actor_of
from .transitions import fire

TRANSITION = "file_document"
#: So much a case may hold in files.
MOST_FILES = 500
MOST_BYTES = 500 * 1024 * 1024
#: The track on which a paper of a subject is filed, by kind of subject.
TRACK_OF = {"accused": "prosecution", "victim": "victim_support", "": "investigation"}


@dataclass(frozen=True)
class NewDocument:
    """A paper to be filed. ``answers``: the row's questions, as `step.form.read` takes them.

    ``label``: the pseudonym of whom it is about, '' for the case.
    """

    case_reference: str
    label: str = ""
    occurred_on: Any = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None


@dataclass(frozen=True)
class OpenedFile:
    """A file as it came, for one answer."""

    name: str
    media_type: str
    content: bytes


def file_document(services: Services, viewer: Viewer, new: NewDocument) -> Fired:
    """File a paper, with or without its file: both, or neither.

    Raises FormErrors (also for the file), NotVisible, NotAllowedHere and what `fire` raises.
    """
    kind = {"A": "accused", "V": "victim"}.get(new.label[:1], "")
    step = Step(
        new.case_reference,
        TRACK_OF[kind],
        TRANSITION,
        (SubjectStep(new.label),),
        {"occurred_on": new.occurred_on, "documents": [dict(new.answers)]},
        new.reasons,
    )
    with unit_of_work(services.database, actor_of(viewer, None)) as work, _Kept(services) as kept:
        fired = fire(services, viewer, step)
        if new.upload is not None:
            row = work.connection.execute(
                select(RegisterRow.id).where(
                    RegisterRow.case_id == fired.case_id,
                    RegisterRow.register == "documents",
                    RegisterRow.created_by == fired.event_id,
                )
            ).scalar_one()
            kept.store(work, viewer, fired.case_id, row, new.upload)
        return fired


def add_version(
    services: Services, viewer: Viewer, reference: str, number: int, upload: Upload
) -> None:
    """A file for a paper that is filed already, or a newer version of its file.

    Raises FormErrors for the file, NotVisible, NotAllowedHere.
    """
    with unit_of_work(services.database, actor_of(viewer, None)) as work, _Kept(services) as kept:
        file, row = _readable(work, services, viewer, reference, number, write=True)
        work.lock([file.head.id])
        kept.store(work, viewer, file.head.id, row.id, upload)


def open_file(
    services: Services, viewer: Viewer, reference: str, number: int, version: int
) -> OpenedFile:
    """The bytes of one version; the look is committed before they are read.

    Raises NotVisible, NotAllowedHere; SealBroken if the file is not what came in.
    """
    with unit_of_work(services.database, actor_of(viewer, None)) as work:
        file, row = _readable(work, services, viewer, reference, number)
        stored = work.connection.execute(
            select(*DocumentFile.__table__.columns).where(
                DocumentFile.row_id == row.id, DocumentFile.version == version
            )
        ).one_or_none()
        if stored is None:
            raise NotVisible
        work.audit("document.opened", case_id=file.head.id, objects={"file": stored.id})
    with services.database.read() as connection:
        content = _store(services).open(connection, services.keyring, stored.case_id, stored.id)
        opener = open_case(connection, services.keyring, stored.case_id)
        name = opener.open(f"file:{stored.id}", stored.sealed_name)["name"]
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise SealBroken("a file is not what came in")
    return OpenedFile(str(name), stored.media_type, content)


def _readable(
    work: UnitOfWork,
    services: Services,
    viewer: Viewer,
    reference: str,
    number: int,
    *,
    write: bool = False,
) -> tuple[CaseFile, Row]:
    """The case and the row of one of its papers that this viewer may read."""
    sight = sight_of_reference(work.connection, viewer, reference)
    if sight is None:
        raise NotVisible
    file = load_case(work.connection, services, sight.case_id, viewer.now)
    row = document_row(file, number)
    if row is None:
        raise NotVisible
    event = filed_by(work.connection, file, [row.created_by])[row.created_by]
    mine = event.user_id == viewer.user_id
    if not mine and not may_read_of(file.library, tuple(viewer.roles), event.track):
        work.refused("document.refused", case_id=sight.case_id, objects={"row": row.id})
        raise NotAllowedHere(say("This paper belongs to fields that your role does not read."))
    if write and not sight.may_write:
        raise NotAllowedHere(say("You may read this case; filing is for its team."))
    return file, row


def _store(services: Services) -> FileStore:
    return FileStore(services.home / "files")


class _Kept:
    """The files written in one unit of work: taken away again if it does not come to its end."""

    def __init__(self, services: Services) -> None:
        self._services, self._written = services, list[str]()

    def __enter__(self) -> _Kept:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            for file_id in self._written:
                _store(self._services).remove(file_id)

    def store(
        self, work: UnitOfWork, viewer: Viewer, case_id: str, row_id: str, upload: Upload
    ) -> None:
        """Seal, write and register one version. Raises FormErrors."""
        media_type = self._checked(work, viewer, case_id, upload)
        file_id = new_id()
        sealer = case_sealer(work.connection, self._services.keyring, case_id)
        last = select(func.max(DocumentFile.version)).where(DocumentFile.row_id == row_id)
        version = (work.connection.execute(last).scalar() or 0) + 1
        self._written.append(file_id)
        keyring = self._services.keyring
        _store(self._services).keep(work.connection, keyring, case_id, file_id, upload.content)
        name = {"name": plain_name(upload.name)}
        work.connection.execute(
            insert(DocumentFile).values(
                id=file_id,
                case_id=case_id,
                row_id=row_id,
                version=version,
                media_type=media_type,
                size=len(upload.content),
                sha256=hashlib.sha256(upload.content).hexdigest(),
                sealed_name=sealer.seal(f"file:{file_id}", name),
                stored_at=work.clock,
                stored_by=viewer.user_id,
            )
        )
        work.audit("document.stored", case_id=case_id, objects={"file": file_id, "row": row_id})

    def _checked(self, work: UnitOfWork, viewer: Viewer, case_id: str, upload: Upload) -> str:
        held = work.connection.execute(
            select(func.count(), func.coalesce(func.sum(DocumentFile.size), 0)).where(
                DocumentFile.case_id == case_id
            )
        ).one()
        try:
            media_type = media_type_of(upload)
            if held[0] >= MOST_FILES or held[1] + len(upload.content) > MOST_BYTES:
                raise FileRefused(
                    say("This case holds as many files as it may. Ask the administrator.")
                )
            self._no_name(work, viewer, case_id, upload.name)
        except FileRefused as refused:
            raise FormErrors([FieldError("file", str(refused), say("File"))]) from refused
        return media_type

    def _no_name(self, work: UnitOfWork, viewer: Viewer, case_id: str, name: str) -> None:
        """The name of a file is read by all who may read the paper (C07)."""
        file = load_case(work.connection, self._services, case_id, viewer.now)
        finder = name_finder(work.connection, self._services.keyring, file)
        found = finder(plain_name(name).replace("_", " ").replace("-", " ").replace(".", " "))
        if found:
            raise FileRefused(
                say(
                    "The name of the file contains the sealed name of %(found)s. "
                    "Rename the file: write %(found)s in its place.",
                    found=found,
                )
            )
