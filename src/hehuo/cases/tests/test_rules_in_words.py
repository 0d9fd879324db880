"""What the rules answer, word for word where another word would send somebody the wrong way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from hehuo.cases.rules import Facts, Limit, Stage, Standing, Who, next_of, refusal
from hehuo.cases.rules.clocks import grade_limit

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
EVERYBODY = Standing(frozenset(Who), person=1)
WORK = ("contact", "visit", "mediate", "dissuade", "answer")


def _said(move: str, stage: Stage) -> str:
    refused = refusal(move, Facts(stage), EVERYBODY, NOW)
    assert refused
    with override("en"):
        return str(refused.message)


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.ASSIGNED])
@pytest.mark.parametrize("move", WORK)
def test_who_works_before_the_paperwork_is_told_to_accept_first(move: str, stage: Stage) -> None:
    assert _said(move, stage).startswith("Accept the case first")


@pytest.mark.parametrize("move", WORK)
def test_who_works_after_the_end_is_told_where_the_case_stands(move: str) -> None:
    with override("en"):
        assert str(Stage.CLOSED.label) in _said(move, Stage.CLOSED)


def test_other_steps_out_of_place_are_told_where_the_case_stands() -> None:
    with override("en"):
        assert str(Stage.RECEIVED.label) in _said("close", Stage.RECEIVED)


def test_a_grades_limit_is_read_from_its_own_two_settings() -> None:
    settings = {"cases.limit.grade2": timedelta(hours=24), "cases.basis.grade2": "working"}
    assert grade_limit(2, settings.__getitem__) == Limit(timedelta(hours=24), "working")


def test_after_the_talk_comes_the_answer_unless_a_visit_is_missing() -> None:
    assert next_of(Stage.HANDLING, contacted=True).move == "answer"
    assert next_of(Stage.HANDLING, contacted=True, visited=False).move == "visit"
