"""Administration: agencies, users, teams, requests. No page here shows or counts a case (C28)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from ctj.access.flask import (
    ApprovalRefused,
    RoleRefused,
    admin,
    admin_step_up,
    current_services,
    current_viewer,
    read_connection,
    role_choices,
)
from ctj.casework import administration as changes
from ctj.casework import rights
from ctj.casework.administration import CLEARANCES, NewAgency, NewUser
from ctj.casework.refusals import FormErrors
from ctj.queries import administration as views
from ctj.queries.organisation_register import register_page

from .registers import asked, kind_labels
from .typed import typed, typed_id

blueprint = Blueprint("administration", __name__, url_prefix="/administration")
Answer = str | Response | tuple[str, int]
Errors = list[tuple[str, str]]


def _tried(act: Callable[[], object]) -> Errors:
    """What an act refuses, as links to fields; empty if it was done."""
    try:
        act()
    except FormErrors as refused:
        return [(f"#{one.path}", str(one)) for one in refused.errors]
    except (RoleRefused, ApprovalRefused) as refused:
        return [("", str(refused))]
    return []


@blueprint.get("")
@admin
def index() -> str:
    """What waits for a second administrator, and the ways on."""
    return _index()


def _index(errors: Errors | None = None, link: str | None = None) -> str:
    services, viewer = current_services(), current_viewer()
    requests = views.waiting_requests(read_connection(), services.keyring, viewer.now)
    return render_template(
        "administration/index.html",
        requests=requests,
        viewer=viewer,
        errors=errors,
        link=link,
        reset_waits=rights.RESET_WAITS,
    )


@blueprint.get("/agencies")
@admin
def agencies() -> str:
    """All organisations, and a form for one more."""
    return _agencies()


def _agencies(errors: Errors | None = None) -> str:
    services = current_services()
    kind, wanted, page = asked()
    return render_template(
        "administration/agencies.html",
        found=register_page(read_connection(), kind=kind, wanted=wanted, page=page),
        kind_labels=kind_labels(),
        kind=kind,
        wanted=wanted,
        agency_kind_options=[
            (one.code, one.label) for one in services.library.codes["agency_kind"].codes.values()
        ],
        jurisdiction_options=[(one, one) for one in sorted(services.overlays)],
        errors=errors,
        form=request.form,
    )


@blueprint.post("/agencies")
@admin_step_up
def add_agency() -> Answer:
    """One more organisation."""
    new = NewAgency(
        code=typed("code"),
        name=typed("name"),
        kind=typed("kind"),
        agency_kind=typed("agency_kind") or None,
        jurisdiction=typed("jurisdiction") or None,
    )
    errors = _tried(lambda: changes.add_agency(current_services(), current_viewer(), new))
    if errors:
        return _agencies(errors), 422
    flash(_("%(name)s is on the list.", name=new.name))
    return redirect(url_for(".agencies"), 303)


@blueprint.post("/agencies/<uuid:agency_id>/<any(retire, return):what>")
@admin_step_up
def set_agency(agency_id: UUID, what: str) -> Response:
    """Take an organisation out of the lists to choose from, or bring it back."""
    active = what == "return"
    changes.set_agency_active(current_services(), current_viewer(), str(agency_id), active=active)
    flash(_("It can be chosen again.") if active else _("It can no longer be chosen."))
    return redirect(url_for(".agencies"), 303)


@blueprint.get("/users")
@admin
def users() -> str:
    """Users by name, a page at a time."""
    return _users()


def _users(errors: Errors | None = None) -> str:
    wanted = request.args.get("wanted", "").replace("\x00", "")[:100]
    name, mark, user_id = request.args.get("after", "").replace("\x00", "").rpartition("~")
    after = (name, str(UUID(user_id))) if mark and _is_uuid(user_id) else None
    page, following = views.users(read_connection(), wanted=wanted, after=after)
    return render_template(
        "administration/users.html",
        users=page,
        wanted=wanted,
        following="~".join(following) if following else None,
        agency_options=_agency_options(),
        errors=errors,
        form=request.form,
    )


def _agency_options() -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in views.seating_agencies(read_connection())]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@blueprint.post("/users")
@admin_step_up
def add_user() -> Answer:
    """One more user; roles and the link for the first sign-in follow on the user's page."""
    new = NewUser(email=typed("email"), name=typed("name"), agency=typed_id("agency"))
    made: list[str] = []
    errors = _tried(
        lambda: made.append(changes.add_user(current_services(), current_viewer(), new))
    )
    if errors:
        return _users(errors), 422
    flash(_("%(name)s has an account. Give it a role, then make the one-time link.", name=new.name))
    return redirect(url_for(".user", user_id=made[0]), 303)


@blueprint.get("/users/<uuid:user_id>")
@admin
def user(user_id: UUID) -> str:
    """One user: roles, teams, supervision, what the account is proved by."""
    return _user(str(user_id))


def _user(user_id: str, errors: Errors | None = None, link: str | None = None) -> str:
    services, viewer = current_services(), current_viewer()
    page = views.user_page(read_connection(), user_id)
    asked = views.waiting_requests(read_connection(), services.keyring, viewer.now)
    return render_template(
        "administration/user.html",
        user=page,
        role_names={role.code: role.label for role in role_choices()},
        role_options=[(r.code, r.label) for r in role_choices() if r.code not in page.roles],
        level_options=[(str(one), str(one)) for one in CLEARANCES if one != page.clearance],
        agency_options=_agency_options(),
        requests=[one for one in asked if one.user.id == user_id],
        own=viewer.user_id == user_id,
        errors=errors,
        link=link,
    )


def _changed(user_id: UUID, act: Callable[[], object], done: str) -> Answer:
    """Do something to a user; the user's page says what became of it."""
    outcomes: list[object] = []
    errors = _tried(lambda: outcomes.append(act()))
    if errors:
        return _user(str(user_id), errors), 422
    outcome = outcomes[0]
    if isinstance(outcome, rights.Outcome) and not outcome.done:
        flash(_("Another administrator has to approve this. It waits for 72 hours."))
    elif isinstance(outcome, rights.Outcome) and outcome.link_token:
        return _user(str(user_id), link=_address(outcome.link_token))
    else:
        flash(done)
    return redirect(url_for(".user", user_id=user_id), 303)


def _address(token: str) -> str:
    return url_for("sign_in.link", token=token, _external=True)


@blueprint.post("/users/<uuid:user_id>/roles")
@admin_step_up
def grant_role(user_id: UUID) -> Answer:
    """Give a role; one that opens identities is asked for."""
    services, viewer, role = current_services(), current_viewer(), typed("role")
    return _changed(
        user_id,
        lambda: rights.grant_role(services, viewer, str(user_id), role),
        _("The role is given. All sessions of this user have ended."),
    )


@blueprint.post("/users/<uuid:user_id>/roles/<role>/revoke")
@admin_step_up
def revoke_role(user_id: UUID, role: str) -> Answer:
    """Take a role back."""
    services, viewer = current_services(), current_viewer()
    return _changed(
        user_id,
        lambda: rights.revoke_role(services, viewer, str(user_id), role),
        _("The role is taken back. All sessions of this user have ended."),
    )


@blueprint.post("/users/<uuid:user_id>/clearance")
@admin_step_up
def set_clearance(user_id: UUID) -> Answer:
    """Lower a clearance; a higher one is asked for."""
    services, viewer, level = current_services(), current_viewer(), typed("clearance")
    wanted = int(level) if level in ("1", "2", "3") else 0
    return _changed(
        user_id,
        lambda: rights.set_clearance(services, viewer, str(user_id), wanted),
        _("The clearance is changed."),
    )


@blueprint.post("/users/<uuid:user_id>/link")
@admin_step_up
def issue_link(user_id: UUID) -> Answer:
    """A one-time link, shown once."""
    services, viewer = current_services(), current_viewer()
    return _changed(user_id, lambda: rights.issue_link(services, viewer, str(user_id)), "")


@blueprint.post("/users/<uuid:user_id>/deactivate")
@admin_step_up
def deactivate(user_id: UUID) -> Answer:
    """The user cannot sign in any more."""
    services, viewer = current_services(), current_viewer()
    return _changed(
        user_id,
        lambda: changes.deactivate(services, viewer, str(user_id)),
        _("The account is closed, and all its sessions have ended."),
    )


@blueprint.post("/users/<uuid:user_id>/supervision")
@admin_step_up
def add_supervision(user_id: UUID) -> Answer:
    """A manager supervises an agency."""
    services, viewer, agency = current_services(), current_viewer(), typed_id("agency")
    return _changed(
        user_id,
        lambda: changes.add_supervision(services, viewer, str(user_id), agency),
        _("The supervision begins now."),
    )


@blueprint.post("/users/<uuid:user_id>/supervision/<uuid:agency_id>/end")
@admin_step_up
def end_supervision(user_id: UUID, agency_id: UUID) -> Answer:
    """A manager no longer supervises an agency."""
    services, viewer = current_services(), current_viewer()
    return _changed(
        user_id,
        lambda: changes.end_supervision(services, viewer, str(user_id), str(agency_id)),
        _("The supervision has ended."),
    )


@blueprint.get("/teams")
@admin
def teams() -> str:
    """All teams, and a form for one more."""
    return _teams()


def _teams(errors: Errors | None = None) -> str:
    return render_template(
        "administration/teams.html",
        teams=views.teams(read_connection()),
        agency_options=_agency_options(),
        errors=errors,
        form=request.form,
    )


@blueprint.post("/teams")
@admin_step_up
def add_team() -> Answer:
    """One more team."""
    name, agency = typed("name"), typed_id("agency")
    errors = _tried(lambda: changes.add_team(current_services(), current_viewer(), name, agency))
    if errors:
        return _teams(errors), 422
    flash(_("The team is made. Add its members."))
    return redirect(url_for(".teams"), 303)


@blueprint.get("/teams/<uuid:team_id>")
@admin
def team(team_id: UUID) -> str:
    """One team and its members."""
    return _team(str(team_id))


def _team(team_id: str, errors: Errors | None = None) -> str:
    found = views.team(read_connection(), team_id)
    members = {one.id for one in found.members}
    others = views.colleagues(read_connection(), found.agency.id)
    return render_template(
        "administration/team.html",
        team=found,
        member_options=[(one.id, one.name) for one in others if one.id not in members],
        errors=errors,
    )


@blueprint.post("/teams/<uuid:team_id>/members")
@admin_step_up
def add_member(team_id: UUID) -> Answer:
    """A user joins a team."""
    services, viewer, user_id = current_services(), current_viewer(), typed_id("user")
    errors = _tried(lambda: changes.add_member(services, viewer, str(team_id), user_id))
    if errors:
        return _team(str(team_id), errors), 422
    flash(_("On the team, and able to see its cases, from now on."))
    return redirect(url_for(".team", team_id=team_id), 303)


@blueprint.post("/teams/<uuid:team_id>/members/<uuid:user_id>/remove")
@admin_step_up
def remove_member(team_id: UUID, user_id: UUID) -> Response:
    """A user leaves a team."""
    changes.remove_member(current_services(), current_viewer(), str(team_id), str(user_id))
    flash(_("No longer on the team."))
    return redirect(url_for(".team", team_id=team_id), 303)


@blueprint.post("/requests/<uuid:approval_id>/<any(approved, declined):decision>")
@admin_step_up
def decide(approval_id: UUID, decision: str) -> Answer:
    """Decide what another administrator asked for."""
    services, viewer, reason = current_services(), current_viewer(), typed("reason")
    errors = _tried(lambda: rights.decide(services, viewer, str(approval_id), decision, reason))
    if errors:
        return _index(errors), 422
    flash(_("Approved.") if decision == "approved" else _("Declined."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/requests/<uuid:approval_id>/link")
@admin_step_up
def use_reset(approval_id: UUID) -> Answer:
    """The link of an approved reset, a day after the approval; shown once."""
    services, viewer, made = current_services(), current_viewer(), list[rights.Outcome]()
    errors = _tried(lambda: made.append(rights.use_reset(services, viewer, str(approval_id))))
    if errors:
        return _index(errors), 422
    return _index(link=_address(made[0].link_token or ""))
