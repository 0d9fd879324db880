from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "hehuo.charter"
    label = "charter"

    def ready(self) -> None:
        from . import events  # noqa: F401
