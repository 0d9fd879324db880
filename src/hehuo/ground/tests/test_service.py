import pytest

from hehuo.ground.service import service


def test_a_service_takes_keywords_only() -> None:
    with pytest.raises(TypeError, match="keyword-only"):

        @service
        def sloppy(case: int) -> int:
            return case
