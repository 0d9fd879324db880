from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "hehuo.journal"
    label = "journal"

    def ready(self) -> None:
        from . import checks, events  # noqa: F401 - registers the check and the kinds
