"""Small timelines for tests: one case that loads, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

OPEN = """\
      - track: investigation
        transition: open_case
        date: 2005-08-02
        by: inv@PH-AHT
        answers:
          reported_on: 2005-08-02
          detection: self_report
          reported_by_kind: not_applicable
          victim_complained: yes
          extent: domestic
          company_named: unknown
          danger_now: unknown
          lead_agency: PH-AHT
"""
NAME = """\
      - {track: investigation, transition: name_suspect, subjects: [A1, A2], date: unknown,
         by: inv@PH-AHT}
"""
CHECK = """\
      - track: prosecution
        transition: check_non_punishment
        subjects: [A1, A2]
        date: unknown
        by: pros@PH-DOJ
        answers: {link: unknown, decision: unknown}
"""
CHARGE = """\
      - track: prosecution
        transition: charge
        subjects: [A1, A2]
        date: 2005-11
        by: pros@PH-DOJ
        answers:
          charges: [{offence: ph.tip.4, offence_from: 2005-06-03}]
          court: PH-RTC
          offence_dates: 2005-06-03
          in_custody: unknown
"""
TRIAL = """\
      - track: prosecution
        transition: open_trial
        subjects: [A1, A2]
        date: 2006-01
        by: pros@PH-DOJ
        answers: {court: PH-RTC, court_special: unknown, prosecutor_special: unknown}
        reasons: {has: The source names no hearing and no counsel.}
"""
EVENTS = OPEN + NAME + CHECK + CHARGE + TRIAL
SUBJECTS = """\
    subjects:
      A1..A2: {kind: natural, role: [recruiter], official: unknown, basis: Named in the source.}
"""
TEAM = "    team: [lead@PH-AHT, pros@PH-DOJ, pros2@PH-DOJ]\n"


def case(
    reference: str = "TEST-1",
    events: str = EVENTS,
    *,
    team: str = TEAM,
    subjects: str = SUBJECTS,
    more: str = "",
) -> str:
    """One case as an entry of ``cases``."""
    head = f"  - case: {reference}\n    jurisdiction: PH\n"
    return f"{head}{more}{team}{subjects}    events:\n{events}"


def timeline(*cases: str, head: str = "") -> str:
    """A whole file."""
    return f"timeline: 1\n{head}cases:\n" + "".join(cases or (case(),))


def written(folder: Path, text: str | bytes, name: str = "told.yaml") -> Path:
    """The file at its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def line_of(text: str, part: str) -> int:
    """The line on which a part of the text stands, from 1."""
    return text[: text.index(part)].count("\n") + 1
