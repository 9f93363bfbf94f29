"""A small valid `workflows/` that tests write to a folder and then spoil in one place."""

from __future__ import annotations

from pathlib import Path

FILES: dict[str, str] = {
    "matter.yaml": """\
track: matter
label: Matter
runs_for: accused
component: [1, 4]
source: invented
groups:
  before: [open, waiting]
  live: ["@before", tried]
states:
  - {id: open, label: "Needs a charge decision", kind: start, stage: suspected}
  - {id: waiting, label: "Waiting for further investigation", kind: waiting, stage: suspected}
  - id: tried
    label: "On trial: needs a verdict"
    kind: working
    stage: on_trial
    today: [{roles: [pros], as: hearings}]
  - {id: ended, label: "Ended: judged or withdrawn", kind: done, stage: final}
transitions:
  - id: open_matter
    from: []
    to: open
    creates_track: true
    who: [inv, pros]
    button: Name a suspect
    form:
      - {id: kind, label: Kind of person, type: code, list: person_kind, required: true}
      - {id: full_name, label: Full name, type: text, identifying: true, group: name}
    facts: {suspected: date, suspected_age: age_on, kind: {field: kind}}
    source: invented 1
  - id: ask_for_more
    from: [open]
    to: waiting
    who: [pros]
    button: Return for further investigation
    form:
      - {id: asked, label: What is asked, type: note, required: true}
    source: invented 2
  - id: charge
    from: ["@before"]
    to: tried
    who: [pros, lead]
    joint: true
    button: Charge
    form:
      - {id: charges, label: Charges, type: row, register: charges, many: true, required: true,
         sets_status: filed}
      - {id: court, label: Court, type: org, kind: court, required: true}
      - {id: in_custody, label: In custody?, type: yn, required: true}
      - {id: bail_sum, label: Sum of bail, type: money, when: {in_custody: "no"}}
    needs:
      - {guard: has, register: charges, min: 1, status: filed}
    warns:
      - {guard: reasons_recorded, when: {in_custody: ["yes", unknown]}}
    clocks: {start: [trial_limit], tell: [verdict]}
    facts:
      charged: date
      charged_age: age_on
      tip_charged: {function: has_tip, args: [filed]}
      charges: rows
    source: invented 3
    source_status: verified
  - id: convict
    from: [tried]
    to: ended
    who: [pros]
    button: "Record: guilty"
    form:
      - {id: verdicts, label: Verdict per charge, type: row, register: charges, many: true,
         required: true, mode: change, status_from: state, statuses: [proven, dropped],
         fields: [result]}
      - {id: payee, label: Who is paid, type: subj, kind: victim}
    clocks: {stop: [trial_limit]}
    facts:
      outcome: {value: guilty}
      victim.comp_ordered: {when: {verdicts: "yes"}, do: date}
    source: invented 4
  - id: withdraw
    from: ["@live"]
    to: ended
    who: [pros]
    button: Withdraw
    needs:
      - {guard: reasons_recorded}
    clocks: {cancel: [all]}
    facts:
      outcome: {value: withdrawn}
      charged: {clear: true}
    source: invented 5
  - id: hold_hearing
    from: [tried]
    to: same
    who: [pros]
    button: Record a hearing
    form:
      - {id: result, label: Result, type: codes, list: [plea, person_kind]}
    source: invented 6
""",
    "common.yaml": """\
transitions:
  - id: add_note
    from: ["@any"]
    to: same
    who: [inv, pros]
    button: Add a note
    form: [{id: text, label: Text, type: note, required: true}]
    source: process.md 1.4
  - id: adopt
    from: []
    to: chosen
    creates_track: true
    who: [stew, pros]
    button: Record a matter that began elsewhere
    form:
      - {id: state, label: State, type: text, required: true}
      - {id: source, label: Source, type: code, list: date_source, required: true}
    source: process.md 1.4
""",
    "guards.yaml": """\
- guard: has
  args: [register, min, status?]
  sentence: "Needs {min} {register_label} for {subject}."
  where: register
- guard: reasons_recorded
  args: []
  sentence: Needs the reason.
  where: form
""",
    "clocks.yaml": """\
- clock: trial_limit
  label: First day of trial
  kind: legal
  rule: trial.first
  length: {value: 60, unit: days}
  starts: [matter.charge]
  stops: [matter.convict]
  owner: pros
  warn: [30 d, 7 d]
""",
    "facts.yaml": """\
units:
  accused:
    - {fact: suspected, type: date, rule: first, label: Named as suspect}
    - {fact: suspected_age, type: code, list: age_group, rule: first}
    - {fact: kind, type: code, list: person_kind, rule: last}
    - {fact: charged, type: date, rule: first}
    - {fact: charged_age, type: {type: code, list: age_group}, rule: first}
    - {fact: tip_charged, type: yn, rule: first}
    - {fact: outcome, type: code, list: outcome, rule: last}
    - {fact: charges, type: row, rule: rows}
  victim:
    - {fact: comp_ordered, type: date, rule: first}
rows:
  charges:
    of: accused
    fields:
      - {fact: charge_state, type: code, list: charge_state}
""",
    "roles.yaml": """\
roles:
  - {role: inv, label: Investigator, may: investigate, may_not: close}
  - {role: lead, label: Lead investigator, may: refer, may_not: approve own closing}
  - {role: pros, label: Prosecutor, may: charge, may_not: see addresses}
  - {role: stew, label: Data steward, may: correct, may_not: open identities}
field_groups:
  - {group: "accused: identity", inv: reveal, pros: reveal}
separations: [[inv, stew]]
""",
    "jurisdictions/neutral.yaml": """\
jurisdiction:
  code: neutral
  names: {en: Neutral}
  time_zone: UTC
  calendar: neutral
  calendar_display: gregorian
  child_under: 18
clocks:
  - {id: neutral.trial.first, rule: trial.first, kind: limit, length: 60, unit: days, source: x}
""",
    "calendars/neutral.yaml": """\
calendar: neutral
status: unverified
working_week: [{days: [mon, tue, wed, thu, fri]}]
valid_years: {first: 2025, last: 2025}
holidays: {2025: []}
""",
    "registers/charges.yaml": """\
register: charges
label: Charges
row_label: charge {n} of {subject}
of: [accused]
fields:
  - {id: offence, label: Offence, type: code, list: offence, required: true}
  - {id: result, label: Result, type: code, list: plea}
  - {id: counts, label: Counts, type: num, min: 1, max: 999}
status_list: charge_state
initial: proposed
moves:
  - {from: proposed, to: [filed, dropped]}
  - {from: filed, to: [proven, dropped]}
""",
    "registers/documents.yaml": """\
register: documents
label: Documents
row_label: document {n}
of: [case]
fields:
  - {id: title, label: Title, type: note, required: true}
statuses: [{id: received, label: Received}]
initial: received
moves: []
""",
}

_LISTS = {
    "person_kind": "natural legal",
    "age_group": "adult child",
    "date_source": "court press",
    "plea": "guilty not_guilty",
    "offence": "tip other_offence",
    "outcome": "guilty withdrawn",
    "charge_state": "proposed filed proven dropped",
    "informed_of": "verdict rights",
    "missing": "unknown not_asked refused not_applicable not_carried withheld",
}


def _code_list(name: str, codes: str) -> str:
    lines = [f"list: {name}", f"title: {name.replace('_', ' ')}", "version: 1", "codes:"]
    for code in codes.split():
        words = code.replace("_", " ").capitalize()
        lines.append(f"  - {{code: {code}, label: {words}, meaning: {words}.}}")
    return "\n".join(lines) + "\n"


FILES |= {f"codes/{name}.yaml": _code_list(name, codes) for name, codes in _LISTS.items()}


def write(folder: Path, **changed: str) -> Path:
    """The small library under `folder`; `changed` replaces whole files, by name without '.yaml'."""
    texts = {**FILES, **{f"{name.replace('__', '/')}.yaml": text for name, text in changed.items()}}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace `old`, which must stand there, by `new`; the line (from 1) on which `old` begins."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
