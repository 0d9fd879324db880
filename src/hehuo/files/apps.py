from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hehuo.files"
    label = "files"

    def ready(self) -> None:
        from hehuo.policies import selectors as policies

        from . import events, rules  # noqa: F401 - events defines the kinds once apps are loaded

        policies.register(*rules.SETTINGS)
