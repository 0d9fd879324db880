"""Small helpers of this room's pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from hehuo.actions.rules import RollState, State, StepState
from hehuo.actions.views.common import ICONS
from hehuo.ground.clock import BEIJING
from hehuo.ground.templatetags.hehuo import icon, tag

register = template.Library()

_STATES = {
    State.DRAFT: "plain",
    State.ANNOUNCED: "info",
    State.UNDER_WAY: "hot",
    State.CLOSED: "ok",
    State.ABORTED: "bad",
}
_STEPS = {StepState.OPEN: "plain", StepState.DONE: "ok", StepState.SKIPPED: "plain", StepState.ABORTED: "bad"}
_ROLL = {
    RollState.EXPECTED: "plain",
    RollState.PRESENT: "ok",
    RollState.EXCUSED: "info",
    RollState.ABSENT: "bad",
}


@register.filter
def hour(value: datetime | None) -> str:
    """``09:30`` in Beijing: the day stands above."""
    return f"{value.astimezone(BEIJING):%H:%M}" if value else ""


@register.filter
def item(found: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds under ``key``; empty where nothing."""
    return found.get(key, "")


@register.simple_tag
def state_tag(state: State) -> SafeString:
    """How far an action is."""
    return tag(_STATES[state], state.label)


@register.simple_tag
def step_tag(state: StepState) -> SafeString:
    """How a step ended."""
    return tag(_STEPS[state], state.label)


@register.simple_tag
def roll_tag(state: RollState) -> SafeString:
    """What the roll-call found."""
    return tag(_ROLL[state], state.label)


@register.simple_tag
def step_icon(kind: Any) -> SafeString:
    """The picture of a step's kind."""
    return icon(ICONS[kind])
