"""Every page there is, as somebody comes to it: for the checks by axe and for the contact sheet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

CUSTODY, CROWD, TOLD = "PH-DEMO-CUSTODY", "TH-BKK-ROHINGYA-2017", "PH-GR-195419"


@dataclass(frozen=True)
class Place:
    """One page. ``path``: where it begins; ``then``: what is done there until it shows."""

    name: str
    role: str
    path: str
    then: Callable[[Page], object] = lambda page: None
    stepped_up: bool = False


def press(label: str) -> Callable[[Page], object]:
    return lambda page: page.get_by_role("button", name=label, exact=True).first.click()


def follow(pattern: str) -> Callable[[Page], object]:
    """Go where the first link with such an address leads."""

    def go(page: Page) -> None:
        links = page.locator("main a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        page.goto(next(href for href in links if href and re.search(pattern, href)))

    return go


def several(*acts: Callable[[Page], object]) -> Callable[[Page], object]:
    def all_of_them(page: Page) -> None:
        for act in acts:
            act(page)

    return all_of_them


def _sign_in(page: Page) -> None:
    page.get_by_label("Work e-mail").fill("nobody@demo.example")
    page.get_by_label("Password").fill("not the password at all")
    press("Go on to the second step")(page)


def _half_signed_in(page: Page) -> None:
    page.get_by_label("Work e-mail").fill("cao@demo.example")
    page.get_by_label("Password").fill("harbour lantern demo")
    press("Go on to the second step")(page)


def _reasoned(page: Page) -> None:
    page.get_by_role("textbox").last.fill("Served with the summons: name needed for the docket.")
    page.locator("main form").last.get_by_role("button").last.click()


def _checked(page: Page) -> None:
    page.get_by_label("Day", exact=True).first.fill("1")
    page.get_by_label("Month", exact=True).first.select_option("3")
    page.get_by_label("Year", exact=True).first.fill("2020")
    page.locator("textarea").first.fill("The docket was read at the registry.")
    press("Check your answers")(page)


#: Roles whose page of the day differs.
_DAILY = ("front", "inv", "lead", "pros", "vso", "wpo", "mgr")

_ENTRY = follow(rf"/cases/{TOLD}/entries/[0-9a-f-]+$")

PLACES = (
    Place("sign-in", "", "/sign-in"),
    Place("chronology", "inv", f"/cases/{CUSTODY}/chronology"),
    Place("chronology-empty", "pros", "/cases/PH-DEMO-APPEAL/chronology"),
    Place("chronology-bring", "inv", f"/cases/{CUSTODY}/chronology/bring"),
    Place("exhibits", "inv", f"/cases/{CUSTODY}/exhibits"),
    Place("exhibit-offer", "inv", f"/cases/{CUSTODY}/exhibits/offer"),
    *(Place(f"today-{role}", role, "/today") for role in _DAILY),
    Place("diary", "vso", "/diary"),
    Place("diary-week", "pros", "/diary/week"),
    Place("notices", "vso", "/notices"),
    Place("case-of-support", "vso", f"/cases/{CUSTODY}"),
    Place("case-of-investigation", "lead", f"/cases/{CUSTODY}"),
    Place("victim", "vso", f"/cases/{CUSTODY}/people/V1"),
    Place("victim-of-investigation", "inv", f"/cases/{CUSTODY}/people/V1"),
    Place("witnesses", "wpo", "/cases/PH-DEMO-TRIAL/witnesses"),
    Place("witnesses-none", "wpo", f"/cases/{CUSTODY}/witnesses"),
    Place("documents", "vso", f"/cases/{CUSTODY}/documents"),
    Place("absence", "vso", "/account/absence", stepped_up=True),
    Place("step-interview", "inv", f"/cases/{CUSTODY}/steps/investigation/log_interview"),
    Place(
        "step-consent",
        "vso",
        f"/cases/{CUSTODY}/steps/victim_support/record_consent?for=V1",
    ),
    Place("translations", "adm", "/administration/translations", stepped_up=True),
    Place("sign-in-wrong", "", "/sign-in", _sign_in),
    Place("sign-in-code", "", "/sign-in", _half_signed_in),
    Place(
        "sign-in-recovery",
        "",
        "/sign-in",
        several(_half_signed_in, follow("/sign-in/recovery-code")),
    ),
    Place("sign-in-link-used", "", "/sign-in/link/used"),
    Place("cases", "pros", "/cases"),
    Place("cases-table", "pros", "/cases?view=table"),
    Place("cases-filtered", "pros", "/cases?soon=1&mine=1"),
    Place("cases-none-found", "pros", "/cases?q=NOTHING-OF-THAT-NAME"),
    Place("cases-error", "pros", "/cases?state=invented&after=broken"),
    Place("cases-empty", "cao", "/cases"),
    Place("case", "pros", f"/cases/{CUSTODY}"),
    Place("case-final", "pros", f"/cases/{TOLD}"),
    Place("case-103-accused", "mgr", f"/cases/{CROWD}"),
    Place("case-people", "pros", f"/cases/{CUSTODY}/people"),
    Place("case-reveal", "pros", f"/cases/{CUSTODY}/people/A1/reveal?group=name", stepped_up=True),
    Place(
        "case-reveal-error",
        "pros",
        f"/cases/{CUSTODY}/people/A1/reveal?group=name",
        lambda page: page.locator("main form").last.evaluate("form => form.submit()"),
        stepped_up=True,
    ),
    Place(
        "case-revealed",
        "pros",
        f"/cases/{CUSTODY}/people/A1/reveal?group=name",
        _reasoned,
        stepped_up=True,
    ),
    Place("case-registers", "pros", f"/cases/{TOLD}/registers"),
    Place("case-activity", "pros", f"/cases/{TOLD}/activity"),
    Place("case-team", "lead", f"/cases/{CUSTODY}/team"),
    Place("shares", "lead", "/shares"),
    Place("entry", "pros", f"/cases/{TOLD}/activity", _ENTRY),
    Place(
        "entry-correct",
        "pros",
        f"/cases/{TOLD}/activity",
        several(_ENTRY, follow("/correct$")),
    ),
    Place(
        "entry-withdraw",
        "pros",
        f"/cases/{TOLD}/activity",
        several(_ENTRY, follow("/withdraw$")),
    ),
    Place(
        "entry-insert",
        "pros",
        f"/cases/{TOLD}/activity",
        several(_ENTRY, follow("/insert$")),
    ),
    Place("step-charge", "pros", f"/cases/{CUSTODY}/steps/prosecution/charge?for=A1"),
    Place(
        "step-charge-errors",
        "pros",
        f"/cases/{CUSTODY}/steps/prosecution/charge?for=A1",
        press("Check your answers"),
    ),
    Place(
        "step-joint",
        "pros",
        f"/cases/{TOLD}/steps/prosecution/add_note?for=A1,A2,A3",
    ),
    Place(
        "step-check",
        "pros",
        f"/cases/{TOLD}/steps/prosecution/add_note?for=A1",
        _checked,
    ),
    Place("open-case-how", "lead", "/cases/open/how"),
    Place("open-case", "lead", "/cases/open"),
    *(Place(f"open-case-{one}", "lead", f"/cases/open?page={one}") for one in (2, 3, 4)),
    Place("open-case-errors", "lead", "/cases/open", press("Check your answers")),
    Place("people-search", "lead", "/people/search"),
    Place("approvals", "lead", "/approvals"),
    Place("figures", "mgr", "/figures"),
    *(
        Place(f"figure-{one}", "mgr", f"/figures/{one}")
        for one in (
            *("1.01", "1.02", "1.07", "2.09", "2.12", "2.13", "3.04", "3.06"),
            *("4.01", "4.02", "4.03", "4.04", "5.08", "5.12", "6.08", "6.14"),
        )
    ),
    *(Place(f"component-{one}", "mgr", f"/figures/component/{one}") for one in range(1, 8)),
    Place("component-by", "mgr", "/figures/component/4?by=sex"),
    Place("component-none", "stew", "/figures/component/5"),
    Place("figure-by", "mgr", "/figures/4.02?by=jurisdiction"),
    Place("figure-error", "mgr", "/figures/4.02?first=2030-01-01&last=2020-01-01"),
    Place("figure-opened", "mgr", "/figures/4.02", follow("/figures/4.02/units/")),
    Place("figures-none", "stew", "/figures"),
    Place("tracks", "pros", "/tracks"),
    Place("track", "pros", "/tracks/prosecution"),
    Place("law", "pros", "/law/ph"),
    Place("account", "pros", "/account"),
    Place("account-password", "pros", "/account/password", stepped_up=True),
    Place("account-step-up", "pros", "/account/step-up"),
    Place("administration", "adm", "/administration"),
    Place("administration-users", "adm", "/administration/users", stepped_up=True),
    Place(
        "administration-user",
        "adm",
        "/administration/users",
        follow("/administration/users/[0-9a-f-]+$"),
        stepped_up=True,
    ),
    Place("administration-agencies", "adm", "/administration/agencies", stepped_up=True),
    Place("administration-teams", "adm", "/administration/teams", stepped_up=True),
    Place(
        "administration-team",
        "adm",
        "/administration/teams",
        follow("/administration/teams/[0-9a-f-]+$"),
        stepped_up=True,
    ),
    Place("not-found", "pros", "/cases/CTJ-0000-0000"),
    Place("refused", "adm", "/cases"),
)
