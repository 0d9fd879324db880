from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "hehuo.doors.desk"
    label = "desk"
