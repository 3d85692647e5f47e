"""The sign-in page: a password, or one of the identity providers that the environment names."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.urls import reverse


class SignIn(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        offered = [
            {"text": f"Sign in with {app['name']}", "url": reverse("openid_connect_login", args=[app["provider_id"]])}
            for app in apps
        ]
        return {**super().get_context_data(**kwargs), "identity_providers": offered}


sign_in = SignIn.as_view()
