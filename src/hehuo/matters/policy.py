"""Who may shape category trees."""

from __future__ import annotations

from hehuo.ground.access import Role, Viewer


def may_import(viewer: Viewer) -> bool:
    """Trees are shared by the whole installation: administrators bring them in."""
    return viewer.holds(Role.ADMIN)


def may_choose(viewer: Viewer, place: str) -> bool:
    """Which tree a place uses is its administrator's decision."""
    return viewer.has(Role.ADMIN, place=place)
