from django.apps import AppConfig


class WatchesConfig(AppConfig):
    name = "hehuo.watches"
    label = "watches"
