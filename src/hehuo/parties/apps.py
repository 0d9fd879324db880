from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "hehuo.parties"
    label = "parties"

    def ready(self) -> None:
        from hehuo.journal.kinds import resolver

        from . import events, selectors  # noqa: F401 -- importing events enters its kinds in the catalogue

        resolver("person")(selectors.names_of_people)
        resolver("organisation")(selectors.names_of_organisations)
