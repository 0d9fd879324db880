from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "hehuo.custody"
    label = "custody"
