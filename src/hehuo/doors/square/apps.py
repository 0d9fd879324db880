from django.apps import AppConfig


class SquareConfig(AppConfig):
    name = "hehuo.doors.square"
    label = "square"
