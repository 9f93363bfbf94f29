"""The pages of documents: filing, versions, downloads that no page can embed."""

from __future__ import annotations

import io
from collections.abc import Callable

from tests.casework.story import Story
from tests.casework.test_documents import PDF, picture
from tests.web.conftest import Browser

FORM = {
    "kind": "letter",
    "title": "Letter of the bank",
    "place": "Cabinet 3",
    "label": "A1",
    "occurred_on.day": "5",
    "occurred_on.month": "3",
    "occurred_on.year": "2024",
}


def filed(browser: Browser, story: Story, name: str, content: bytes, status: int = 200) -> str:
    where = f"/cases/{story.reference}/documents"
    browser.get(f"{where}/new")
    return browser.post(f"{where}/new", {**FORM, "file": (io.BytesIO(content), name)}, status)


def test_the_empty_list_says_what_will_stand_there(
    story: Story, sign_in: Callable[..., Browser]
) -> None:
    story.begun()
    page = sign_in("pros").get(f"/cases/{story.reference}/documents")
    assert "No document is filed yet" in page


def test_a_file_is_filed_and_downloaded_as_a_file(
    story: Story, sign_in: Callable[..., Browser]
) -> None:
    story.begun()
    browser = sign_in("pros")
    page = filed(browser, story, "จดหมาย.pdf", PDF)
    assert "The document is filed" in page
    assert "จดหมาย.pdf" in page
    answer = browser.submit(f"/cases/{story.reference}/documents/1/files/1")
    assert answer.data == PDF
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refused_file_keeps_what_was_typed(story: Story, sign_in: Callable[..., Browser]) -> None:
    story.begun()
    page = filed(sign_in("pros"), story, "a.pdf", picture("PNG"), 422)
    assert "holds something else" in page
    assert 'value="Letter of the bank"' in page


def test_a_large_file_is_taken_and_a_larger_one_is_refused(
    story: Story, sign_in: Callable[..., Browser]
) -> None:
    story.begun()
    browser = sign_in("pros")
    filed(browser, story, "a.pdf", PDF + b"\0" * (5 * 1024 * 1024))
    filed(browser, story, "a.pdf", PDF + b"\0" * (21 * 1024 * 1024), 413)


def test_what_does_not_exist_is_absent(story: Story, sign_in: Callable[..., Browser]) -> None:
    story.begun()
    browser = sign_in("pros")
    browser.get(f"/cases/{story.reference}/documents/new")
    for path in ("1/files/1", "0/files/0", "99999999999/files/1"):
        assert browser.submit(f"/cases/{story.reference}/documents/{path}").status_code == 404
