from __future__ import annotations

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "hehuo.actions"
    label = "actions"

    def ready(self) -> None:
        from . import events, policy, rules, selectors  # noqa: F401 - importing defines kinds and registers
