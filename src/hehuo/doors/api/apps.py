from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "hehuo.doors.api"
    label = "api"
