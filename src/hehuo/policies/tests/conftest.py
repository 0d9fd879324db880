from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from hehuo.policies.rules import SETTINGS, Setting


@pytest.fixture
def grace() -> Iterator[Setting]:
    """A setting that only these tests know."""
    setting = SETTINGS["test.grace"] = Setting("test.grace", "int", 7, "Days of grace", "days", lowest=1, highest=60)
    yield setting
    del SETTINGS["test.grace"]


@pytest.fixture(autouse=True)
def _english(settings: Any) -> Iterator[None]:
    """Messages are compared in English here, whatever the pages' own language."""
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield
