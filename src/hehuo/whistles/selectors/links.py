"""The link by which residents rate the units that came: signed, so that nothing has to be kept and none is guessed."""

from __future__ import annotations

from django.core import signing
from django.utils.translation import gettext_lazy as _

from hehuo.ground.errors import NotFound
from hehuo.whistles.models import Whistle

_SALT = "whistles.rate"


def rating_token(whistle: Whistle) -> str:
    """The token of the link under which residents rate this whistle's units."""
    return signing.Signer(salt=_SALT).sign(whistle.number)


def whistle_by_token(token: str, *, lock: bool = False) -> Whistle:
    """The whistle behind the link. Raises NotFound for a link that was not made here."""
    try:
        number = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature:
        number = ""
    rows = Whistle.objects.select_for_update() if lock else Whistle.objects.all()
    whistle = rows.filter(number=number).first() if number else None
    if whistle is None:
        raise NotFound(_("This link is not whole. Please open it again from where it was given to you."))
    return whistle
