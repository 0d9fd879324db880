from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.coordinates import gcj02_from_wgs84, in_china, metres_between, wgs84_from_gcj02

lons = st.floats(73.5, 135.0)
lats = st.floats(18.0, 53.5)


@given(lons, lats)
def test_there_and_back_within_a_metre(lon: float, lat: float) -> None:
    assert metres_between(wgs84_from_gcj02(*gcj02_from_wgs84(lon, lat)), (lon, lat)) < 0.01
    assert metres_between(gcj02_from_wgs84(*wgs84_from_gcj02(lon, lat)), (lon, lat)) < 0.01


@given(lons, lats)
def test_the_shift_is_some_hundred_metres(lon: float, lat: float) -> None:
    assert 20 < metres_between(gcj02_from_wgs84(lon, lat), (lon, lat)) < 2000


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_identity_outside_china(lon: float, lat: float) -> None:
    if not in_china(lon, lat):
        assert gcj02_from_wgs84(lon, lat) == (lon, lat) == wgs84_from_gcj02(lon, lat)


def test_a_published_pair() -> None:
    # Tiananmen, as printed with many implementations of the public formula.
    lon, lat = gcj02_from_wgs84(116.404, 39.915)
    assert lon == pytest.approx(116.41024449916938, abs=1e-9)
    assert lat == pytest.approx(39.91640428150164, abs=1e-9)


def test_distance_along_a_meridian() -> None:
    assert metres_between((116.0, 39.0), (116.0, 40.0)) == pytest.approx(111_195, rel=0.005)
    assert metres_between((116.0, 39.0), (116.0, 39.0)) == 0
