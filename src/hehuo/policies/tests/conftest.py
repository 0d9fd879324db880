from __future__ import annotations

from collections.abc import Iterator

import pytest

from hehuo.policies.rules import SETTINGS, Setting


@pytest.fixture
def grace() -> Iterator[Setting]:
    """A setting that only these tests know."""
    setting = SETTINGS["test.grace"] = Setting("test.grace", "int", 7, "Days of grace", "days", lowest=1, highest=60)
    yield setting
    del SETTINGS["test.grace"]
