"""How a letter leaves: into a folder, to an SMTP server, or not at all.

A letter in a folder is named by its notice, so that writing it twice leaves one. An SMTP server
that was reached and did not answer may have taken the letter: that is said, not guessed.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from ctj.casework.letters import Letter, Unsure

TIMEOUT = 20


class NotSent(Exception):
    """The letter surely did not leave. ``code`` says why, and holds no text of the server."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Mailer(Protocol):
    """``repeatable``: sending the same letter again leaves one letter."""

    @property
    def repeatable(self) -> bool: ...

    def send(self, letter: Letter) -> None:
        """Raises NotSent, Unsure."""


@dataclass(frozen=True)
class FolderMailer:
    """Letters as files, for a demonstration and for a relay that collects them."""

    folder: Path
    sender: str
    repeatable: bool = True

    def send(self, letter: Letter) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = self.folder / f".{letter.id}.part"
            unfinished.write_bytes(bytes(message_of(letter, self.sender)))
            os.replace(unfinished, self.folder / f"{letter.id}.eml")
        except OSError:
            raise NotSent("folder_not_writable") from None


@dataclass(frozen=True)
class SmtpMailer:
    """``security``: '' (plain, for a relay on this machine), 'starttls' or 'tls'."""

    host: str
    port: int
    sender: str
    security: str = ""
    user: str = ""
    password: str = ""
    repeatable: bool = False

    def send(self, letter: Letter) -> None:
        server = self._connected()
        try:
            server.send_message(message_of(letter, self.sender))
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
            raise NotSent("refused_by_server") from None
        except (OSError, smtplib.SMTPException):
            raise Unsure from None
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        try:
            if self.security == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=TIMEOUT, context=context
                )
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except (OSError, smtplib.SMTPException):
            raise NotSent("server_not_reached") from None
        return server


class MailRefused(ValueError):
    """CTJ_MAIL cannot be used; the message names the mend."""


def mailer_of(setting: str, sender: str, home: Path) -> Mailer | None:
    """'' = a folder in the instance's home, 'off' = none, 'file:/path', or an SMTP address:
    ``smtp://host:25``, ``smtp+starttls://user:password@host:587``, ``smtps://host:465``."""
    if setting == "off":
        return None
    if not setting:
        return FolderMailer(home / "mail", sender)
    parts = urlsplit(setting)
    if parts.scheme == "file" and parts.path:
        return FolderMailer(Path(unquote(parts.path)), sender)
    kinds = {"smtp": ("", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}
    if parts.scheme not in kinds or not parts.hostname:
        raise MailRefused(
            "CTJ_MAIL is not an address of mail: write off, file:/folder, smtp://host:25, "
            "smtp+starttls://user:password@host:587 or smtps://user:password@host:465."
        )
    security, usual = kinds[parts.scheme]
    return SmtpMailer(
        host=parts.hostname,
        port=parts.port or usual,
        sender=sender,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The same letter is always the same message: its id is that of the notice."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, letter.to, letter.subject
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
