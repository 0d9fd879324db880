from datetime import UTC, datetime

import pytest

from hehuo.ground import clock


def test_the_clock_can_be_moved_and_comes_back() -> None:
    moment = datetime(2021, 4, 16, 1, 0, tzinfo=UTC)
    with clock.at(moment):
        assert clock.now() == moment
        with clock.at(moment.replace(hour=2)):
            assert clock.now().hour == 2
        assert clock.now() == moment
    assert clock.now() > moment


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.at(datetime(2021, 4, 16, tzinfo=UTC).replace(tzinfo=None)):
        pass
