"""The default category tree and the starter charters, for tests of this room."""

from __future__ import annotations

import pytest

from hehuo.charter import services
from hehuo.ground.access import SYSTEM
from hehuo.matters import services as matters


@pytest.fixture
def tree(db):
    """The default tree of 20 and 123 categories."""
    matters.load_tree(by=SYSTEM)


@pytest.fixture
def starter(tree, world):
    """The starter charters at the places of ``world``."""
    return services.load_starter_charters(by=SYSTEM)
