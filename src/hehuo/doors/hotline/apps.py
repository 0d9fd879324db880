from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hehuo.doors.hotline"
    label = "hotline"

    def ready(self) -> None:
        from hehuo.journal import relay

        from . import events, handlers, tasks  # noqa: F401 - defines the kinds and the jobs once apps are loaded

        relay.on("policy.year_loaded")(handlers.recount_limits)
