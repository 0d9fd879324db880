"""Keys: revoking twice is once; noting a use never blocks a caller."""

from __future__ import annotations

from typing import Any

from hehuo.doors.api import services
from hehuo.doors.api.models import Token
from tests.concurrency import Outcomes, Scenario, all_ok


def _token(_world: Any, cast: Any) -> tuple[Any, Token]:
    token, _secret = services.issue_token(by=cast.worker.viewer, name="程序", scopes=["read"], days=1)
    return cast.worker.viewer, token


def _three_keys(_state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert Token.objects.count() == len({outcome.value[1] for outcome in outcomes}) == len(outcomes)


def _revoked(state: tuple[Any, Token], outcomes: Outcomes) -> None:
    all_ok(outcomes)
    state[1].refresh_from_db()
    assert state[1].revoked_at is not None


def _used(state: tuple[Any, Token], outcomes: Outcomes) -> None:
    all_ok(outcomes)
    state[1].refresh_from_db()
    assert state[1].used_at is not None


SCENARIOS = {
    "issue_token": Scenario(
        prepare=lambda world, cast: cast.worker.viewer,
        call=lambda by, i: {"by": by, "name": f"程序{i}", "scopes": ["read"], "days": 1},
        check=_three_keys,
    ),
    "revoke_token": Scenario(
        prepare=_token, call=lambda state, i: {"by": state[0], "token": state[1].pk}, check=_revoked
    ),
    "note_use": Scenario(prepare=_token, call=lambda state, i: {"token": state[1]}, check=_used),
}
