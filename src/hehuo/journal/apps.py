from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "hehuo.journal"
    label = "journal"

    def ready(self) -> None:
        from . import events  # noqa: F401
