from __future__ import annotations

import pytest

from hehuo.ground.access import SYSTEM, Grant, Role, Viewer
from hehuo.places import services

COMMUNITY = "110108025014"
FIXTURE = "110108025999"


@pytest.fixture
def divisions(db: None) -> None:
    services.load_divisions(by=SYSTEM)


@pytest.fixture
def worker() -> Viewer:
    return Viewer(person_id=1, grants=(Grant(Role.WORKER, COMMUNITY),))


@pytest.fixture
def admin() -> Viewer:
    return Viewer(person_id=2, grants=(Grant(Role.ADMIN, "110108025"),))


@pytest.fixture
def root() -> Viewer:
    return Viewer(person_id=3, grants=(Grant(Role.ADMIN, ""),))
