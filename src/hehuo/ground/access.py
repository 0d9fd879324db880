"""Who is looking: plain data that every policy reads, filled by ``parties``.

A lower room must answer "may she?" without knowing organisations or accounts, so the answer travels with the
question: a :class:`Viewer` carries roles, each over a place prefix.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hehuo.ground.codes import is_within


class Role(StrEnum):
    """What a person may be at a place (1-mission, "Who uses it"). Residents need no grant."""

    WORKER = "worker"
    DISPATCHER = "dispatcher"
    LEADER = "leader"
    OFFICER = "officer"
    PROPERTY_STAFF = "property_staff"
    COORDINATOR = "coordinator"
    EXPERT = "expert"
    AUDITOR = "auditor"
    ADMIN = "admin"


#: Roles that belong to the public side's own staff: they handle cases, so they see who complained.
HANDLERS = frozenset({Role.WORKER, Role.DISPATCHER, Role.LEADER})
#: Every role that signs in to the desk.
STAFF = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role over one place and everything below it (``place`` is a division code, a prefix)."""

    role: Role
    place: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who asks, as far as a rule needs to know her.

    ``person_id`` is None for an anonymous visitor and for the system itself; ``organisations`` are the ids of the
    organisations she acts for; ``system`` marks jobs and imports that nobody signed in for.
    """

    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    organisations: frozenset[int] = frozenset()
    system: bool = False

    def has(self, *roles: Role, place: str) -> bool:
        """Whether she holds one of ``roles`` at ``place`` (or above it)."""
        return self.system or any(g.role in roles and is_within(place, g.place) for g in self.grants)

    def holds(self, *roles: Role) -> bool:
        """Whether she holds one of ``roles`` anywhere."""
        return self.system or any(g.role in roles for g in self.grants)

    def reach(self, *roles: Role) -> tuple[str, ...]:
        """The shortest place prefixes that her ``roles`` cover; ``("",)`` for the system."""
        if self.system:
            return ("",)
        places = sorted({g.place for g in self.grants if not roles or g.role in roles})
        kept: list[str] = []
        for place in places:
            if not any(is_within(place, wider) for wider in kept):
                kept.append(place)
        return tuple(kept)

    @property
    def is_staff(self) -> bool:
        """Whether the desk is open to her at all."""
        return bool(self.grants)


ANONYMOUS = Viewer()
SYSTEM = Viewer(system=True)
