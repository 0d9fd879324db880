from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hehuo.doors.hotline"
    label = "hotline"

    def ready(self) -> None:
        from . import events, tasks  # noqa: F401 - defines the kinds and the jobs once apps are loaded
