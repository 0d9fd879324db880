from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "hehuo.policies"
    label = "policies"
