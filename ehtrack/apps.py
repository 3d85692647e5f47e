from django.apps import AppConfig


class EhtrackConfig(AppConfig):
    name = "ehtrack"
