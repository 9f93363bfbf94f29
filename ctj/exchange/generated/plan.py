"""What happens in an invented case, as a timeline: investigation, then each accused's prosecution.

A plan follows from its source of chance alone; the crew only says who and where. So one plan can be
told for different crews, and what differs between them is ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from ..timeline_format import CaseTimeline, Member, Seat, TimelineEvent
from .crowd import Crew

WHY = "Invented for measuring."
FIRST_DAY, LAST_DAY = date(2014, 1, 6), date(2025, 12, 1)
#: How far a case has come, and how often.
STAGES = ("reported", "referred", "charged", "on_trial", "judged", "appealed", "final")
_HOW_OFTEN = (6, 6, 10, 12, 10, 8, 48)
#: What becomes of an accused before judgment, and how often.
_FATES = ("tried", "declined", "dismissed", "absconded", "halted", "withdrawn")
_FATES_OFTEN = (78, 6, 4, 5, 3, 4)
_FORMS = ("sexual_exploitation", "forced_labour")
_OFFENCES = ("ph.tip.4", "ph.tip.5", "ph.tip.6")


@dataclass
class _Writer:
    """Events in order. ``day``: of the last one; each is recorded a minute after the one before."""

    rng: Random
    crew: Crew
    day: date
    events: list[TimelineEvent] = field(default_factory=list)

    def later(self, least: int, most: int) -> str:
        """The next thing happens so many days later."""
        self.day = min(self.day + timedelta(days=self.rng.randint(least, most)), LAST_DAY)
        return self.day.isoformat()

    def ahead(self, days: int) -> str:
        return (self.day + timedelta(days=days)).isoformat()

    def add(
        self, name: str, by: str, labels: Sequence[str] = (), second: str = "", **answers: Any
    ) -> None:
        track, _, transition = name.partition(".")
        number = len(self.events) + 1
        hour, minute = divmod(8 * 60 + number, 60)
        self.events.append(
            TimelineEvent(
                number=number,
                line=0,
                track=track,
                transition=transition,
                by=self._seat(by),
                date=self.day.isoformat(),
                subjects=tuple(labels),
                approved_by=self._seat(second) if second else None,
                recorded=f"{self.day}T{hour:02}:{minute:02}",
                answers={name: one for name, one in answers.items() if name != "own"},
                own_answers=answers.get("own", {}),
            )
        )

    def _seat(self, who: str) -> Seat:
        unit = self.crew.prosecution if who.startswith("pros") else self.crew.police
        member = unit.second(who[:-1]) if who.endswith("2") else unit.first(who)
        return member.seat


def plan(rng: Random, crew: Crew, reference: str, jurisdiction: str = "PH") -> CaseTimeline:
    """One case, told from its report as far as it has come."""
    stage = STAGES.index(rng.choices(STAGES, _HOW_OFTEN)[0])
    start = FIRST_DAY + timedelta(days=rng.randrange((LAST_DAY - FIRST_DAY).days - 1200))
    writer = _Writer(rng, crew, start)
    accused = [f"A{one + 1}" for one in range(rng.choices((1, 2, 3, 4), (60, 22, 11, 7))[0])]
    victims = [f"V{one + 1}" for one in range(rng.choices((1, 2, 3), (70, 20, 10))[0])]
    _investigate(writer, accused, victims)
    if stage >= 1:
        _refer(writer, accused)
    if stage >= 2:
        _prosecute(writer, accused, victims, stage)
    return CaseTimeline(
        file="generated",
        line=0,
        reference=reference,
        jurisdiction=jurisdiction,
        description=f"Invented: {len(accused)} accused, {len(victims)} victims",
        team=(
            Member(crew.police.first("lead").seat),
            *(Member(one.seat) for one in crew.prosecution.members),
        ),
        events=tuple(writer.events),
        warnings=WHY,
    )


def _name_victims(writer: _Writer, victims: list[str]) -> None:
    rng, police = writer.rng, writer.crew.police.office.code
    for label in victims:
        day = writer.later(0, 3)
        writer.add(
            "investigation.register_victim",
            "inv",
            (label,),
            first_contact_on=day,
            contact_agency=police,
            contact_agency_kind="police_specialist",
            how_met=rng.choice(("raid", "self")),
            sex=rng.choice(("female", "male")),
            age_group=rng.choice(("child", "adult")),
            citizenship=[rng.choice(("PH", "ID", "VN"))],
            language="fil",
            interpreter_needed=rng.choice(("yes", "no")),
            danger_now=rng.choice(("yes", "no")),
            met_before=["no_earlier_contact"],
        )


def _name_suspects(writer: _Writer, accused: list[str]) -> None:
    rng = writer.rng
    for label in accused:
        writer.later(0, 9)
        writer.add(
            "investigation.name_suspect",
            "inv",
            (label,),
            kind="natural",
            sex=rng.choice(("female", "male")),
            citizenship=["PH"],
            role=[rng.choice(("recruiter", "organiser", "harbourer", "exploiter"))],
            official=rng.choice(("no_official", "no_official", "unknown")),
            basis=WHY,
        )


def _investigate(writer: _Writer, accused: list[str], victims: list[str]) -> None:
    rng, police = writer.rng, writer.crew.police
    _open(writer)
    for label in victims:
        _register_victim(writer, label)
    for label in accused:
        writer.later(0, 9)
        _name_suspect(writer, label)
    writer.later(0, 2)
    writer.add("investigation.accept_case", "lead", priority="ordinary")
    owner, specialist = police.first("lead").email, rng.choice(("yes", "no"))
    lead = {"owner": owner, "specialist": specialist, "unit": police.office.code}
    writer.add("investigation.assign_lead", "lead", **lead)


def _open(writer: _Writer) -> None:
    rng = writer.rng
    writer.add(
        "investigation.open_case",
        "inv",
        reported_on=writer.day.isoformat(),
        detection=rng.choice(("self_report", "hotline")),
        reported_by_kind=rng.choice(("police_other", "ngo", "hotline")),
        victim_complained=rng.choice(("yes", "no")),
        extent=rng.choice(("domestic", "out")),
        forms=[rng.choice(_FORMS)],
        countries=["PH"],
        company_named=rng.choice(("yes", "no")),
        danger_now="no",
        lead_agency=writer.crew.police.office.code,
    )


def _register_victim(writer: _Writer, label: str) -> None:
    rng, day = writer.rng, writer.later(0, 3)
    writer.add(
        "investigation.register_victim",
        "inv",
        (label,),
        first_contact_on=day,
        contact_agency=writer.crew.police.office.code,
        contact_agency_kind="police_specialist",
        how_met=rng.choice(("raid", "self")),
        sex=rng.choice(("female", "male")),
        age_group=rng.choice(("child", "adult")),
        citizenship=[rng.choice(("PH", "ID", "VN"))],
        language="fil",
        interpreter_needed=rng.choice(("yes", "no")),
        danger_now=rng.choice(("yes", "no")),
        met_before=["no_earlier_contact"],
    )


def _name_suspect(writer: _Writer, label: str) -> None:
    rng = writer.rng
    writer.add(
        "investigation.name_suspect",
        "inv",
        (label,),
        kind="natural",
        sex=rng.choice(("female", "male")),
        citizenship=["PH"],
        role=[rng.choice(("recruiter", "organiser", "harbourer", "exploiter"))],
        official=rng.choice(("no_official", "no_official", "unknown")),
        basis=WHY,
    )


def _refer(writer: _Writer, accused: list[str]) -> None:
    rng = writer.rng
    for label in accused:
        if rng.random() < 0.4:
            writer.later(0, 5)
            _arrest(writer, label)
    writer.later(3, 60)
    writer.add(
        "investigation.refer_to_prosecutor",
        "lead",
        prosecutor_office=writer.crew.prosecution.office.code,
        accused=accused,
        proposed_charges=[{"offence": rng.choice(_OFFENCES), "offence_from": _offence_day(writer)}],
    )
    writer.later(1, 10)
    writer.add("investigation.record_file_accepted", "pros")


def _arrest(writer: _Writer, label: str) -> None:
    writer.add(
        "prosecution.arrest",
        "inv",
        (label,),
        custody=[{"kind": "police", "basis": "in_the_act"}],
        warrant="no",
        rights_read="yes",
        child="no",
    )


def _offence_day(writer: _Writer) -> str:
    """The month of the offence, which lies before the report."""
    opened = date.fromisoformat(str(writer.events[0].date))
    return (opened - timedelta(days=40)).isoformat()[:7]


def _prosecute(writer: _Writer, accused: list[str], victims: list[str], stage: int) -> None:
    rng = writer.rng
    fates = {one: rng.choices(_FATES, _FATES_OFTEN)[0] for one in accused}
    for label in accused:
        writer.later(0, 4)
        writer.add(
            "prosecution.check_non_punishment",
            "pros",
            (label,),
            link="no_link",
            decision="not_a_victim",
        )
    for label in accused:
        if fates[label] == "declined":
            writer.later(1, 20)
            end = {"end_reason": "insufficient_evidence", "why": WHY}
            writer.add("prosecution.decline_to_prosecute", "pros", (label,), **end)
    charged = [one for one in accused if fates[one] != "declined"]
    if charged:
        _charge(writer, charged, victims)
        _before_trial(writer, charged, fates)
        tried = [one for one in charged if fates[one] == "tried"]
        if tried and stage >= 3:
            _try(writer, tried, victims, stage)


def _charge(writer: _Writer, charged: list[str], victims: list[str]) -> None:
    rng, crew = writer.rng, writer.crew
    writer.later(2, 30)
    offence = rng.choice(_OFFENCES)
    row = {"row": "charge 1", "offence": offence, "offence_from": _offence_day(writer)}
    own = {one: {"charges": [{**row, "victims": victims}], "in_custody": "no"} for one in charged}
    shared = {"court": crew.court.code, "offence_dates": _offence_day(writer)}
    writer.add("prosecution.charge", "pros", charged, **shared, own=own)
    writer.later(3, 40)
    hearing = [{"kind": "charge_reading_plea", "court": crew.court.code}]
    planned = {"planned": writer.ahead(rng.randint(10, 40)), "witness_called": "no"}
    writer.add("prosecution.schedule_hearing", "pros", charged, hearings=hearing, **planned)
    writer.later(10, 40)
    held = {one: {"result": "held"} for one in charged}
    writer.add("prosecution.hold_hearing", "pros", charged, hearings=hearing, own=held)
    for label in charged:
        plea = rng.choices(("not_guilty", "guilty"), (85, 15))[0]
        writer.add("prosecution.record_plea", "pros", (label,), plea=plea)


def _before_trial(writer: _Writer, charged: list[str], fates: dict[str, str]) -> None:
    for label in charged:
        fate = fates[label]
        if fate == "tried":
            continue
        writer.later(5, 60)
        if fate == "dismissed":
            answers = {"end_reason": "procedural_defect", "final_bar": "yes"}
            writer.add("prosecution.record_dismissal", "pros", (label,), **answers)
        elif fate == "absconded":
            writer.add("prosecution.abscond", "pros", (label,), abroad="unknown")
        elif fate == "halted":
            answers = {"reason": "unfit", "review_on": writer.ahead(180)}
            writer.add("prosecution.halt", "pros", (label,), **answers)
        else:
            answers = {"end_reason": "insufficient_evidence", "why": WHY}
            withdraw = "prosecution.withdraw_prosecution"
            writer.add(withdraw, "pros", (label,), second="pros2", **answers)


def _try(writer: _Writer, tried: list[str], victims: list[str], stage: int) -> None:
    rng, court = writer.rng, writer.crew.court.code
    writer.later(10, 90)
    special = {"court_special": "ordinary", "prosecutor_special": "unknown"}
    writer.add("prosecution.open_trial", "pros", tried, court=court, **special)
    for _ in range(rng.randint(2, 5)):
        writer.later(10, 90)
        hearing = [{"kind": "trial", "court": court}]
        own = {one: {"result": "held"} for one in tried}
        writer.add("prosecution.hold_hearing", "pros", tried, hearings=hearing, own=own)
    if stage >= 4:
        guilty = [one for one in tried if rng.random() < 0.75]
        acquitted = [one for one in tried if one not in guilty]
        _judge(writer, guilty, acquitted, victims)
        if stage >= 5 and guilty and rng.random() < 0.6:
            _appeal(writer, guilty, decided=stage >= 6)
        if stage >= 6:
            _become_final(writer, guilty, acquitted)


def _judge(writer: _Writer, guilty: list[str], acquitted: list[str], victims: list[str]) -> None:
    rng = writer.rng
    day = writer.later(20, 200)
    if guilty:
        months = str(rng.randrange(120, 300, 12))
        own = {
            one: {
                "parts": [{"part": "custody", "months": months, "is_total": "yes"}],
                "orders": _orders(rng, victims),
                "in_absence": "no",
            }
            for one in guilty
        }
        verdicts = [{"row": "charge 1", "state": "proven", "result": "guilty_trial"}]
        name = "prosecution.convict_and_sentence"
        writer.add(name, "pros", guilty, verdicts=verdicts, read_on=day, own=own)
    if acquitted:
        verdicts = [{"row": "charge 1", "state": "not_proven", "result": "acquitted"}]
        own = {one: {"reason": ["credibility"], "in_absence": "no"} for one in acquitted}
        writer.add("prosecution.acquit", "pros", acquitted, verdicts=verdicts, own=own)


def _orders(rng: Random, victims: list[str]) -> list[dict[str, Any]]:
    if rng.random() < 0.5:
        return []
    amount = f"PHP {rng.randrange(50, 1000, 50) * 1000}"
    return [{"kind": "compensation", "payee": rng.choice(victims), "amount": amount}]


def _appeal(writer: _Writer, guilty: list[str], *, decided: bool) -> None:
    writer.later(2, 12)
    own: dict[str, Any] = {one: {"by": ["accused"]} for one in guilty}
    against: dict[str, Any] = {"against": ["conviction"], "court": writer.crew.appeals.code}
    writer.add("prosecution.lodge_appeal", "pros", guilty, **against, own=own)
    if decided:
        writer.later(100, 500)
        own = {one: {"result": "upheld"} for one in guilty}
        writer.add("prosecution.record_appeal_decision", "pros", guilty, level="2", own=own)


def _become_final(writer: _Writer, guilty: list[str], acquitted: list[str]) -> None:
    writer.later(60, 90)
    how = {"how": "period_lapsed"}
    if guilty:
        writer.add("prosecution.become_final_convicted", "pros", guilty, **how)
    if acquitted:
        writer.add("prosecution.become_final_not_convicted", "pros", acquitted, **how)
