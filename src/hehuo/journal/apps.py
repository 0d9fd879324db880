from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "hehuo.journal"
    label = "journal"
