"""Passkeys as finished words."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.html import format_html

from agencies.presenters.people import words
from ehtrack.lib.components import link
from ehtrack.lib.tables import Column, Table


def passkeys_table(passkeys: Iterable[Authenticator]) -> Table:
    columns = [
        Column("name", "Name"),
        Column("added", "Added"),
        Column("used", "Last used"),
        Column("change", "Change"),
    ]
    return Table("Passkeys", columns, [_row(passkey) for passkey in passkeys])


def _row(passkey: Authenticator) -> list[str]:
    name = str(passkey)
    rename = link("Rename", reverse("mfa_edit_webauthn", args=[passkey.pk]), hidden=name)
    remove = link("Remove", reverse("mfa_remove_webauthn", args=[passkey.pk]), hidden=name)
    return [
        name,
        words(passkey.created_at),
        words(passkey.last_used_at, none="Never"),
        format_html("{} {}", rename, remove),
    ]
