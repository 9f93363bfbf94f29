"""A small context for reading forms, and short ways to ask for one field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from ctj.workflow.definitions import (
    Code,
    CodeList,
    Field,
    Library,
    RegisterDefinition,
)
from ctj.workflow.projection import Row, Subject
from ctj.workflow.step import Choice, FormContext, read

NOW = datetime(2025, 11, 25, 3, 0, tzinfo=UTC)


def codes(name: str, *values: str) -> CodeList:
    return CodeList(
        name,
        name,
        {value: Code(value, value.replace("_", " ").capitalize(), f"{value}.") for value in values},
    )


def text(field_id: str, **more) -> Field:
    return Field(field_id, field_id.capitalize(), more.pop("type", "text"), **more)


CHARGES = RegisterDefinition(
    id="charges",
    label="Charges",
    row_label="charge {n} of {subject}",
    of=("accused",),
    fields=(
        text("offence", type="code", lists=("offence_statute",), required=True),
        text("offence_from", type="date"),
        text("offence_to", type="date"),
        text("counts", type="num", minimum=1),
        text("victims", type="subj", kind="victim", many=True),
    ),
    statuses={"proposed": "Proposed", "filed": "Filed", "proven": "Proven", "dropped": "Dropped"},
    moves={"proposed": ("filed", "dropped"), "filed": ("proven", "dropped")},
    initial="proposed",
)


def row(number: int, owner: str = "id-A1", status: str = "filed") -> Row:
    return Row(f"row-{owner}-{number}", "charges", number, "accused", owner, status, {}, "e1", "e1")


def offences(_on):
    return (Choice("ph.tip.4", "Trafficking", status="unverified"), Choice("ph.tip.6", "Qualified"))


CONTEXT = FormContext(
    library=Library(
        tracks={},
        by_hash={},
        registers={"charges": CHARGES},
        guards={},
        clocks={},
        codes={
            "plea": codes("plea", "guilty", "not_guilty", "no_plea"),
            "form": codes("form", "sexual_exploitation", "forced_labour", "forced_criminality"),
            "date_source": codes("date_source", "court", "press"),
        },
        facts={},
        roles={},
    ),
    now=NOW,
    zone="Asia/Manila",
    subjects={
        "A1": Subject("id-A1", "A1", "accused"),
        "A2": Subject("id-A2", "A2", "accused"),
        "V1": Subject("id-V1", "V1", "victim"),
    },
    subject=Subject("id-A1", "A1", "accused"),
    rows=(row(1), row(2, status="dropped"), row(1, "id-A2")),
    users=(Choice("u1", "Ana Reyes", names=("ana@example.org",)),),
    orgs=(
        Choice("o1", "Regional Trial Court 12", kind="court", names=("rtc-12",)),
        Choice("o2", "Provincial police", kind="agency"),
        Choice("o3", "City prosecutor", kind="prosecution"),
    ),
    offences=offences,
    find=lambda kind, text: {"CTJ-2025-7K3M": "case-1"}.get(text) if kind == "case" else None,
    found_name=lambda text: "V1" if "Maria" in text else None,
    switches={"prosecutor_led": "yes"},
)


def one(field: Field, given, context: FormContext = CONTEXT):
    """The typed value of a form of one field; the errors if there are any."""
    result = read([field], {field.id: given}, context)
    return result.typed.get(field.id) if result.is_valid else [str(e) for e in result.errors]


def refusal(field: Field, given, context: FormContext = CONTEXT):
    """The one error of a form of one field."""
    result = read([field], {field.id: given}, context)
    [error] = result.errors
    return error


def as_of(context: FormContext, **changed) -> FormContext:
    return replace(context, **changed)
