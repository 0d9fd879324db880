"""The link of a resident without account: an unguessable secret of which only a fingerprint is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.ground.errors import NotFound
from hehuo.ground.secrets import fingerprint
from hehuo.partnerships.models import Member, MemberState


def digest(secret: str) -> bytes:
    """What the database keeps of a link's secret."""
    return fingerprint("member secret:" + secret.strip())


def member_by_secret(secret: str) -> Member:
    """The resident whom this link belongs to. Raises NotFound, with one message for every wrong link."""
    rows = Member.objects.select_related("partnership").exclude(state=MemberState.LEFT)
    found = rows.filter(secret=digest(secret)).first() if 16 <= len(secret) <= 64 else None
    if found is None:
        raise NotFound(_("This link does not open anything (any more). Ask your community for a new one."))
    return found
