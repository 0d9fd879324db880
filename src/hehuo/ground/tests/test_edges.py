"""Values at the very edge, and answers that only a slip would change."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hehuo.ground.access import SYSTEM, Grant, Role, Viewer
from hehuo.ground.canonical import canonical, plain
from hehuo.ground.coordinates import EAST, NORTH, SOUTH, WEST, in_china, metres_between
from hehuo.ground.text import mask_numbers, mask_phone, squash


def test_a_viewer_holds_what_was_granted_and_the_system_everything() -> None:
    worker = Viewer(person_id=1, grants=(Grant(Role.WORKER, "110108025014"),))
    assert worker.holds(Role.WORKER)
    assert worker.holds(Role.LEADER, Role.WORKER)
    assert not worker.holds(Role.LEADER)
    assert not Viewer(person_id=1).holds(Role.WORKER)
    assert SYSTEM.holds(Role.LEADER)


def test_sets_have_one_spelling_and_unknown_types_are_named() -> None:
    assert plain({"b", "a", "c"}) == ["a", "b", "c"]
    assert plain(frozenset({3, 1, 2})) == [1, 2, 3]
    assert canonical({"amount": Decimal("1E+2")}) == b'{"amount":"100"}'
    assert plain(Decimal("NaN")) == "NaN"
    with pytest.raises(TypeError, match="float cannot be written canonically"):
        plain(1.5)


@pytest.mark.parametrize(("lon", "lat"), [(WEST, 30.0), (EAST, 30.0), (110.0, SOUTH), (110.0, NORTH)])
def test_the_border_belongs_to_china_and_beyond_does_not(lon: float, lat: float) -> None:
    assert in_china(lon, lat)
    outside = {WEST: (-0.001, 0), EAST: (0.001, 0)}.get(lon) or ((0, 0.001) if lat == NORTH else (0, -0.001))
    assert not in_china(lon + outside[0], lat + outside[1])
    assert not in_china(2.35, 48.85)
    assert not in_china(116.3, -33.9)


def test_distances_are_those_of_the_sphere() -> None:
    # One degree of longitude at 60° north is half of one at the equator; opposite points are half a turn apart.
    assert metres_between((10, 60), (11, 60)) == pytest.approx(metres_between((10, 0), (11, 0)) / 2, rel=1e-3)
    assert metres_between((0, 0), (180, 0)) == pytest.approx(20_015_000, rel=2e-3)
    assert metres_between((116.2, 39.9), (116.4, 40.1)) == pytest.approx(28_000, rel=0.02)


def test_numbers_are_hidden_to_the_last_separator() -> None:
    assert mask_phone("138-1234 5678") == "138****5678"
    assert mask_phone("010 8888 666") == "010****8666"
    assert mask_phone("8888-6666") == "****"
    assert mask_numbers("证件110108199001011234。") == "证件110108********1234。"


def test_squashed_text_is_small_and_narrow() -> None:
    assert squash("　ＡＢ  Cd ") == "ab cd"
