"""The six seats (六方) of a community's partnership: one fixed list, used by charter, parties and partnerships."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Seat(StrEnum):
    """Who sits at the table; the order is the order round the table, clockwise from the top."""

    BACKBONE = "backbone"
    ORGANISER = "organiser"
    MASTERS = "masters"
    STEWARD = "steward"
    BACKING = "backing"
    CO_BUILDER = "co_builder"

    @property
    def label(self) -> Promise:
        """The seat's name on a page (主心骨, 组织者 …)."""
        return _LABELS[self]


_LABELS: dict[Seat, Promise] = {
    Seat.BACKBONE: _("Backbone"),
    Seat.ORGANISER: _("Organiser"),
    Seat.MASTERS: _("Masters"),
    Seat.STEWARD: _("Steward"),
    Seat.BACKING: _("Backing"),
    Seat.CO_BUILDER: _("Co-builder"),
}
