from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "hehuo.doors.notices"
    label = "notices"
