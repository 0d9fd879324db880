"""Invite an administrator: the first one of a house, or another one when nobody gets in; prints her link.

    hehuo admin 郑凯 --organisation 曙光街道办事处

The person is entered as a member of that organisation (its full or short name) with the administrator's role over its
place, or over --place. The link is shown this once, works once and for seven days; the same command again ends the old
link and prints a new one. Whoever may run it can read the database anyway; the journal keeps that it was done.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM, Role
from hehuo.ground.errors import NotFound
from hehuo.parties import selectors, services

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation, Person


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo admin NAME --organisation ORGANISATION [--place CODE] [--title TITLE]``."""
    parser.add_argument("name", metavar="NAME", help="her name, as colleagues and the journal show it")
    parser.add_argument("--organisation", required=True, metavar="ORGANISATION", help="its full or short name")
    parser.add_argument("--place", default="", metavar="CODE", help="what she administers (the organisation's place)")
    parser.add_argument("--title", default="", help="her post")


def handle(options: argparse.Namespace) -> int:
    """Enter and invite her. Raises NotFound for an unknown organisation, Refused when she has an account already."""
    organisation = _organisation(options.organisation)
    place = options.place or organisation.place
    invited = services.invite(by=SYSTEM, person=_administrator(options, organisation, place))
    until = invited.invitation.expires_at.astimezone(clock.BEIJING)
    sys.stderr.write(f"{options.name} administers {place}. Her link, good once until {until:%Y-%m-%d %H:%M} Beijing:\n")
    sys.stdout.write(settings.SITE_URL + reverse("parties-invitation", args=[invited.token]) + "\n")
    return 0


def _administrator(options: argparse.Namespace, organisation: Organisation, place: str) -> Person:
    known = selectors.people_of(organisation).filter(name=options.name).first()
    if known is None:
        return services.add_person(
            by=SYSTEM, name=options.name, organisation=organisation, role=Role.ADMIN, place=place, title=options.title
        )
    services.grant_membership(
        by=SYSTEM, person=known, organisation=organisation, role=Role.ADMIN, place=place, title=options.title
    )
    return known


def _organisation(name: str) -> Organisation:
    rows = list(selectors.organisations_kept(SYSTEM))
    found = [row for row in rows if name in {row.name, row.short_name}]
    if len(found) == 1:
        return found[0]
    names = "\n".join(f"  {row.name}" for row in found or rows if found or row.parent_id is None)
    trouble = "Several organisations are" if found else "No organisation is"
    raise NotFound(f"{trouble} called “{name}”. Please write the full name of one of these:\n{names}")
