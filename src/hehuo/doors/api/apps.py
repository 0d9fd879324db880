from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hehuo.doors.api"
    label = "api"

    def ready(self) -> None:
        """Let the journal know the sentences of this door."""
        import_module(f"{self.name}.events")
