"""The own account: second factor, sessions, signing in at an identity provider. allauth's pages at its own paths."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from agencies.policy import public, signed_in
from agencies.views import account as own
from agencies.views import openid_connect, second_factor

OWN = signed_in("The own account.", before_second_factor=True)
STAGE = public("The person has given a password and is not signed in before the second factor.")
PROVIDER = public("Signing in happens before anyone is known.")

urlpatterns = [
    path("accounts/reauthenticate/", OWN(account.reauthenticate), name="account_reauthenticate"),
    path("accounts/2fa/", OWN(mfa.index), name="mfa_index"),
    path("accounts/2fa/authenticate/", STAGE(second_factor.authenticate), name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", OWN(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", OWN(second_factor.activate_app), name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", OWN(second_factor.remove_app), name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", OWN(second_factor.code_list), name="mfa_view_recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", OWN(second_factor.make_codes), name="mfa_generate_recovery_codes"),
    path("accounts/2fa/recovery-codes/download/", OWN(second_factor.code_file), name="mfa_download_recovery_codes"),
    path("accounts/2fa/webauthn/", OWN(second_factor.passkey_list), name="mfa_list_webauthn"),
    path("accounts/2fa/webauthn/add/", OWN(second_factor.add_passkey), name="mfa_add_webauthn"),
    path(
        "accounts/2fa/webauthn/reauthenticate/",
        OWN(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("accounts/2fa/webauthn/keys/<int:pk>/edit/", OWN(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", OWN(second_factor.remove_passkey), name="mfa_remove_webauthn"),
    path("accounts/oidc/<slug:provider_id>/login/", PROVIDER(openid_connect.start), name="openid_connect_login"),
    path(
        "accounts/oidc/<slug:provider_id>/login/callback/",
        PROVIDER(openid_connect.callback),
        name="openid_connect_callback",
    ),
    path("your-account/", own.your_account, name="your_account"),
    path("your-account/details/", own.account_details, name="account_details"),
    path("your-account/sessions/", own.session_list, name="session_list"),
    path("your-account/sessions/end-others/", own.session_end_others, name="session_end_others"),
    path("your-account/sessions/<uuid:session>/end/", own.session_end, name="session_end"),
    path("your-account/stay/", own.session_stay, name="session_stay"),
    path("your-account/unsent/", own.unsent_form, name="unsent_form"),
]
