"""Identity providers, councils' and the NHS's, as the environment names them: EHTRACK_OPENID_PROVIDERS, a JSON list.

    [{"id": "oxfordshire", "name": "Oxfordshire County Council", "client_id": "...", "secret": "...",
      "server": "https://login.microsoftonline.com/TENANT/v2.0",
      "domains": ["oxfordshire.gov.uk"], "email_verified_by": "xms_edov", "second_factor": {"amr": ["mfa"]}}]

``domains`` are those of the addresses that the provider may vouch for, each in full (a subdomain is another one);
without it, it may for any: name them where there are several providers.
``email_verified_by`` is the claim that says that the email is verified (default ``email_verified``).
``second_factor`` names values of ``acr`` or ``amr`` that stand for our own second factor; without it none does.
``scope`` and ``origins`` (where its forms lead, beside the server's own) are lists.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

Provider = dict[str, Any]
NEEDED = {"id", "name", "client_id", "secret", "server"}
OPTIONAL = {"domains", "email_verified_by", "second_factor", "scope", "origins"}


def providers(text: str) -> list[Provider]:
    """Raises ImproperlyConfigured, in words that name the provider and the key."""
    if not text.strip():
        return []
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"EHTRACK_OPENID_PROVIDERS is not JSON: {error}") from error
    if not isinstance(found, list) or not all(isinstance(provider, dict) for provider in found):
        raise ImproperlyConfigured("EHTRACK_OPENID_PROVIDERS must be a list of providers, each with its keys.")
    for provider in found:
        _check(provider)
    if len({provider["id"] for provider in found}) < len(found):
        raise ImproperlyConfigured("EHTRACK_OPENID_PROVIDERS names two providers with one id.")
    return found


def allauth_settings(found: list[Provider]) -> dict[str, Any]:
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [_app(provider) for provider in found]}}


def origins(found: list[Provider]) -> list[str]:
    """Where the form "Sign in with ..." may lead: browsers hold form-action against redirects too."""
    named = [origin for provider in found for origin in [_origin(provider["server"]), *provider.get("origins", [])]]
    return list(dict.fromkeys(named))


def _check(provider: Provider) -> None:
    name = provider.get("id", "a provider")
    if missing := sorted(NEEDED - set(provider)):
        raise ImproperlyConfigured(f"EHTRACK_OPENID_PROVIDERS: {name} needs {', '.join(missing)}.")
    if unknown := sorted(set(provider) - NEEDED - OPTIONAL):
        raise ImproperlyConfigured(f"EHTRACK_OPENID_PROVIDERS: {name} has unknown keys: {', '.join(unknown)}.")
    if set(provider.get("second_factor", {})) - {"acr", "amr"}:
        raise ImproperlyConfigured(f"EHTRACK_OPENID_PROVIDERS: second_factor of {name} may name acr and amr only.")
    if "domains" in provider and not _are_domains(provider["domains"]):
        raise ImproperlyConfigured(
            f'EHTRACK_OPENID_PROVIDERS: domains of {name} must be a list like ["council.example"].'
        )


def _are_domains(found: Any) -> bool:
    return bool(found) and isinstance(found, list) and all(isinstance(one, str) and "@" not in one for one in found)


def _app(provider: Provider) -> Provider:
    more = {"scope": provider["scope"]} if "scope" in provider else {}
    own = {"server_url": provider["server"], "fetch_userinfo": True, **more}
    own |= {key: provider[key] for key in ("email_verified_by", "second_factor") if key in provider}
    own |= {"domains": [domain.lower() for domain in provider["domains"]]} if "domains" in provider else {}
    return {
        "provider_id": provider["id"],
        "name": provider["name"],
        "client_id": provider["client_id"],
        "secret": provider["secret"],
        "settings": own,
    }


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
