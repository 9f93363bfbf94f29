"""Files attached to rows of the register of documents: what they are, never what they say."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base, Code, Id, Instant, KeyId


class DocumentFile(Base):
    """One version of the file of one document. The bytes lie outside, sealed with the case's key.

    ``case_id``: the case whose key seals it. ``row_id``: the row of the register, whose id follows
    from its event and so outlives every rebuild. ``sha256``: of the bytes as they came, in hex.
    """

    __tablename__ = "document_files"
    __table_args__ = (UniqueConstraint("row_id", "version"), Index(None, "case_id"))

    id: Mapped[KeyId]
    case_id: Mapped[Id] = mapped_column(ForeignKey("cases.id"))
    row_id: Mapped[Id]
    version: Mapped[int]
    media_type: Mapped[Code]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    stored_at: Mapped[Instant]
    stored_by: Mapped[Id] = mapped_column(ForeignKey("users.id"))
