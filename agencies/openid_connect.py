"""Signing in at a council's or the NHS's identity provider. Nobody signs up by it: they have an account or invitation.

Stricter than allauth: the token's signature is always checked against the provider's keys, its nonce is the one this
browser was sent with, and what the user info says counts only for the token's own subject.
"""

from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from agencies import second_factor
from agencies.models import User
from agencies.selectors import people
from agencies.services import invitations
from agencies.sign_in import failed

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
FAILED = "{} did not confirm who you are. Try again, or sign in with your password"
STRANGER = "{} knows you as {}, but no account or invitation has that email address. Ask the lead of your agency"
OUTSIDE = (
    "{} may not sign in {}: the address is not one of its own. Sign in with your password, or ask your agency's lead"
)
UNVERIFIED = "{} does not say that your email address is verified. Sign in with your password, or ask its help desk"


class TokenAdapter(OpenIDConnectOAuth2Adapter):
    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = self._verified(app, kwargs["response"].get("id_token", ""))
        if "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("the user info is of somebody else")
            claims = {**told, **claims}
        login: SocialLogin = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data = {}  # what the provider tells of the person is used once, and not kept
        request.openid_claims = claims  # type: ignore[attr-defined]
        return login

    def _verified(self, app: SocialApp, token: str) -> dict[str, Any]:
        """What the token says, signed by a key of the provider, for us, and still of use."""
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            key = _key(jwt.PyJWKSet.from_dict(answer.json()).keys, jwt.get_unverified_header(token).get("kid"))
            claims: dict[str, Any] = jwt.decode(
                token,
                key=key,
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=60,
                options={"require": ["iss", "aud", "exp", "iat", "sub", "nonce"]},
            )
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            raise OAuth2Error("the token cannot be trusted") from error
        return claims


class ProviderAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Finds whose account it is, by the subject linked before, else by the verified email; or refuses."""
        claims, app = request.openid_claims, sociallogin.provider.app  # type: ignore[attr-defined]
        nonce = (sociallogin.state.get("data") or {}).get("nonce", "")
        if not nonce or not constant_time_compare(nonce, claims["nonce"]):
            self._refuse(request, FAILED.format(app.name), provider=app.provider_id, why="nonce")
        email = sociallogin.user.email if sociallogin.is_existing else str(claims.get("email") or "")
        if email and not _may_vouch_for(email, app.settings.get("domains")):
            self._refuse(request, OUTSIDE.format(app.name, email), provider=app.provider_id, why="domain")
        if not sociallogin.is_existing:
            sociallogin.user = self._by_email(request, claims, app)
            sociallogin.account.user = sociallogin.user
            sociallogin.account.save()
        if _has_second_factor(claims, app.settings.get("second_factor", {})):
            second_factor.stands_by_provider(request)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        why = "cancelled" if error == AuthError.CANCELLED else type(exception).__name__ if exception else "state"
        self._refuse(request, FAILED.format(provider.name), provider=provider.app.provider_id, why=why)

    def _by_email(self, request: HttpRequest, claims: dict[str, Any], app: SocialApp) -> User:
        email = str(claims.get("email") or "")
        if not email or not _email_is_verified(claims, app.settings.get("email_verified_by", "email_verified")):
            self._refuse(request, UNVERIFIED.format(app.name), provider=app.provider_id, why="unverified")
        name = str(claims.get("name") or email)
        found = people.by_email(email) or invitations.accept_by_email(email=email, name=name, now=timezone.now())
        if found is None:
            self._refuse(request, STRANGER.format(app.name, email), provider=app.provider_id, why="unknown")
        return found  # type: ignore[return-value]

    def _refuse(self, request: HttpRequest, words: str, **detail: str) -> None:
        """Back to signing in, with the reason; on record without the name or the address that was given."""
        failed(None, **detail)
        messages.error(request, words)
        raise ImmediateHttpResponse(redirect("account_login"))


def _key(keys: list[jwt.PyJWK], kid: str | None) -> jwt.PyJWK:
    """The provider's key that the token names; a provider with one key need not name it."""
    named = [key for key in keys if kid is None or key.key_id == kid]
    if len(named) != 1:
        raise OAuth2Error("the token is signed by an unknown key")
    return named[0]


def _email_is_verified(claims: dict[str, Any], claim: str | bool) -> bool:
    """By a claim of its own; ``true`` in the configuration: the provider gives verified addresses only."""
    return claim is True or claims.get(str(claim)) in (True, "true", 1, "1")


def _may_vouch_for(email: str, domains: list[str] | None) -> bool:
    """Also for whom was linked before the domains were named: by the address of the account."""
    return domains is None or email.rpartition("@")[2].lower() in domains


def _has_second_factor(claims: dict[str, Any], accepted: dict[str, list[str]]) -> bool:
    said = {"acr": {claims.get("acr")}, "amr": set(claims.get("amr") or [])}
    return any(said[claim] & set(values) for claim, values in accepted.items())
