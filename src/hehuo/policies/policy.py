"""Who may see and decide policies."""

from __future__ import annotations

from hehuo.ground.access import Role, Viewer

READERS = (Role.WORKER, Role.DISPATCHER, Role.LEADER, Role.AUDITOR, Role.ADMIN)


def may_see(viewer: Viewer) -> bool:
    """Settings are no secret among staff of the public side: the rules by which they are measured."""
    return viewer.holds(*READERS)


def may_decide(viewer: Viewer, place: str) -> bool:
    """An administrator or a leader decides at her own place and below."""
    return viewer.has(Role.ADMIN, Role.LEADER, place=place)


def may_load_years(viewer: Viewer) -> bool:
    """The State Council's notice holds for everybody; an administrator of any place may load it."""
    return viewer.holds(Role.ADMIN)
