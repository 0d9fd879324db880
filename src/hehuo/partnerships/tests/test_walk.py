"""The whole way, and every gate on it."""

from __future__ import annotations

import pytest

from hehuo.cases.models import Hold
from hehuo.partnerships import selectors
from hehuo.partnerships.models import Passage


@pytest.mark.django_db
def test_the_whole_way(table):
    made = table("reviewed")
    assert [passage.stage_to for passage in Passage.objects.order_by("pk")] == [
        "opening", "convened", "surveyed", "consulted", "planned", "acting", "watching", "settled", "reviewed",
    ]  # fmt: skip
    assert not Hold.objects.filter(case=made.case, released_at=None).exists()
    assert [step.done for step in selectors.steps(made.row)] == [True] * 9
