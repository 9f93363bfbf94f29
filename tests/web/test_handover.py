"""A hand-over as pages: offered on the case, answered where shares are."""

from __future__ import annotations

from tests.casework.story import Story
from tests.web.forms_of import form_of


def offered(story: Story) -> None:
    story.open()
    story.world.viewer("lead9", "lead", agency="special")
    story.world.viewer("inv9", "inv", agency="special")
    told = {"to": "special", "reason": "specialist", "what": ["lead"], "occurred_on": "2024-05-01"}
    story.take("investigation.offer_transfer", by=story.lead, **told)


def test_the_receiving_agency_accepts_it_with_a_new_owner(sign_in, world, story) -> None:
    offered(story)
    team = sign_in("lead").get(f"/cases/{story.reference}/team")
    assert "not taken up yet" in team and "hand-over " not in team
    visitor = sign_in("lead9")
    page = visitor.get("/shares")
    assert "A hand-over" in page and story.reference in page and "hand-over " not in page
    visitor.get(f"/cases/{story.reference}", status=404)
    form = form_of(page, action="/hand-over")
    assert "Choose" in visitor.post(form.action, {"do": "accept"}, status=422)
    sent = {"do": "accept", "new_owner": world.user("inv9"), "specialist": "yes"}
    assert "Accepted: your agency works on" in visitor.post(form.action, sent)
    assert "Hand-overs" in visitor.get(f"/cases/{story.reference}/registers")
    sign_in("lead").get(f"/cases/{story.reference}", status=404)


def test_declined_with_a_reason_the_sender_stays(sign_in, story) -> None:
    offered(story)
    visitor = sign_in("lead9")
    form = form_of(visitor.get("/shares"), action="/hand-over")
    assert "Declined." in visitor.post(form.action, {"do": "decline", "reason": "workload"})
    assert "No share waits for you" in visitor.get("/shares")
    assert "Workload" in sign_in("lead").get(f"/cases/{story.reference}/registers")
