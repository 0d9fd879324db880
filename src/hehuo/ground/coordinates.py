"""Chinese map coordinates: GCJ-02 (what Chinese maps and phones show) to and from WGS-84 (what we store).

GCJ-02 shifts every point inside China by a few hundred metres: a fixed sum of sines of the position, scaled from metres
to degrees on the Krasovsky ellipsoid. The formula is public; its inverse has no closed form, so it is found by
iteration. Outside China both systems agree. Longitudes and latitudes are decimal degrees, east and north positive.
"""

from __future__ import annotations

from math import asin, cos, pi, radians, sin, sqrt

_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_EARTH_RADIUS = 6371008.8
#: The rectangle in which the shift is applied by everybody who implements it.
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271


def in_china(lon: float, lat: float) -> bool:
    """Whether the shift applies here: the customary rectangle, which is wider than the country."""
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def _ripples(x: float) -> float:
    """The east-west ripples that both components share, in metres."""
    return 20.0 * (sin(6.0 * x * pi) + sin(2.0 * x * pi)) * 2.0 / 3.0


def _waves(x: float, *terms: tuple[float, float]) -> float:
    return sum(size * sin(x * pi / length) for size, length in terms) * 2.0 / 3.0


def _shift(lon: float, lat: float) -> tuple[float, float]:
    """How far GCJ-02 lies from the WGS-84 point, in degrees (east, north)."""
    x, y = lon - 105.0, lat - 35.0
    root = sqrt(abs(x))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += _ripples(x) + _waves(x, (20.0, 1.0), (40.0, 3.0), (150.0, 12.0), (300.0, 30.0))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += _ripples(x) + _waves(y, (20.0, 1.0), (40.0, 3.0), (160.0, 12.0), (320.0, 30.0))
    phi = radians(lat)
    flattening = 1.0 - _ECCENTRICITY_SQUARED * sin(phi) ** 2
    prime = _AXIS / sqrt(flattening)
    meridian = _AXIS * (1.0 - _ECCENTRICITY_SQUARED) / (flattening * sqrt(flattening))
    return east * 180.0 / (prime * cos(phi) * pi), north * 180.0 / (meridian * pi)


def gcj02_from_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """The GCJ-02 position of a WGS-84 point; the same point outside China."""
    if not in_china(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def wgs84_from_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The WGS-84 point shown at a GCJ-02 position, to far less than a metre; the same point outside China.

    The shift changes slowly, so feeding back the error converges by about a thousand per round.
    """
    if not in_china(lon, lat):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(8):
        east, north = _shift(guess_lon, guess_lat)
        error_lon, error_lat = guess_lon + east - lon, guess_lat + north - lat
        guess_lon, guess_lat = guess_lon - error_lon, guess_lat - error_lat
        if abs(error_lon) < 1e-10 and abs(error_lat) < 1e-10:
            break
    return guess_lon, guess_lat


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two (lon, lat) points in metres, on a sphere (good to 0.5 %)."""
    lon1, lat1, lon2, lat2 = (radians(value) for value in (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS * asin(min(1.0, sqrt(half)))
