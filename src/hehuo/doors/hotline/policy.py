"""Who imports work orders."""

from __future__ import annotations

from hehuo.ground.access import Role, Viewer

IMPORTERS = (Role.DISPATCHER, Role.LEADER)


def may_import(viewer: Viewer, place: str) -> bool:
    """The dispatcher or leader of the place; ``cases`` asks the same again for the rows themselves."""
    return viewer.has(*IMPORTERS, place=place)
