from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from hehuo.ground import codes
from hehuo.ground.codes import Level
from hehuo.places.models import Revision


def scope_of(code: str) -> str:
    """The subdistrict whose in-memory index ``code`` belongs to; ``""`` for wider places."""
    return codes.truncate(code, Level.SUBDISTRICT) if codes.level(code) >= Level.SUBDISTRICT else ""


def touch(changed: Iterable[str]) -> None:
    """Count a write for the scopes of the ``changed`` codes, in one order, so that two writers cannot deadlock.

    The row lock also makes writers of one subdistrict wait for each other.
    """
    scopes = sorted({scope_of(code) for code in changed})
    Revision.objects.bulk_create([Revision(scope=scope) for scope in scopes], ignore_conflicts=True)
    locked = Revision.objects.select_for_update().filter(scope__in=scopes).order_by("scope")
    Revision.objects.filter(pk__in=[row.pk for row in locked]).update(number=F("number") + 1)
