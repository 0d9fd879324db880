from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "hehuo.charter"
    label = "charter"
