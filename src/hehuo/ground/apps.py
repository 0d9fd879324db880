from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "hehuo.ground"
    label = "ground"
