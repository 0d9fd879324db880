from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "hehuo.partnerships"
    label = "partnerships"
