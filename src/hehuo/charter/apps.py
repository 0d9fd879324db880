from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CharterConfig(AppConfig):
    name = "hehuo.charter"
    label = "charter"

    def ready(self) -> None:
        from hehuo.policies import selectors as policies
        from hehuo.policies.rules import Kind, Setting

        from . import events  # noqa: F401 - defines the kinds once apps are loaded
        from .rules import COMMENT_DAYS

        policies.register(
            Setting(
                COMMENT_DAYS,
                Kind.INT,
                7,
                _("Days for which the draft of a charter lies open for comment"),
                unit=pgettext_lazy("charter", "days"),
                lowest=0,
                highest=90,
            )
        )
