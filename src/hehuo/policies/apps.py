from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "hehuo.policies"
    label = "policies"

    def ready(self) -> None:
        from . import events  # noqa: F401 - defines the kinds once apps are loaded
