"""The only writer of this room. Doors and other rooms call what is named here."""

from __future__ import annotations

from .accounts import (
    Invited,
    accept_invitation,
    close_account,
    invite,
    note_second_factor,
    note_sign_in,
    remove_second_factor,
    set_language,
    sign_out_everywhere,
    withdraw_invitation,
)
from .contacts import (
    build_contact,
    erase_contact,
    keep_contact,
    keep_contacts,
    reseal_contacts,
    reveal_contact,
)
from .organisations import add_organisation, change_organisation, close_organisation, seat_organisation, unseat
from .people import add_person, end_membership, grant_membership, rename_person
from .people_sheet import import_people
from .starter import load_demo_people, load_players, load_starter_parties

__all__ = [
    "Invited",
    "accept_invitation",
    "add_organisation",
    "add_person",
    "build_contact",
    "change_organisation",
    "close_account",
    "close_organisation",
    "end_membership",
    "erase_contact",
    "grant_membership",
    "import_people",
    "invite",
    "keep_contact",
    "keep_contacts",
    "load_demo_people",
    "load_players",
    "load_starter_parties",
    "note_second_factor",
    "note_sign_in",
    "remove_second_factor",
    "rename_person",
    "reseal_contacts",
    "reveal_contact",
    "seat_organisation",
    "set_language",
    "sign_out_everywhere",
    "unseat",
    "withdraw_invitation",
]
