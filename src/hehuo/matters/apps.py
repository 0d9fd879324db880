from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "hehuo.matters"
    label = "matters"

    def ready(self) -> None:
        from . import events  # noqa: F401 - fills the catalogue of kinds
