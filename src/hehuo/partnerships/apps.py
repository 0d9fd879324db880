from __future__ import annotations

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "hehuo.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from hehuo.deliberation import policy as deliberation
        from hehuo.policies import selectors as policies

        from . import events, rules, selectors  # noqa: F401 - they register kinds, files and names
        from .selectors import meetings

        policies.register(*rules.SETTINGS)
        deliberation.register(
            "partnership", meetings.may_see, meetings.may_convene, threads=meetings.threads, about=meetings.about
        )
