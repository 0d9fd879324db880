"""How the access tables are written: URL × role × own, neighbouring and foreign place, by hand, from the roles.

``tests/access/<room>.py`` holds ``TABLE``: URL name → a :class:`Row` (or a list of them, say one per method). A name
of an included namespace is written ``namespace:name``; a URL without a name is written as its route.
``tests/test_access.py`` fails for every URL that no table lists and for every row whose URL is gone.

The thing that the row's ``kwargs`` name lies at Shuguang (community: Shanghe village). Everybody of ``cast`` knocks:

- ``own``: the people of Shuguang; ``neighbour``: the same roles in another subdistrict of the district; ``foreign``:
  the same roles in another district; ``outsider``: an account without membership; ``anonymous``: nobody signed in.
- An expectation is a status (``404``), ``LOGIN`` (sent to sign in), ``only(Role.WORKER, …)`` = 200 for these roles and
  404 for the others, or a mapping role → status with ``OTHERS`` for the rest.

``kwargs``, ``data`` and ``query`` are plain dicts or functions of ``(world, cast)``; they are evaluated once, and what
a request changes is rolled back before the next knock. ``before(world, cast)`` prepares what the row needs,
``settings`` overrides settings. A row written as ``Row(kwargs=…, own=only(WORKER, LEADER))`` says that strangers must
sign in and all others get 404.

    TABLE = {
        "parties-people": Row(own=only(ADMIN, LEADER), neighbour=only(ADMIN, LEADER), foreign=only(ADMIN, LEADER)),
        "parties-organisation": Row(kwargs=lambda world, cast: {"pk": world.office.pk}, own=only(ADMIN, AUDITOR)),
        "parties-unseat": [Row(kwargs=…, method="post", own=only(ADMIN, status=302)), Row(kwargs=…, own=405)],
    }
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hehuo.ground.access import Role

LOGIN = "login"
OTHERS = "others"
Expected = int | str | Mapping[Role | str, int | str]
Given = Mapping[str, Any] | Callable[[Any, Any], Mapping[str, Any]]

WORKER, DISPATCHER, LEADER = Role.WORKER, Role.DISPATCHER, Role.LEADER
OFFICER, PROPERTY_STAFF, COORDINATOR = Role.OFFICER, Role.PROPERTY_STAFF, Role.COORDINATOR
EXPERT, AUDITOR, ADMIN = Role.EXPERT, Role.AUDITOR, Role.ADMIN


def only(*roles: Role, status: int | str = 200, others: int | str = 404) -> Expected:
    """``status`` for ``roles``, ``others`` for everybody else."""
    return {**dict.fromkeys(roles, status), OTHERS: others}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What everybody gets at one URL."""

    own: Expected
    neighbour: Expected = 404
    foreign: Expected = 404
    outsider: int | str = 404
    anonymous: int | str = LOGIN
    kwargs: Given = ()  # type: ignore[assignment]
    query: Given = ()  # type: ignore[assignment]
    data: Given = ()  # type: ignore[assignment]
    method: str = "get"
    before: Callable[[Any, Any], object] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def knocks(self) -> list[tuple[str, int | str]]:
        """Everybody who knocks (a name of the cast, ``""`` for nobody) and what she is to get."""
        found: list[tuple[str, int | str]] = [("", self.anonymous), ("outsider", self.outsider)]
        for prefix, expected in (("", self.own), ("neighbour_", self.neighbour), ("foreign_", self.foreign)):
            found += [(f"{prefix}{role.value}", _for(expected, role)) for role in Role]
        return found


def public(*, kwargs: Given = (), query: Given = (), status: int = 200, **more: Any) -> Row:  # type: ignore[assignment]
    """A page that is the same for everybody, signed in or not."""
    return Row(
        own=status,
        neighbour=status,
        foreign=status,
        outsider=status,
        anonymous=status,
        kwargs=kwargs,
        query=query,
        **more,
    )


def desk(*roles: Role, status: int = 200, **more: Any) -> Row:
    """A page of the desk that is open to ``roles`` (all when none is named) wherever they work: lists of one's own."""
    expected = only(*(roles or Role), status=status)
    return Row(own=expected, neighbour=expected, foreign=expected, **more)


def _for(expected: Expected, role: Role) -> int | str:
    if isinstance(expected, Mapping):
        return expected[role] if role in expected else expected[OTHERS]
    return expected
