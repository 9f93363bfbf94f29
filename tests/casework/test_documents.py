"""Papers and their files: what is taken, how it is kept, who may open it."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from PIL import Image
from sqlalchemy import select

from ctj.casework.documents import NewDocument, add_version, file_document, open_file
from ctj.casework.file_types import DOCX, FileRefused, Upload, media_type_of, plain_name
from ctj.casework.refusals import FormErrors, NotAllowedHere
from ctj.identity.errors import SealBroken
from ctj.model.audit import AuditRow
from ctj.model.documents import DocumentFile
from tests.casework.story import Story
from tests.world import World


@pytest.fixture
def story(world: World) -> Story:
    return Story(world)


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size).save(out, kind)
    return out.getvalue()


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


WORD = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}


def paper(story: Story, upload: Upload | None = None, label: str = "A1", **row: str) -> NewDocument:
    answers = {"kind": "letter", "title": "Letter of the bank", "place": "Cabinet 3", **row}
    return NewDocument(story.reference, label, "2024-03-05", answers, {}, upload)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PNG", picture("PNG"), "image/png"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.docx", package(**WORD), DOCX),
    ],
)
def test_four_kinds_are_taken_by_content_and_name(
    name: str, content: bytes, media_type: str
) -> None:
    assert media_type_of(Upload(name, content)) == media_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"", "empty"),
        ("a.exe", b"MZ", "Only PDF"),
        ("a.svg", b"<svg/>", "Only PDF"),
        ("a.html", b"<p>", "Only PDF"),
        ("pdf", PDF, "Only PDF"),
        ("a.pdf", picture("PNG"), "something else"),
        ("a.png", picture("JPEG"), "something else"),
        ("a.jpg", PDF, "something else"),
        ("a.png", picture("PNG")[:40], "something else"),
        ("a.docx", PDF, "something else"),
        ("a.docx", package(**{"xl/workbook.xml": b"<x/>"}), "something else"),
        ("a.docx", package(**WORD, **{"word/vbaProject.bin": b"x"}), "macros"),
        ("a.docx", package(**WORD)[:-30], "something else"),
        ("a.docx", package(**WORD, **{f"p{n}": b"" for n in range(2001)}), "too many"),
        ("a.docx", package(**WORD, bomb=b"\0" * (201 * 1024 * 1024)), "unpacks"),
        ("a.png", picture("PNG", (10_000, 5_001)), "50 million"),
        ("a.pdf", PDF + b"\0" * (20 * 1024 * 1024), "20 MB"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_anything_else_is_refused_with_the_mend(name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        media_type_of(Upload(name, content))


@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_are_refused_and_never_break(seed: int) -> None:
    """T19, uploads: 300 mutations of each kind; every one is taken or refused in words."""
    chance = random.Random(seed)
    good = [("a.pdf", PDF), ("a.png", picture("PNG")), ("a.jpg", picture("JPEG"))]
    good.append(("a.docx", package(**WORD)))
    name, content = good[seed]
    for _round in range(300):
        bytes_now = bytearray(content)
        for _hit in range(chance.randint(1, 12)):
            at = chance.randrange(len(bytes_now))
            bytes_now[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 4))
        try:
            media_type_of(Upload(name, bytes(bytes_now)))
        except FileRefused as refused:
            assert str(refused).endswith(".")


def test_names_lose_folders_and_what_no_keyboard_types() -> None:
    assert plain_name("../../etc/pass\nwd.pdf") == "passwd.pdf"
    assert plain_name("C:\\files\\จดหมาย.pdf") == "จดหมาย.pdf"


def test_a_paper_is_filed_with_its_file_and_opened_again(story: Story) -> None:
    story.begun()
    file_document(story.services, story.pros, paper(story, Upload("bank letter.pdf", PDF)))
    add_version(story.services, story.pros, story.reference, 1, Upload("new.pdf", PDF + b"\n"))
    first = open_file(story.services, story.pros, story.reference, 1, 1)
    second = open_file(story.services, story.pros, story.reference, 1, 2)
    assert (first.name, first.content) == ("bank letter.pdf", PDF)
    assert second.content == PDF + b"\n"
    with story.services.database.read() as connection:
        actions = connection.execute(select(AuditRow.action)).scalars().all()
    assert actions.count("document.stored") == 2
    assert actions.count("document.opened") == 2


def test_nothing_readable_lies_on_the_disk(story: Story) -> None:
    story.begun()
    marked = PDF + b"MARKER-IN-FILE"
    file_document(story.services, story.pros, paper(story, Upload("MARKER-IN-NAME.pdf", marked)))
    kept = [path for path in (story.services.home / "files").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert b"MARKER" not in kept[0].read_bytes()
    assert kept[0].stat().st_mode & 0o077 == 0
    with story.services.database.read() as connection:
        assert b"MARKER" not in bytes(connection.execute(select(DocumentFile.sealed_name)).scalar())


def test_an_altered_or_swapped_file_does_not_open(story: Story) -> None:
    story.begun()
    for name in ("one.pdf", "two.pdf"):
        file_document(story.services, story.pros, paper(story, Upload(name, PDF)))
    first, second = sorted(
        path for path in (story.services.home / "files").rglob("*") if path.is_file()
    )
    bytes_of_first = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(bytes_of_first[:-1] + b"\0")
    for number in (1, 2):
        with pytest.raises(SealBroken):
            open_file(story.services, story.pros, story.reference, number, 1)


def test_a_refused_file_leaves_neither_row_nor_file(story: Story) -> None:
    story.begun()
    with pytest.raises(FormErrors):
        file_document(story.services, story.pros, paper(story, Upload("a.pdf", b"no")))
    folder = story.services.home / "files"
    assert not [path for path in folder.rglob("*") if path.is_file()]
    with pytest.raises(Exception, match=r"^$|not|visible") as refusal:
        open_file(story.services, story.pros, story.reference, 1, 1)
    assert type(refusal.value).__name__ == "NotVisible"


def test_the_name_of_a_file_may_not_hold_the_name_of_a_victim(story: Story) -> None:
    story.begun()
    with pytest.raises(FormErrors, match="write V1"):
        file_document(
            story.services, story.pros, paper(story, Upload("maria_santos_reyes.pdf", PDF))
        )


def test_a_role_reads_papers_of_its_own_field_groups(story: Story) -> None:
    """A prosecutor does not open what is filed with the support of a victim (process 2.3)."""
    story.begun()
    helper = story.world.viewer("vso", agency="police")
    story.world.grant(story.case_id, "vso")
    file_document(story.services, helper, paper(story, Upload("a.pdf", PDF), label="V1"))
    assert open_file(story.services, helper, story.reference, 1, 1).content == PDF
    with pytest.raises(NotAllowedHere):
        open_file(story.services, story.pros, story.reference, 1, 1)
