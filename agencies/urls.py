"""Sign-in at allauth's own paths (only those that ehtrack offers), people, and the home page."""

from allauth.account import views as account
from django.urls import path

from agencies.policy import public, signed_in

SIGN_IN = "Signing in happens before anyone is known."

urlpatterns = [
    path("accounts/login/", public(SIGN_IN)(account.login), name="account_login"),
    path("accounts/logout/", public("Signing out must work in any state.")(account.logout), name="account_logout"),
    path("accounts/inactive/", public(SIGN_IN)(account.account_inactive), name="account_inactive"),
    path("accounts/signup/", public("Says that accounts are by invitation.")(account.signup), name="account_signup"),
    path(
        "accounts/reauthenticate/", signed_in("The own account.")(account.reauthenticate), name="account_reauthenticate"
    ),
    path(
        "accounts/password/change/",
        signed_in("The own account.")(account.password_change),
        name="account_change_password",
    ),
    path("accounts/password/reset/", public(SIGN_IN)(account.password_reset), name="account_reset_password"),
    path(
        "accounts/password/reset/done/",
        public(SIGN_IN)(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "accounts/password/reset/key/<uidb36>-<key>/",
        public(SIGN_IN)(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        public(SIGN_IN)(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
