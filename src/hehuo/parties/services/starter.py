"""What ``setup`` and ``demo`` enter, through the same services as everybody; running it again changes nothing."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import Viewer
from hehuo.ground.errors import Refused
from hehuo.ground.service import service
from hehuo.parties.models import Organisation, Person, User
from hehuo.parties.starter import PARTIES, PLAYERS, SINCE, Party, Player

from .locks import alone
from .organisations import add_organisation, seat_organisation
from .people import add_person


@service
def load_starter_parties(*, by: Viewer) -> int:
    """Enter Shuguang's organisations and seat them; returns how many were new. The places must be there."""
    alone("starter")
    new = 0
    rows: dict[str, Organisation] = {}
    for party in PARTIES:
        known = Organisation.objects.filter(place=party.place, name=party.name).first()
        if known is None:
            known = _enter(by, party, rows)
            new += 1
        rows[party.short] = known
    return new


@service
def load_players(*, by: Viewer) -> dict[str, int]:
    """Enter the invented people, without accounts: nobody can sign in as one of them. Player's name → person's id.

    Who is there already stays as she is. Raises Refused where the starter's organisations are not there.
    """
    alone("starter")
    return {player.username: _person(by, player).pk for player in PLAYERS}


@service
def load_demo_people(*, by: Viewer) -> int:
    """Enter the invented people, each with an account that only the demo page opens; returns how many were new.

    Raises Refused outside demo mode: whoever loads it into a real house opens a door.
    """
    if not settings.DEMO:
        raise Refused(_("Invented people belong into a demo only. Please set HEHUO_DEMO=1 for one."))
    people = load_players(by=by)
    known = set(User.objects.filter(username__in=people).values_list("username", flat=True))
    for username, person in people.items():
        if username not in known:
            user = User(username=username, person_id=person)
            user.set_unusable_password()
            user.save()
    return len(people) - len(known)


def _enter(by: Viewer, party: Party, rows: dict[str, Organisation]) -> Organisation:
    row = add_organisation(
        by=by,
        kind=party.kind,
        name=party.name,
        short_name=party.short,
        place=party.place,
        parent=rows.get(party.parent),
        serves=(party.place, *party.seats),
        valid_from=SINCE,
    )
    for place in party.sits_at:
        seat_organisation(by=by, organisation=row, seat=party.kind.facts.seat, place=place, valid_from=SINCE)
    return row


def _person(by: Viewer, player: Player) -> Person:
    """The person who plays, entered where she is not there yet."""
    organisation = Organisation.objects.filter(name=player.organisation).first()
    if organisation is None:
        raise Refused(_("The invented people work for Shuguang's organisations; please run `hehuo setup` first."))
    known = Person.objects.filter(memberships__organisation=organisation, name=player.name).order_by("pk").first()
    return known or add_person(
        by=by,
        name=player.name,
        organisation=organisation,
        role=player.role,
        place=player.place,
        title=player.title,
        valid_from=SINCE,
    )
