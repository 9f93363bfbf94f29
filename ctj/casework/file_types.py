"""What a file is, by its content and its name alike (C16): PDF, JPEG, PNG, DOCX and nothing else.

A file is looked at in memory, never opened by another program. Limits: size, pixels, entries and
unpacked size of a DOCX; macros, outside relations' entities and encrypted entries are refused.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from PIL import Image, UnidentifiedImageError

from ctj.language import say

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: Ending -> media type. What is not here is not taken.
ENDINGS = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": DOCX,
}
LARGEST = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 200 * 1024 * 1024
LONGEST_NAME = 150


class FileRefused(ValueError):
    """The file is not taken; the message says why and what to do."""


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name as the sender wrote it, and its bytes."""

    name: str
    content: bytes


def media_type_of(upload: Upload) -> str:
    """The media type. Raises FileRefused for what is not, or not wholly, one of the four kinds."""
    if not upload.content:
        raise FileRefused(say("The file is empty. Choose the file again."))
    if len(upload.content) > LARGEST:
        raise FileRefused(say("The file is larger than 20 MB. Scan it smaller, or divide it."))
    ending = PurePosixPath(upload.name.lower()).suffix
    wanted = ENDINGS.get(ending)
    if wanted is None:
        raise FileRefused(
            say("Only PDF, JPEG, PNG and DOCX are taken. Save the file as one of these.")
        )
    if not _looks(upload.content, wanted):
        raise FileRefused(
            say(
                "The file is named %(ending)s and holds something else. Save it "
                "anew as %(ending)s.",
                ending=ending,
            )
        )
    return wanted


def plain_name(name: str) -> str:
    """The name without folders and without what no keyboard types, its ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character for character in last if character.isprintable()).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return (stem[:LONGEST_NAME] + dot + ending[:10]) or "file"


def _looks(content: bytes, wanted: str) -> bool:
    if wanted == "application/pdf":
        return content.startswith(b"%PDF-")
    if wanted.startswith("image/"):
        return _said(content) == wanted and _is_picture(content, wanted)
    return content.startswith(b"PK\x03\x04") and _is_docx(content)


def _said(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _is_picture(content: bytes, wanted: str) -> bool:
    kind = {"image/jpeg": "JPEG", "image/png": "PNG"}[wanted]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as picture:
                pixels = picture.width * picture.height
                if pixels <= MOST_PIXELS:
                    picture.verify()
    except Image.DecompressionBombError:
        pixels = MOST_PIXELS + 1
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error):
        return False
    if pixels > MOST_PIXELS:
        raise FileRefused(say("The picture has over 50 million pixels. Make it smaller."))
    return True


def _is_docx(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_ENTRIES or len(names) != len(entries):
                raise FileRefused(say("The DOCX holds too many parts, or parts of the same name."))
            if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                raise FileRefused(say("The DOCX unpacks to more than 200 MB."))
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileRefused(say("The DOCX is protected by a password. Take it off first."))
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefused(say("The DOCX holds macros. Save it without them."))
    except FileRefused:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names
