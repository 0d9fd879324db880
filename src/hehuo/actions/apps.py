from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "hehuo.actions"
    label = "actions"
