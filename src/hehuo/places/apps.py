from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hehuo.places"
    label = "places"

    def ready(self) -> None:
        from . import events  # noqa: F401 - fills the catalogue of kinds
