from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "hehuo.deliberation"
    label = "deliberation"
