from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hehuo.places"
    label = "places"

    def ready(self) -> None:
        from hehuo.journal.kinds import resolver

        from . import events, selectors  # noqa: F401 - importing events fills the catalogue of kinds

        resolver("place")(selectors.names)
        resolver("management_area")(selectors.names_of_areas)
