from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "hehuo.config"
    label = "config"

    def ready(self) -> None:
        from . import accounts, checks  # noqa: F401 - importing registers the system checks and what allauth tells us
