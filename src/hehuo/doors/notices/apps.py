from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "hehuo.doors.notices"
    label = "notices"

    def ready(self) -> None:
        from hehuo.journal import relay

        from . import handlers

        relay.on("case.accepted", "case.answered", "case.closed")(handlers.tell_complainant)
