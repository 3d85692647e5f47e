"""The record that each address with ids leads to, made from the cast: ``ARGUMENTS[name](cast)`` are its arguments."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from agencies.models import ExportJob, ExportPart, ImportJob, Invitation, Membership
from agencies.services.invitations import LASTS, digest_of
from agencies.sessions import public_id
from assessments.models import Assessment, Child, EmergencyAccess, EmergencyReview, Meeting, MeetingAttendance
from dashboards.models import Target
from tests import factories
from tests.access_table import MASH_ON_A_CONTACT, TABLE
from tests.cast import Cast

Arguments = dict[str, Any]
SECRET = "a-secret-of-the-link"


def _invitation(cast: Cast) -> Invitation:
    return Invitation.objects.create(
        agency=cast.school,
        email="new@example.org",
        roles=["practitioner"],
        token_digest=digest_of(SECRET),
        invited_by=cast.ben,
        expires_at=timezone.now() + LASTS,
    )


def _school(cast: Cast) -> Arguments:
    return {"agency": cast.school.pk}


def _no_taf(cast: Cast) -> Arguments:
    return {"check": "no-taf"}


def _ratio(cast: Cast) -> Arguments:
    return {"measure": "ratio"}


def _waiting(cast: Cast) -> Arguments:
    return {"invitation": _invitation(cast).pk}


def _accepting(cast: Cast) -> Arguments:
    _invitation(cast)
    return {"secret": SECRET}


def _import(cast: Cast) -> Arguments:
    return {
        "job": ImportJob.objects.create(user=cast.ben, agency=cast.school, kind="children", file_name="x", size=1).pk
    }


def _training(cast: Cast) -> Arguments:
    return {"training": factories.training(cast.school).pk}


def _network(cast: Cast) -> Arguments:
    return {"meeting": factories.network().pk}


def _consultation(cast: Cast) -> Arguments:
    return {"consultation": factories.consultation(cast.school).pk}


def _pilot(cast: Cast) -> Arguments:
    return {"pilot": factories.pilot().pk}


def _target(cast: Cast) -> Arguments:
    return {"target": Target.objects.create(year="2022-23", target=5000, agreed_on=date(2022, 4, 1)).pk}


def _return(cast: Cast) -> Arguments:
    return {"quarterly_return": factories.quarterly_return(cast.school).pk}


def _signed_return(cast: Cast) -> Arguments:
    signed = factories.return_version(factories.quarterly_return(cast.school), by=cast.ben)
    return {"quarterly_return": signed.quarterly_return_id}


def _publication(cast: Cast) -> Arguments:
    return {"publication": factories.publication(cast.council, by=cast.esme).pk}


def _standard(cast: Cast) -> Arguments:
    return {"standard": factories.standard().pk}


def _export(cast: Cast) -> Arguments:
    job = ExportJob.objects.create(
        user=cast.ben, agency=cast.school, roles=["lead"], kind="assessments", format="csv", size=1
    )
    ExportPart.objects.create(job=job, number=0, content=b"x")
    return {"job": job.pk}


def _child(cast: Cast, **fields: Any) -> Child:
    child = factories.child(**fields)
    factories.assessment(cast.school, team=cast.pastoral, children=[child])
    factories.contact(cast.school, children=[child])
    return child


def _on_child(cast: Cast) -> Arguments:
    return {"child": _child(cast).pk}


def _emergency(cast: Cast) -> Arguments:
    """Farid opened what is the school's."""
    now = timezone.now()
    access = EmergencyAccess.objects.create(
        person=cast.farid,
        agency=cast.refuge,
        child=_child(cast),
        reason="Somebody rang the refuge",
        opened_at=now,
        ends_at=now + timedelta(hours=24),
    )
    return {"review": EmergencyReview.objects.create(access=access, agency=cast.school).pk}


def _on_contact(cast: Cast) -> Arguments:
    return {"contact": factories.contact(cast.school, children=[factories.child()]).pk}


def _assessment(cast: Cast, **fields: Any) -> Assessment:
    """Asha's, completed and shared, with one child; Carys is in the team around the family."""
    made = factories.assessment(
        cast.school,
        children=[factories.child()],
        author=cast.asha,
        team=cast.pastoral,
        lead_professional=cast.asha,
        **fields,
    )
    if made.completed_on:
        _meeting(cast, made)
    return made


def _meeting(cast: Cast, assessment: Assessment, **fields: Any) -> Meeting:
    made = factories.meeting(assessment, chair=cast.asha, **fields)
    MeetingAttendance.objects.create(meeting=made, name=cast.carys.name, user=cast.carys, agency=cast.health)
    return made


def _on_the_assessment(cast: Cast, **fields: Any) -> Arguments:
    return {"assessment": _assessment(cast, **fields).pk}


def _on_a_draft(cast: Cast) -> Arguments:
    return _on_the_assessment(cast, status="draft")


def _on_the_meeting(cast: Cast, **fields: Any) -> Arguments:
    return {"meeting": _meeting(cast, _assessment(cast), **fields).pk}


def _on_a_held_meeting(cast: Cast) -> Arguments:
    return _on_the_meeting(cast, held_on=date(2022, 11, 14), outcome="continue")


def _app(cast: Cast) -> Arguments:
    TOTP.activate(cast.asha, generate_totp_secret())
    return {}


def _codes(cast: Cast) -> Arguments:
    RecoveryCodes.activate(cast.asha)
    return {}


def _passkey(cast: Cast) -> Arguments:
    return {"pk": Authenticator.objects.create(user=cast.asha, type="webauthn", data={"name": "Passkey"}).pk}


def _session(cast: Cast) -> Arguments:
    return {"session": public_id(cast.client("asha").session.session_key or "")}


ARGUMENTS: dict[str, Callable[[Cast], Arguments]] = {
    "account_reset_password_from_key": lambda cast: {"uidb36": "1", "key": "set-password"},
    "mfa_deactivate_totp": _app,
    **dict.fromkeys(("mfa_view_recovery_codes", "mfa_download_recovery_codes"), _codes),
    **dict.fromkeys(("mfa_edit_webauthn", "mfa_remove_webauthn"), _passkey),
    **dict.fromkeys(
        ("openid_connect_login", "openid_connect_callback"), lambda cast: {"provider_id": "example-council"}
    ),
    "session_end": _session,
    "person_detail": lambda cast: {"person": cast.asha.pk},
    "person_phone": lambda cast: {"person": cast.asha.pk},
    "person_reset": lambda cast: {"person": cast.asha.pk},
    "membership_end": lambda cast: {"membership": Membership.objects.get(user=cast.asha).pk},
    "invitation_resend": _waiting,
    "invitation_withdraw": _waiting,
    "invitation_accept": _accepting,
    "invitation_add": _school,
    "agency_detail": _school,
    "agency_edit": _school,
    "agency_move": _school,
    "agency_children": _school,
    "agency_close": _school,
    "team_add": _school,
    "figures_of_agency": _school,
    "quality_check": _no_taf,
    "target_withdraw": _target,
    **dict.fromkeys(("return_detail", "return_sign"), _return),
    "return_section": lambda cast: {**_return(cast), "section": "numbers"},
    **dict.fromkeys(("return_accept", "return_send_back", "return_reopen"), _signed_return),
    "return_version": lambda cast: {**_signed_return(cast), "number": 1},
    "return_export": lambda cast: {**_signed_return(cast), "number": 1, "format": "csv"},
    **dict.fromkeys(("publication_detail", "publication_file"), _publication),
    "explain_figure": _ratio,
    "explain_own_figure": _ratio,
    "import_template": lambda cast: {"kind": "children", "ending": "xlsx"},
    "import_detail": _import,
    "import_rejected": _import,
    "export_ask": lambda cast: {"kind": "assessments"},
    "export_detail": _export,
    "export_file": _export,
    **dict.fromkeys(("training_correct", "training_remove"), _training),
    **dict.fromkeys(("network_correct", "network_remove"), _network),
    **dict.fromkeys(("consultation_correct", "consultation_remove"), _consultation),
    **dict.fromkeys(("pilot_correct", "pilot_end", "pilot_remove"), _pilot),
    "standard_remove": _standard,
    "team_edit": lambda cast: {"team": cast.pastoral.pk},
    **dict.fromkeys(("child_detail", "child_correct", "child_history", "child_merge_search"), _on_child),
    "child_who_looked": _on_child,
    "emergency_review": _emergency,
    "watch_item": lambda cast: {"item": factories.watch_item(cast.asha).pk},
    **dict.fromkeys(
        ("child_merge", "child_one_after_all"),
        lambda cast: {"child": _child(cast).pk, "duplicate": _child(cast).pk},
    ),
    "child_unmerge": lambda cast: {"child": _child(cast, merged_into=_child(cast)).pk},
    **dict.fromkeys((name for name, row in TABLE.items() if row is MASH_ON_A_CONTACT), _on_contact),
    "assessment_detail": _on_the_assessment,
    "assessment_history": _on_the_assessment,
    "assessment_who_looked": _on_the_assessment,
    "contact_who_looked": _on_contact,
    "assessment_tasks": _on_a_draft,
    "assessment_children": _on_a_draft,
    "assessment_section": lambda cast: {**_on_a_draft(cast), "section": "why-now"},
    "assessment_check": _on_a_draft,
    "assessment_share": _on_the_assessment,
    "assessment_correct": lambda cast: {**_on_the_assessment(cast), "section": "why-now"},
    "assessment_close": _on_the_assessment,
    "assessment_reopen": lambda cast: _on_the_assessment(
        cast, status="closed", closed_on=date(2022, 12, 1), closure_reason="needs-met"
    ),
    "assessment_withdraw": _on_the_assessment,
    "assessment_reassign": _on_a_draft,
    "meeting_plan": _on_the_assessment,
    "meeting_detail": _on_the_meeting,
    "meeting_change": _on_the_meeting,
    "meeting_hold": _on_the_meeting,
    "meeting_cancel": _on_the_meeting,
    "meeting_correct": _on_a_held_meeting,
}
