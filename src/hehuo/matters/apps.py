from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "hehuo.matters"
    label = "matters"
