from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "hehuo.cases"
    label = "cases"

    def ready(self) -> None:
        from hehuo.policies import selectors as policies

        from . import events, policy, rules, selectors  # noqa: F401 - importing defines kinds and registers

        policies.register(*rules.SETTINGS)
