from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "hehuo.parties"
    label = "parties"
