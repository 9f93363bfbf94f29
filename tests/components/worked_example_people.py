# ruff: noqa: E501  a table is read by its lines
"""Cases, victims and witnesses of the worked example (indicators.md 4.2, 4.5 to 4.7), as fact rows.

'-' did not happen, '?' not known (for a date: not known whether), 'yes' a date that is not known.
"""

from __future__ import annotations

from typing import Any

from ctj.model.base import new_id
from ctj.model.facts import TABLES, UNITS
from tests.components.worked_example import EARLY, date_columns

CASES = """
case opened detection specialist specialist_from proactive extent main_form fin_inv restrained \
evidence_other prosecutor_contact referred closed close_reason
C01 2023-01-10 police_investigation yes 2023-01-10 yes transnational_unspecified \
sexual_exploitation yes 500000 phone_device,financial,surveillance 2023-01-16 2023-04-20 - -
C02 2023-02-03 labour_inspection yes 2023-02-20 yes transnational_unspecified forced_labour yes - \
document,financial 2023-02-10 2023-07-14 - -
C03 2023-02-27 self_report no - no domestic sexual_exploitation - - phone_device 2023-04-03 \
2023-05-30 - -
C04 2023-03-15 ngo yes 2023-03-15 yes transnational_unspecified forced_criminality yes 1200000 \
phone_device,financial,scene_search,document 2023-03-20 2023-09-29 - -
C05 2023-04 self_report ? ? no ? domestic_servitude ? ? ? 2023-04 2023-08-01 - -
C06 2023-05-22 immigration_border yes 2023-08-01 yes transnational_unspecified forced_labour - - \
document,other_witness 2023-06-30 2023-12-05 - -
C07 2023-06-19 family_friend yes 2023-06-21 yes domestic sexual_exploitation - - \
phone_device,other_expert 2023-06-26 - 2024-03-11 victim_unavailable
C08 2023-07-07 police_investigation yes 2023-07-07 yes transnational_unspecified forced_labour yes \
- surveillance,document,financial 2023-07-12 2023-10-16 - -
C09 2023-09-12 ngo no - no transnational_unspecified forced_marriage - - - - - - -
C10 2023-11-30 embassy yes 2023-12-01 yes transnational_unspecified forced_criminality yes ? \
phone_device,document 2023-12-05 2024-06-18 - -
C11 2022-10-05 police_investigation yes 2022-10-05 yes domestic sexual_exploitation - - \
phone_device,surveillance 2022-10-10 2022-12-20 - -
C12 2023 ? ? - ? ? sexual_exploitation - - ? - - - ?
"""
VICTIMS = """
victim case sex child_at_id citizenship first_contact presumed id_decided id_outcome identified_by \
np_answer victim_arrested victim_charged victim_detained
V01 C01 female adult XB 2023-01-10 2023-01-10 2023-01-25 identified police_specialist no - - -
V02 C01 female child XB 2023-01-10 2023-01-10 2023-01-18 identified police_specialist no - - -
V03 C02 male adult XB 2023-02-01 2023-02-06 2023-03-09 identified labour_inspection yes - - 2023-02-01
V04 C02 male adult XB 2023-02-01 2023-02-06 2023-03-09 identified labour_inspection yes 2023-02-01 - -
V05 C03 female child PH 2023-02-27 2023-02-27 2023-02-27 identified police_specialist no - - -
V06 C04 male adult XO 2023-03-15 2023-03-15 2023-05-30 identified police_specialist no - - -
V07 C04 female adult XB 2023-03-15 2025-04-10 2025-05-05 identified ngo yes - 2023-03-20 -
V08 C04 male adult XO 2023-03-15 2023-03-15 2023-04-20 not_identified police_specialist yes - - -
V09 C05 female adult XB 2023-04 2023-04 2023-05-15 identified ngo ? - - -
V10 C06 male adult PH 2023-05-22 2023-05-22 - pending - no - - -
V11 C06 male ? PH 2023-05-22 2023-05-22 2023-06-20 identified immigration_border no - - -
V12 C07 female child PH 2023-06-19 2023-06-19 2023-06-19 identified police_specialist no - - -
V13 C08 female adult XB 2023-07-07 2023-07-10 2023-09-01 identified labour_inspection no - - -
V14 C09 female adult PH 2023-09-12 2023-09-13 2023-10-01 declined - ? - - -
"""
#: needs is 'recorded,met'; interpreter '-' where none was needed; '~' does not apply
SUPPORT = """
victim offered accepted needs_assessed needs reflection_from shelter_in shelter_out \
shelter_consent legal_aid interpreter
V01 2023-01-11 shelter_longer,medical_first,legal_aid_criminal 2023-01-13 4,4 2023-01-25 2023-01-11 2023-06-30 yes yes yes
V02 2023-01-10 shelter_longer,medical_first,schooling 2023-01-12 4,3 2023-01-18 2023-01-10 2024-03-20 yes yes yes
V03 2023-02-08 shelter_longer,legal_aid_criminal 2023-02-10 3,2 - 2023-02-08 2024-10-15 no yes no
V04 2023-02-08 - 2023-02 ? - - - - - no
V05 2023-02-27 medical_first,counselling 2023-02-28 3,2 - - - - ? -
V06 2023-03-16 shelter_longer 2023-03-27 3,2 2023-03-16 2023-03-16 2023-06-10 yes yes yes
V07 2025-05-06 legal_aid_criminal,counselling 2025-05-08 2,2 - - - - yes no
V08 2023-03-16 shelter_longer 2023-03-20 1,1 - 2023-03-16 2023-04-22 ? - yes
V09 2023-05-16 shelter_longer,legal_aid_criminal 2023-05-18 3,2 ? 2023-05-16 2023-12-01 yes yes ?
V10 - - - - - - - - - -
V11 2023-05-24 cash_assistance - - - - - - - -
V12 2023-06-19 medical_first,counselling 2023-06-20 3,3 - - - - yes -
V13 2023-07-11 shelter_longer 2023-07-17 3,1 - 2023-07-11 - no - yes
V14 2023-09-13 - 2023-09-14 0,0 - - - - - -
"""
#: victim: ordered, amount, payments (on, amount)
ORDERS = {
    "V01": ("2024-02-14", "60000", ("2024-12-02", "60000")),
    "V02": ("2024-02-14", "40000", ("2025-02-01", "10000")),
    "V03": ("2024-09-10", "90000", None),
}
WITNESSES = """
witness victim asked informed agreed refused risk_assessed risk_level measures statement recorded \
testified special_measures supporter times_interviewed withdrew withdraw_reason told_outcome
W1 V01 2023-01-26 2023-01-26 2023-02-02 - 2023-02-10 high relocation_inside 2023-02-05 - 2023-10-10 video_link yes 2 - - 2024-02-20
W2 V02 2023-01-20 2023-01-20 2023-01-27 - 2023-02-20 medium - 2023-01-30 2023-02-15 - - yes 3 - - 2024-02-28
W3 V03 2023-03-12 2023-04-01 2023-03-15 - ? ? - 2023-03-15 - 2024-02-20 - no 5 - - 2024-12-01
W4 V05 2023-03-01 2023-03-01 2023-03-02 - 2023-03-02 low - 2023-03-02 - 2023-10-16 screen,closed_court yes ? - - 2023-12-18
W5 V06 2023-04-01 2023-04-01 2023-04-03 - 2023-04-10 high safe_housing 2023-04-20 - - - no 2 2024-01-15 returned_home -
W6 V13 2023-07-20 ? - 2023-08-01 - - - - - - - - 1 - - -
"""


def _lines(table: str) -> list[dict[str, str]]:
    header, *lines = table.strip().splitlines()
    names = header.split()
    return [dict(zip(names, line.split(), strict=True)) for line in lines]


def _value(kind: str, name: str, text: str) -> dict[str, Any]:
    if kind == "date":
        if text == "?":
            return {f"{name}_precision": "open"}
        if text == "yes":
            return {f"{name}_precision": "unknown"}
        if len(text) == 4:
            year = {f"{name}_from": f"{text}-01-01", f"{name}_to": f"{text}-12-31"}
            days = {key: date_columns("x", day)["x_from"] for key, day in year.items()}
            return {**days, f"{name}_precision": "year"}
        return date_columns(name, text)
    if text in ("-", "~"):
        return {}
    if kind == "set":
        return {name: "|unknown|" if text == "?" else f"|{text.replace(',', '|')}|"}
    if kind == "number":
        return {} if text == "?" else {name: int(text)}
    return {name: "unknown" if text == "?" else text}


def _row(unit: str, told: dict[str, str]) -> dict[str, Any]:
    kinds, row = dict(UNITS[unit]), {"origin": "native"}
    for name, text in told.items():
        if name in kinds:
            row |= _value(kinds[name], name, text)
    return row


def insert_people(connection: Any, cases: dict[str, str]) -> dict[str, str]:
    """Write all rows; ``cases`` maps C01… to case ids. Returns victim to subject id."""

    def write(table: str, case: str, subject: str, **row: Any) -> None:
        keys = {"case_id": cases[case], "subject_id": subject, "known_from": EARLY}
        connection.execute(TABLES[table][0].insert().values(**keys, **row))

    for told in _lines(CASES):
        seized = told["restrained"]
        told = told | ({"restrained": "yes"} if seized not in ("-", "?") else {})
        row = _row("case", told)
        if told["restrained"] == "yes":
            row["restrained_sum"] = {"XAD": seized}
        if told["case"] == "C12":
            row["origin"] = "imported"
        write("case", told["case"], cases[told["case"]], **row)
    support = {told["victim"]: told for told in _lines(SUPPORT)}
    subjects = {told["victim"]: new_id() for told in _lines(VICTIMS)}
    places = {told["victim"]: told["case"] for told in _lines(VICTIMS)}
    for told in _lines(VICTIMS):
        name, case, subject = told["victim"], told["case"], subjects[told["victim"]]
        row = _victim(told, support[name])
        write("victim", case, subject, **row)
        for table, one in _rows_of(name, row, support[name]):
            write(table, case, subject, row_id=new_id(), origin="native", **one)
    for told in _lines(WITNESSES):
        write("witness", places[told["victim"]], subjects[told["victim"]], **_row("witness", told))
    return subjects


def _victim(told: dict[str, str], support: dict[str, str]) -> dict[str, Any]:
    row = _row("victim", told) | _row("victim", support)
    row["interpreter_needed"] = "no" if support["interpreter"] == "-" else "yes"
    if told["id_outcome"] == "identified":
        row |= date_columns("identified", told["id_decided"])
    if told["victim"] in ORDERS:
        ordered, amount, paid = ORDERS[told["victim"]]
        row |= date_columns("comp_ordered", ordered) | {"comp_amount": {"XAD": amount}}
        if paid:
            row |= date_columns("comp_paid", paid[0]) | {"comp_paid_sum": {"XAD": paid[1]}}
    return row


def _rows_of(
    name: str, row: dict[str, Any], support: dict[str, str]
) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    if "," in support["needs"]:
        recorded, met = map(int, support["needs"].split(","))
        for place in range(recorded):
            need = date_columns("found", support["needs_assessed"])
            if place < met:
                need |= {"met_precision": "unknown"}
            found.append(("needs", need | {"need": "housing"}))
    if "shelter_in_from" in row:
        stay = date_columns("in", support["shelter_in"])
        stay |= date_columns("out", support["shelter_out"])
        stay |= date_columns("consent_from", support["shelter_in"])
        found.append(("shelter_stays", stay | {"consent_answer": row["shelter_consent"]}))
    paid = ORDERS.get(name, (None, None, None))[2]
    if paid:
        found.append(("payments", date_columns("on", paid[0]) | {"amount": {"XAD": paid[1]}}))
    return found
