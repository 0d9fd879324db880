from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "hehuo.files"
    label = "files"
