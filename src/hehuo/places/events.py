"""What places report to the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Ref, Visibility, define

PLACE = Ref("place")
AREA = Ref("management_area")

LOADED = define(
    "place.divisions_loaded",
    _("The official divisions were loaded: %(added)s new, %(changed)s changed"),
    added=int,
    changed=int,
)
ADDED = define("place.added", _("%(place)s was added"), place=PLACE)
CHANGED = define("place.changed", _("%(place)s was changed"), place=PLACE, fields=str)
CLOSED = define("place.closed", _("%(place)s was closed"), place=PLACE)
RECODED = define(
    "place.recoded",
    _("%(place)s got the code %(new)s instead of %(old)s"),
    visibility=Visibility.PUBLIC,
    place=PLACE,
    old=str,
    new=str,
    moved=int,
)
IMPORTED = define(
    "place.imported",
    _("A list of buildings and dwellings was applied: %(added)s new, %(changed)s changed"),
    added=int,
    changed=int,
    unchanged=int,
    rejected=int,
)
AREA_FORMED = define("place.area_formed", _("The management area %(area)s was formed"), area=AREA, members=PLACE)
AREA_CHANGED = define("place.area_changed", _("The management area %(area)s was changed"), area=AREA, members=PLACE)
AREA_CLOSED = define("place.area_closed", _("The management area %(area)s was closed"), area=AREA)
