"""Signing in at an identity provider: there, and back again."""

import logging
import secrets

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from requests import RequestException

from agencies.openid_connect import TokenAdapter

log = logging.getLogger(__name__)


def start(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """By a button only: an address alone sends nobody away, and signs nobody in."""
    provider = _provider(request, provider_id).get_provider()
    if request.method != "POST":
        return redirect("account_login")
    nonce = secrets.token_urlsafe(24)
    try:
        return provider.redirect(
            request,
            process=AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            data={"nonce": nonce},
            auth_params={**provider.get_auth_params(), "nonce": nonce},
        )
    except (RequestException, KeyError, ValueError) as error:
        log.warning("identity provider %s does not answer (%s)", provider_id, type(error).__name__)
        messages.error(request, f"{provider.name} does not answer. Try again later, or sign in with your password")
        return redirect("account_login")


def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return OAuth2CallbackView.adapter_view(_provider(request, provider_id))(request)


def _provider(request: HttpRequest, provider_id: str) -> TokenAdapter:
    adapter = TokenAdapter(request, provider_id)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    return adapter
