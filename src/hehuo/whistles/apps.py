from django.apps import AppConfig


class WhistlesConfig(AppConfig):
    name = "hehuo.whistles"
    label = "whistles"
