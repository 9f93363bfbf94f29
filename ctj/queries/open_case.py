"""Everything that the pages of one case start from, read once per request."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, union_all

from ctj.access.rule import Sight
from ctj.access.viewers import Viewer
from ctj.model.drafts import DraftRow
from ctj.model.users import Team, User
from ctj.services import Services
from ctj.workflow.projection import Projection

from .case_page import Identity, Lights, identity
from .reader_groups import Reader
from .situations import CaseFile, load_case


@dataclass(frozen=True)
class KeptDraft:
    """A draft of the viewer on this case: which step it is for."""

    step: str


@dataclass(frozen=True)
class OpenCase:
    """A case as one viewer has opened it."""

    file: CaseFile
    identity: Identity
    lights: Lights
    viewer: Viewer
    sight: Sight
    drafts: tuple[KeptDraft, ...]

    @property
    def projection(self) -> Projection:
        return self.file.projection


def open_case_page(
    connection: Connection, services: Services, viewer: Viewer, sight: Sight
) -> OpenCase:
    """The case that ``sight`` lets the viewer see, folded, with names of colleagues."""
    file = load_case(connection, services, sight.case_id, viewer.now)
    lights = Lights(
        file.library,
        file.overlay,
        file.calendars,
        viewer.now,
        _owners(connection, file),
        _last_stages(file),
        {one.track_id: one.recorded_at for one in file.log},
        Reader(file.library, viewer, sight).hidden_clocks(),
    )
    return OpenCase(
        file=file,
        identity=identity(connection, sight, file.projection, file.overlay, file.library),
        lights=lights,
        viewer=viewer,
        sight=sight,
        drafts=_drafts(connection, viewer, sight.case_id),
    )


def _owners(connection: Connection, file: CaseFile) -> dict[str, str]:
    """Names of owners and deputies, and of the teams that are pools, by id: one selection."""
    tracks = file.projection.tracks.values()
    wanted = sorted({i for one in tracks for i in (one.owner_id, one.deputy_id) if i})
    teams = sorted({one.pool_id for one in tracks if one.pool_id})
    named = select(User.id, User.name).where(User.id.in_(wanted))
    pools = select(Team.id, Team.name).where(Team.id.in_(teams))
    return {row.id: row.name for row in connection.execute(union_all(named, pools))}


def _last_stages(file: CaseFile) -> dict[str, str]:
    """By track, the last stage that it stood in: what a halted or diverted one has reached."""
    stages: dict[str, str] = {}
    for event in file.standing:
        definition = file.library.by_hash.get(event.definition_hash)
        state = definition.states.get(event.to_state or "") if definition else None
        if state is not None and state.stage:
            stages[event.track_id] = state.stage
    return stages


def _drafts(connection: Connection, viewer: Viewer, case_id: str) -> tuple[KeptDraft, ...]:
    query = (
        select(DraftRow.step)
        .where(DraftRow.user_id == viewer.user_id, DraftRow.case_id == case_id)
        .order_by(DraftRow.changed_at.desc())
    )
    return tuple(KeptDraft(step) for step in connection.execute(query).scalars())
