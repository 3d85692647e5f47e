"""Where the site is, for emails that no request asks for."""

from django.conf import settings
from django.urls import reverse


def address(page: str = "", *arguments: object) -> str:
    """Of the site, or of one of its pages by name."""
    site = (settings.CSRF_TRUSTED_ORIGINS or [f"https://{settings.ALLOWED_HOSTS[0]}"])[0]
    return f"{site}{reverse(page, args=arguments)}" if page else site
