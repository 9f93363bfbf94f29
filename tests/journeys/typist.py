"""Types the events of a timeline into the pages, as the person who sits at that seat would.

Nothing is sent behind the pages' back: each step starts at its button on the case page, and each
answer is chosen or typed in its own input. Clicks and keystrokes are counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from ctj.exchange.timeline_format import TimelineEvent
from ctj.workflow.definitions import Field, Library, Transition
from ctj.workflow.step.blank import is_own

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass
class Work:
    """What it took."""

    clicks: int = 0
    keys: int = 0
    pages: int = 0


class Typist:
    """One person at one page. ``names``: labels of agencies and courts by their codes."""

    def __init__(self, page: Page, library: Library, names: Mapping[str, str], why: str) -> None:
        self.page, self.library, self.names, self.why = page, library, names, why
        self.work = Work()
        page.on("load", lambda _page: self._turned())

    def _turned(self) -> None:
        self.work.pages += 1

    def click(self, what: Locator) -> None:
        what.click()
        self.work.clicks += 1

    def press(self, what: Locator) -> None:
        """A link or button that leads to another page."""
        with self.page.expect_navigation():
            self.click(what)

    def type(self, where: Locator, text: str) -> None:
        where.fill(text)
        self.work.keys += len(text)

    def take(self, reference: str, event: TimelineEvent) -> None:
        """Record the event: for all its subjects at once where the step may be joint."""
        step = self.library.tracks[event.track].transitions[event.transition]
        groups = [event.subjects] if step.joint else [(one,) for one in event.subjects] or [()]
        for labels in groups:
            self._open(reference, event, labels)
            self._fill(step, event, labels)
            self._check_and_record()

    def _open(self, reference: str, event: TimelineEvent, labels: Sequence[str]) -> None:
        """From the case page by a button that leads to this step for one of these people."""
        page = self.page
        page.goto(f"/cases/{reference}")
        if not self._links(event, labels).count():
            self.press(page.get_by_role("link", name=re.compile(r"more steps?$")))
        self.press(self._links(event, labels).first)
        asked = page.locator(".c-id .c-subj").all_inner_texts()
        if set(asked) == set(labels):
            return
        self.click(page.get_by_text(re.compile("Record the same for others|Record it for fewer")))
        for box in page.locator('details form input[name="for"]').all():
            if box.is_checked() != (box.get_attribute("value") in labels):
                self.click(box)
        self.press(page.get_by_role("button", name="Ask for these"))

    def _links(self, event: TimelineEvent, labels: Sequence[str]) -> Locator:
        step = self.library.tracks[event.track].transitions[event.transition]
        address = f"/steps/{event.track}/{event.transition}?"
        if step.joint:
            return self.page.locator(f'main a[href*="{address}"]')
        ends = f"{address}for={labels[0]}" if labels else address.removesuffix("?")
        return self.page.locator(f'main a[href$="{ends}"]')

    def _fill(self, step: Transition, event: TimelineEvent, labels: Sequence[str]) -> None:
        answers = {"occurred_on": event.date, **event.answers}
        placed = []
        for asked in step.form:
            own = {label: event.own_answers.get(label, {}).get(asked.id) for label in labels}
            apart = len(labels) > 1 and is_own(asked)
            for label in labels if apart else (labels[:1] or ("",)):
                value = answers.get(asked.id) if own.get(label) is None else own[label]
                if value is not None:
                    placed.append((asked, f"{label}.{asked.id}" if apart else asked.id, value))
        for asked, path, value in placed:
            if asked.type == "row":
                self._rows_for(path, len(value))
        for asked, path, value in placed:
            self._answer(asked, path, value)

    def _rows_for(self, path: str, wanted: int) -> None:
        """As many rows as there are answers, by the ordinary buttons."""
        while not self._named(path, wanted - 1).count():
            self.press(self.page.locator(f'button[value="add:{path}"]'))

    def _named(self, path: str, place: int) -> Locator:
        return self.page.locator(f'[name^="{path}.{place}."]')

    def _answer(self, asked: Field, path: str, value: Any) -> None:
        if asked.type == "row":
            for place, row in enumerate(value):
                self._row(asked, f"{path}.{place}", row)
        elif asked.type == "date":
            self._date(path, value)
        elif asked.type == "money":
            amount, _space, currency = str(value).partition(" ")
            self._put(f"{path}.amount", amount)
            if currency:
                self._choose(f"{path}.currency", currency)
        elif asked.type == "yn":
            self.click(self._shown(f'[name="{path}"][value="{value}"]'))
        elif asked.many:
            self._several(path, value if isinstance(value, list | tuple) else [value])
        elif asked.type in ("code", "org", "user", "subj"):
            self._choose(path, value)
        else:
            self._put(path, str(value))

    def _row(self, asked: Field, path: str, row: Mapping[str, Any]) -> None:
        register = self.library.registers[asked.register or ""]
        columns = {column.id: column for column in asked.fields or register.fields}
        if "row" in row:
            self._choose(f"{path}.row", str(row["row"]), starts=True)
        for name, value in row.items():
            if name == "state":
                self._choose(f"{path}.{asked.status_from}", value)
            elif name != "row":
                self._answer(columns[name], f"{path}.{name}", value)

    def _shown(self, selector: str) -> Locator:
        """The input, after what folds it away was opened."""
        found = self.page.locator(selector)
        for fold in found.locator("xpath=ancestor::details[not(@open)]").all():
            self.click(fold.locator("> summary"))
        return found

    def _put(self, path: str, text: str) -> None:
        self.type(self._shown(f'[name="{path}"]'), text)

    def _choose(self, path: str, value: Any, *, starts: bool = False) -> None:
        """An option by its value, or by the label that stands for a code of an agency or row."""
        select = self._shown(f'select[name="{path}"]')
        options = select.locator("option").evaluate_all(
            "all => all.map(o => [o.value, o.textContent.trim()])"
        )
        label = self.names.get(str(value), str(value))
        for option, words in options:
            if option == value or words == label or (starts and words.startswith(label)):
                select.select_option(value=option)
                self.work.clicks += 1
                return
        raise AssertionError(f"{path} offers no {value}: {options[:12]}")

    def _several(self, path: str, values: Sequence[Any]) -> None:
        boxes = self._shown(f'[name="{path}"]')
        if boxes.first.evaluate("e => e.tagName") == "SELECT":
            boxes.select_option([str(one) for one in values])
            self.work.clicks += len(values)
            return
        for value in values:
            box = self.page.locator(f'[name="{path}"][value="{value}"]')
            if not box.count():
                box = boxes.locator(f'xpath=parent::label[contains(., "{value}")]/input')
            if not box.is_checked():
                self.click(box)

    def _date(self, path: str, value: Any) -> None:
        if isinstance(value, Mapping):
            self._date(path, value["value"])
            if value.get("source"):
                self._choose(f"{path}.source", value["source"])
            for place, other in enumerate(value.get("alternatives", ())):
                self._date(f"{path}.alternatives.{place}", other)
            return
        if value == "unknown":
            self.click(self._shown(f'[name="{path}.unknown"]'))
            return
        first, _dots, last = str(value).partition("..")
        self._one_date(path, first)
        if last:
            self._one_date(f"{path}.to", last)

    def _one_date(self, path: str, text: str) -> None:
        found = _DATE.fullmatch(text)
        assert found, text
        year, month, day = found.groups()
        if day:
            self._put(f"{path}.day", str(int(day)))
        if month:
            self._choose(f"{path}.month", str(int(month)))
        self._put(f"{path}.year", year)

    def _check_and_record(self) -> None:
        page = self.page
        self.press(page.get_by_role("button", name="Check your answers").last)
        problems = page.locator(".c-errsum")
        assert not problems.count(), problems.first.inner_text()
        for reason in page.locator('textarea[name^="reason:"]').all():
            self.type(reason, self.why)
        self.press(page.get_by_role("button", name=re.compile("^Record it")))
        banner = page.locator(".c-banner")
        assert banner.count() and "Recorded" in banner.first.inner_text(), page.url
