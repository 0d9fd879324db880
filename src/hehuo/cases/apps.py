from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "hehuo.cases"
    label = "cases"
