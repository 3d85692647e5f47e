"""Sign-in at allauth's own paths (only those that ehtrack offers), people, and the home page."""

from allauth.account import views as account
from django.urls import include, path, re_path

from agencies.policy import public, signed_in
from agencies.views import (
    access_log,
    acting,
    agencies,
    consultations,
    invitations,
    networks,
    people,
    sign_in,
    teams,
    training,
)

SIGN_IN = "Signing in happens before anyone is known."

urlpatterns = [
    path("accounts/login/", public(SIGN_IN)(sign_in.sign_in), name="account_login"),
    path("accounts/logout/", public("Signing out must work in any state.")(account.logout), name="account_logout"),
    path("accounts/inactive/", public(SIGN_IN)(account.account_inactive), name="account_inactive"),
    path("accounts/signup/", public("Says that accounts are by invitation.")(account.signup), name="account_signup"),
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
    re_path(  # the key holds a hyphen too: the id is what stands before the first
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(SIGN_IN)(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        public(SIGN_IN)(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("", include("agencies.account_urls")),
    path("switch-agency/", acting.switch_agency, name="switch_agency"),
    path("no-membership/", acting.no_membership, name="no_membership"),
    path("people/", people.person_list, name="person_list"),
    path("people/training/", training.training_list, name="training_list"),
    path("people/training/record/", training.training_record, name="training_record"),
    path("people/training/<uuid:training>/correct/", training.training_correct, name="training_correct"),
    path("people/training/<uuid:training>/remove/", training.training_remove, name="training_remove"),
    path("people/<uuid:person>/", people.person_detail, name="person_detail"),
    path("people/<uuid:person>/phone/", people.person_phone, name="person_phone"),
    path("people/<uuid:person>/second-factor/", people.person_reset, name="person_reset"),
    path("memberships/<uuid:membership>/end/", people.membership_end, name="membership_end"),
    path("invitations/", invitations.invitation_list, name="invitation_list"),
    path("invitations/<uuid:invitation>/resend/", invitations.invitation_resend, name="invitation_resend"),
    path("invitations/<uuid:invitation>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("invitations/accept/<str:secret>/", invitations.invitation_accept, name="invitation_accept"),
    path("agencies/", agencies.agency_list, name="agency_list"),
    path("agencies/add/", agencies.agency_add, name="agency_add"),
    path("agencies/<uuid:agency>/", agencies.agency_detail, name="agency_detail"),
    path("agencies/<uuid:agency>/edit/", agencies.agency_edit, name="agency_edit"),
    path("agencies/<uuid:agency>/move/", agencies.agency_move, name="agency_move"),
    path("agencies/<uuid:agency>/children/", agencies.agency_children, name="agency_children"),
    path("agencies/<uuid:agency>/close/", agencies.agency_close, name="agency_close"),
    path("agencies/<uuid:agency>/invite/", invitations.invitation_add, name="invitation_add"),
    path("agencies/<uuid:agency>/teams/add/", teams.team_add, name="team_add"),
    path("teams/<uuid:team>/edit/", teams.team_edit, name="team_edit"),
    path("groups/", agencies.group_list, name="group_list"),
    path("groups/add/", agencies.group_add, name="group_add"),
    path("networks/", networks.network_list, name="network_list"),
    path("networks/record/", networks.network_record, name="network_record"),
    path("networks/<uuid:meeting>/correct/", networks.network_correct, name="network_correct"),
    path("networks/<uuid:meeting>/remove/", networks.network_remove, name="network_remove"),
    path("networks/consultations/", consultations.consultation_list, name="consultation_list"),
    path("networks/consultations/record/", consultations.consultation_record, name="consultation_record"),
    path(
        "networks/consultations/<uuid:consultation>/correct/",
        consultations.consultation_correct,
        name="consultation_correct",
    ),
    path(
        "networks/consultations/<uuid:consultation>/remove/",
        consultations.consultation_remove,
        name="consultation_remove",
    ),
    path("access-log/", access_log.access_log, name="access_log"),
]
