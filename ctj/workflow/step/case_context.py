"""The context of a form, from the case as it stands and the overlay of its jurisdiction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..dates import PartialDate
from ..definitions import Library
from ..overlays import Overlay
from ..projection import Projection, Subject
from ..statements import Offence
from .context import Choice, FormContext


def context_of(
    library: Library,
    overlay: Overlay,
    projection: Projection,
    *,
    subject: Subject | None,
    now: datetime,
    zone: str,
    **more: Any,
) -> FormContext:
    """`more` is any of users, orgs, find, found_name, may_pass, look_at, hidden, local_labels,
    local_codes."""

    def offences(on: PartialDate | None) -> tuple[Choice, ...]:
        days = (on.first_day, on.last_day) if on is not None else (None, None)
        return tuple(_offence(one, overlay) for one in overlay.offences_on(*days))

    currency = overlay.jurisdiction.currency
    return FormContext(
        library=library,
        now=now,
        zone=zone,
        subjects={one.label: one for one in projection.subjects.values()},
        subject=subject,
        rows=tuple(projection.rows.values()),
        offences=offences,
        switches=switches_of(overlay),
        jurisdiction=overlay.code,
        currencies=(currency,) if currency else (),
        **more,
    )


def switches_of(overlay: Overlay) -> dict[str, str]:
    """The switches of procedure by name, with the country's own value where it has one."""
    names = {*overlay.neutral.procedure, *overlay.own.procedure}
    return {name: overlay.switch(name) for name in sorted(names)}


def _offence(offence: Offence, overlay: Overlay) -> Choice:
    statute = overlay.statute(offence.statute)
    cited = " ".join(part for part in (offence.article, statute.number if statute else "") if part)
    label = f"{offence.short} ({cited})" if cited else offence.short
    return Choice(offence.id, label, offence.note, status=offence.status)
