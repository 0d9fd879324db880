from django.apps import AppConfig


class CliConfig(AppConfig):
    name = "hehuo.doors.cli"
    label = "cli"
