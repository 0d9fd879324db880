from django.apps import AppConfig


class HotlineConfig(AppConfig):
    name = "hehuo.doors.hotline"
    label = "hotline"
