"""Who may read and write the division tree."""

from __future__ import annotations

from hehuo.ground import codes
from hehuo.ground.access import HANDLERS, STAFF, Role, Viewer
from hehuo.ground.codes import Level


def may_see(viewer: Viewer, code: str) -> bool:
    """Divisions down to the community are public knowledge; below it, whoever has a role at the place."""
    return codes.level(code) <= Level.COMMUNITY or viewer.has(*STAFF, place=code)


def may_see_dwellings(viewer: Viewer, code: str) -> bool:
    """Dwelling numbers are for those who handle cases there; everybody else gets them masked."""
    return viewer.has(*HANDLERS, place=code)


def may_edit(viewer: Viewer, code: str) -> bool:
    """Add, rename or close ``code``: handlers below their community, administrators everywhere in their reach."""
    if codes.level(code) > Level.COMMUNITY:
        return viewer.has(*HANDLERS, Role.ADMIN, place=code)
    return viewer.has(Role.ADMIN, place=codes.parent(code))


def may_fill(viewer: Viewer, code: str) -> bool:
    """Add something below ``code``: estates and dwellings by handlers, divisions by administrators."""
    if codes.level(code) >= Level.COMMUNITY:
        return viewer.has(*HANDLERS, Role.ADMIN, place=code)
    return viewer.has(Role.ADMIN, place=code)


def may_see_areas(viewer: Viewer, code: str) -> bool:
    """Management areas concern everybody with a role at the place."""
    return viewer.has(*STAFF, place=code)
