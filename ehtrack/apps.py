from django.apps import AppConfig
from django.core.checks import Tags, register

from ehtrack.checks import identity_providers, web_sign_in


class EhtrackConfig(AppConfig):
    name = "ehtrack"

    def ready(self) -> None:
        register(identity_providers, Tags.security, deploy=True)
        register(web_sign_in, Tags.database, deploy=True)
