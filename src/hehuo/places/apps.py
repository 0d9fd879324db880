from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "hehuo.places"
    label = "places"
