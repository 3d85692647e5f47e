"""allauth's pages of the second factor, each change on record."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ListWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from agencies import second_factor
from agencies.presenters.second_factor import passkeys_table
from agencies.scope import ActingRequest
from agencies.selectors import sessions as found
from agencies.services import audit, sessions
from agencies.sign_in import failed

APP, PASSKEY = "authenticator app", "passkey"


class Authenticate(AuthenticateView):
    def form_invalid(self, form: Any) -> HttpResponse:
        failed(self.stage.login.user, step="second factor")
        return super().form_invalid(form)


class ActivateApp(ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _added(self.request, APP)
        return response


class RemoveApp(DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _record(self.request, "second_factor.removed", APP)
        return response


class AddPasskey(AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _added(self.request, PASSKEY)
        return response


class PasskeyList(ListWebAuthnView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "list_table": passkeys_table(self.object_list)}


class RemovePasskey(RemoveWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        response = super().form_valid(form)
        _record(self.request, "second_factor.removed", PASSKEY)
        return response


class CodeList(ViewRecoveryCodesView):
    def dispatch(self, request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs) if _has_codes(request) else redirect("mfa_index")


class CodeFile(DownloadRecoveryCodesView):
    def dispatch(self, request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs) if _has_codes(request) else redirect("mfa_index")


class MakeCodes(GenerateRecoveryCodesView):
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _record(self.request, "recovery_codes.made")
        return response


def _has_codes(request: ActingRequest) -> bool:
    return get_adapter().is_mfa_enabled(request.user, [Authenticator.Type.RECOVERY_CODES])


def _added(request: ActingRequest, kind: str) -> None:
    """Sessions that a password alone had opened elsewhere end: they could look at the recovery codes."""
    second_factor.passed(request)
    _record(request, "second_factor.added", kind)
    everywhere = found.current(request.user, timezone.now())
    others = [row for row in everywhere if row.session_key != request.session.session_key]
    if others:
        sessions.end(scope=request.scope, person=request.user, sessions=others)


def _record(request: ActingRequest, action: str, kind: str = "") -> None:
    audit.record(
        scope=request.scope,
        action=action,
        subject_type="person",
        subject_ids=[request.user.pk],
        detail={"kind": kind} if kind else {},
    )


authenticate = Authenticate.as_view()
activate_app = ActivateApp.as_view()
remove_app = RemoveApp.as_view()
add_passkey = AddPasskey.as_view()
passkey_list = PasskeyList.as_view()
remove_passkey = RemovePasskey.as_view()
code_list = CodeList.as_view()
code_file = CodeFile.as_view()
make_codes = MakeCodes.as_view()
