from __future__ import annotations

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "hehuo.deliberation"
    label = "deliberation"

    def ready(self) -> None:
        from hehuo.policies import selectors as policies

        from . import events, policy, rules, selectors  # noqa: F401 - kinds, files and names register themselves

        policies.register(*rules.SETTINGS)
