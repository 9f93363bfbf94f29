"""Pictures of every page at both widths, on one sheet, in colour and in grey.

    python -m tests.journeys.contact_sheet --out DIR      # all pages, and DIR/sheet.html
    python -m tests.journeys.contact_sheet --readme       # the three pictures of the README

``--home`` keeps the instance between runs; ``--only`` takes pages whose name holds a word.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from ctj.wiring import open_services
from tests.journeys.chromium import WIDTHS, executable, launch_arguments, page_of
from tests.journeys.instance import ROOT, Instance, configuration_of, made, served, told
from tests.journeys.places import PLACES, Place

README = (
    Place("case-list", "pros", "/cases?soon=1"),
    Place("case-page", "pros", "/cases/PH-DEMO-TRIAL"),
    Place("figure", "mgr", "/figures/4.03"),
)
_HIGHEST = 1000


@contextmanager
def _instance(kept: Path | None) -> Iterator[Instance]:
    """The whole demonstration, made where it is not there yet."""
    with tempfile.TemporaryDirectory() as scratch:
        home = (kept or Path(scratch) / "home").resolve()
        there = (home / "ctj.sqlite3").exists()
        services = open_services(configuration_of(home)) if there else made(home, told())
        with served(home, services) as running:
            yield running


@contextmanager
def _browser() -> Iterator[Browser]:
    path = executable()
    if path is None:
        sys.exit("Chromium is not on this machine: install it, or name it in CTJ_TEST_CHROMIUM.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=launch_arguments())


def shown(page: Page, place: Place) -> None:
    """Bring the page up as the place says, and wait until it stands still."""
    page.goto(place.path)
    place.then(page)
    page.wait_for_load_state("networkidle")


def overflow(page: Page) -> str:
    """What sticks out at the right, '' if nothing does: a page must not scroll sideways."""
    return str(
        page.evaluate(
            """() => {
              const wide = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= wide) return '';
              const out = [...document.querySelectorAll('main *')]
                .filter(e => e.getBoundingClientRect().right > wide + 1)
                .map(e => e.tagName.toLowerCase() + '.' + e.className);
              return [...new Set(out)].slice(0, 5).join(', ') || 'the page';
            }"""
        )
    )


def _take(browser: Browser, instance: Instance, place: Place, width: int, out: Path) -> str:
    """One picture; returns what is amiss with the page ('' = nothing)."""
    with page_of(browser, instance, width, place.role, stepped_up=place.stepped_up) as page:
        wrong: list[str] = []
        page.on("response", lambda r: wrong.append(f"{r.status} {r.url}") if r.status > 499 else 0)
        page.on("console", lambda m: wrong.append(m.text) if "Content Security" in m.text else 0)
        try:
            shown(page, place)
        except Exception as error:  # the sheet shows how far it came
            wrong.append(str(error).splitlines()[0])
        page.screenshot(path=out / f"{place.name}-{width}.png", full_page=True)
        sideways = overflow(page)
        return "; ".join([*wrong, *([f"sticks out: {sideways}"] if sideways else [])])


def _sheet(out: Path, places: Sequence[Place], *, grey: bool) -> str:
    style = (
        "body{font:14px sans-serif;margin:16px}section{break-inside:avoid;margin:0 0 32px}"
        "img{border:1px solid #999;vertical-align:top;margin-right:12px;max-height:900px;"
        "object-fit:cover;object-position:top}"
    ) + ("img{filter:grayscale(1)}" if grey else "")
    shown_at = {1280: 640, 390: 280}
    parts = [
        f"<section><h2>{escape(place.name)}</h2>"
        + "".join(
            f'<a href="{place.name}-{width}.png"><img loading="lazy" width="{shown_at[width]}" '
            f'src="{place.name}-{width}.png" alt="{escape(place.name)} at {width} px"></a>'
            for width in WIDTHS
        )
        + "</section>"
        for place in places
    ]
    title = "All pages, in grey" if grey else "All pages"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style}</style><h1>{title}</h1>{''.join(parts)}</html>"
    )


def take_all(out: Path, kept: Path | None, only: str) -> int:
    """All pages at both widths, and the sheets; 1 where a page is amiss."""
    out.mkdir(parents=True, exist_ok=True)
    places = [place for place in PLACES if only in place.name]
    amiss = 0
    with _instance(kept) as instance, _browser() as browser:
        for place in places:
            for width in WIDTHS:
                wrong = _take(browser, instance, place, width, out)
                amiss += bool(wrong)
                if wrong:
                    print(f"{place.name} at {width}: {wrong}", flush=True)
    (out / "sheet.html").write_text(_sheet(out, places, grey=False), encoding="utf-8")
    (out / "grey.html").write_text(_sheet(out, places, grey=True), encoding="utf-8")
    print(f"{len(places)} pages at {len(WIDTHS)} widths: {out / 'sheet.html'}")
    return 1 if amiss else 0


def take_readme(kept: Path | None) -> int:
    """The three pictures of the README, small enough for the repository."""
    out = ROOT / "docs" / "pictures"
    with _instance(kept) as instance, _browser() as browser:
        for place in README:
            _take(browser, instance, place, 1280, out)
            taken = out / f"{place.name}-1280.png"
            with Image.open(taken) as picture:
                cut = picture.convert("RGB").crop((0, 0, 1280, min(picture.height, _HIGHEST)))
                few = cut.quantize(64, dither=Image.Dither.NONE)
                few.save(out / f"{place.name}.png", optimize=True)
            taken.unlink()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.journeys.contact_sheet")
    parser.add_argument("--out", type=Path, help="where the pictures and the sheets go")
    parser.add_argument("--readme", action="store_true", help="the README's pictures instead")
    parser.add_argument("--home", type=Path, help="an instance to keep between runs")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    chosen = parser.parse_args(arguments)
    if chosen.readme:
        return take_readme(chosen.home)
    if chosen.out is None:
        parser.error("say where: --out DIR")
    return take_all(chosen.out, chosen.home, chosen.only)


if __name__ == "__main__":
    sys.exit(main())
