"""Who gets what from every address: the cast against the URLconf, as plain data. A new address needs a line here.

``ok`` gets the page (or is sent on), ``refused`` gets 403 (in scope, but not for the role), ``missing`` gets 404 (not
theirs: the same as what does not exist). ``PUBLIC`` are the addresses that need no signing in.

An address with ids also needs a line in ``tests.access_arguments``, which makes the record it leads to.
"""

from dataclasses import dataclass

from tests.cast import PLAYERS

EVERYBODY = " ".join(PLAYERS)


@dataclass(frozen=True)
class Row:
    ok: str = ""
    refused: str = ""
    missing: str = ""

    def expected(self) -> dict[str, str]:
        said = {"ok": self.ok, "refused": self.refused, "missing": self.missing}
        return {player: word for word, players in said.items() for player in players.split()}


PUBLIC = {
    "healthz",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "invitation_accept",
    "mfa_authenticate",
    "openid_connect_login",
    "openid_connect_callback",
}

# Of the own account; Asha has an authenticator app, a passkey and recovery codes where an address needs one.
OWN_ACCOUNT = {
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "your_account",
    "account_details",
    "session_list",
    "session_end_others",
    "session_stay",
    "unsent_form",
}
OWN_FACTOR = {
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "session_end",
}

# Pages with figures: their tests commit, as the reporting role counts.
COUNTED = {"home", "partnership_figures", "figures_of_agency", "agency_figures", "export_partnership", "export_agency"}
COUNTED |= {"explain_figure", "explain_own_figure", "return_detail", "return_section", "return_sign", "return_export"}
COUNTED |= {"target_list", "target_share", "publish_figures", "publish_returns"}

# Three shapes come again and again; the council's people are Esme and Grace.
LEADS_AND_BOARD = Row(ok="ben esme", refused="asha carys dev lena farid grace")
OF_THE_SCHOOL = Row(ok="ben esme", refused="asha", missing="carys dev lena farid grace")
BOARD = Row(ok="esme", refused="asha ben carys dev lena farid grace")
BOARD_ON_THE_SCHOOL = Row(ok="esme", refused="asha ben", missing="carys dev lena farid grace")
ONLY_BOARD = Row(ok="esme", missing="asha ben carys dev lena farid grace")
LCSS_AND_BOARD = Row(ok="lena esme", refused="asha ben carys dev farid grace")
ON_A_NETWORK_MEETING = Row(ok="lena esme", missing="asha ben carys dev farid grace")
LCSS = Row(ok="lena", refused="asha ben carys dev esme farid grace")
ON_A_CONSULTATION = Row(ok="lena", missing="asha ben carys dev esme farid grace")

# Of children and contacts: a child of an S&N of Asha's team that is shared, and of a contact.
WORK_WITH_FAMILIES = Row(ok="asha ben carys dev lena farid", refused="esme grace")
ON_A_CHILD = Row(ok="asha ben dev lena", missing="carys esme farid grace")
LCSS_ON_A_CHILD = Row(ok="lena", refused="asha ben dev", missing="carys esme farid grace")
MASH = Row(ok="dev", refused="asha ben carys lena esme farid grace")
MASH_ON_A_CONTACT = Row(ok="dev", missing="asha ben carys lena esme farid grace")

# An S&N of Asha's, completed and shared; Carys was asked to its TAF meeting, the MASH knows nothing of the family.
READERS = Row(ok="asha ben carys lena", missing="dev esme farid grace")
WRITERS = Row(ok="asha ben", refused="carys lena", missing="dev esme farid grace")
CONVENERS = Row(ok="asha ben lena", refused="carys", missing="dev esme farid grace")
AUTHOR = Row(ok="asha", missing="ben carys dev lena esme farid grace")

# The school's quarterly return, signed by its lead.
RETURN = Row(ok="ben esme", missing="asha carys dev lena farid grace")
OWN_RETURN = Row(ok="ben", missing="asha carys dev lena esme farid grace")
JUDGED_RETURN = Row(ok="esme", refused="ben", missing="asha carys dev lena farid grace")

OWN_IMPORT = Row(ok="ben", missing="asha carys dev lena esme farid grace")

TABLE: dict[str, Row] = {
    **dict.fromkeys(PUBLIC, Row(ok=EVERYBODY)),
    "account_reauthenticate": Row(ok=EVERYBODY),
    "account_change_password": Row(ok=EVERYBODY),
    **dict.fromkeys(OWN_ACCOUNT, Row(ok=EVERYBODY)),
    **dict.fromkeys(OWN_FACTOR, AUTHOR),
    "home": Row(ok=EVERYBODY),
    "switch_agency": Row(ok=EVERYBODY),
    "no_membership": Row(ok=EVERYBODY),
    "person_list": LEADS_AND_BOARD,
    "person_detail": OF_THE_SCHOOL,
    "person_phone": OF_THE_SCHOOL,
    "person_reset": OF_THE_SCHOOL,
    "membership_end": OF_THE_SCHOOL,
    "invitation_list": LEADS_AND_BOARD,
    "invitation_add": OF_THE_SCHOOL,
    "invitation_resend": OF_THE_SCHOOL,
    "invitation_withdraw": OF_THE_SCHOOL,
    "team_add": OF_THE_SCHOOL,
    "team_edit": OF_THE_SCHOOL,
    "agency_list": BOARD,
    "agency_add": BOARD,
    "agency_detail": OF_THE_SCHOOL,
    "agency_edit": BOARD_ON_THE_SCHOOL,
    "agency_move": BOARD_ON_THE_SCHOOL,
    "agency_children": BOARD_ON_THE_SCHOOL,
    "agency_close": BOARD_ON_THE_SCHOOL,
    "group_list": BOARD,
    "group_add": BOARD,
    "training_list": LEADS_AND_BOARD,
    "training_record": LEADS_AND_BOARD,
    "training_correct": OF_THE_SCHOOL,
    "training_remove": OF_THE_SCHOOL,
    "network_list": LCSS_AND_BOARD,
    "network_record": LCSS_AND_BOARD,
    "network_correct": ON_A_NETWORK_MEETING,
    "network_remove": ON_A_NETWORK_MEETING,
    "consultation_list": LCSS,
    "consultation_record": LCSS,
    "consultation_correct": ON_A_CONSULTATION,
    "consultation_remove": ON_A_CONSULTATION,
    "pilot_list": BOARD,
    "pilot_add": BOARD,
    "pilot_correct": ONLY_BOARD,
    "pilot_end": ONLY_BOARD,
    "pilot_remove": ONLY_BOARD,
    "standard_list": BOARD,
    "standard_add": BOARD,
    "standard_remove": ONLY_BOARD,
    "assessment_list": WORK_WITH_FAMILIES,
    "assessment_search": WORK_WITH_FAMILIES,
    "assessment_start": Row(ok="asha ben carys farid", refused="dev lena esme grace"),
    "assessment_detail": READERS,
    "assessment_history": READERS,
    "assessment_who_looked": Row(ok="ben", refused="asha", missing="carys dev lena esme farid grace"),
    "assessment_tasks": AUTHOR,
    "assessment_children": AUTHOR,
    "assessment_section": AUTHOR,
    "assessment_check": AUTHOR,
    "assessment_share": WRITERS,
    "assessment_correct": WRITERS,
    "assessment_close": WRITERS,
    "assessment_reopen": WRITERS,
    "assessment_withdraw": WRITERS,
    "assessment_reassign": Row(ok="ben", missing="asha carys dev lena esme farid grace"),
    "draft_list": Row(ok="ben", refused="asha carys dev lena esme farid grace"),
    "meeting_list": WORK_WITH_FAMILIES,
    "meeting_detail": READERS,
    "meeting_plan": CONVENERS,
    "meeting_change": CONVENERS,
    "meeting_hold": CONVENERS,
    "meeting_cancel": CONVENERS,
    "meeting_correct": CONVENERS,
    "child_list": WORK_WITH_FAMILIES,
    "child_search": WORK_WITH_FAMILIES,
    "child_detail": ON_A_CHILD,
    "child_who_works": WORK_WITH_FAMILIES,
    "emergency_open": WORK_WITH_FAMILIES,
    "emergency_list": Row(ok="ben grace", refused="asha carys dev lena esme farid"),
    "emergency_review": Row(ok="ben grace", missing="asha carys dev lena esme farid"),
    "child_correct": ON_A_CHILD,
    "child_history": ON_A_CHILD,
    "child_who_looked": Row(ok="ben", refused="asha", missing="carys dev lena esme farid grace"),
    "child_merge_search": LCSS_ON_A_CHILD,
    "child_merge": LCSS_ON_A_CHILD,
    "child_one_after_all": LCSS_ON_A_CHILD,
    "child_unmerge": LCSS_ON_A_CHILD,
    "contact_list": MASH,
    "contact_search": MASH,
    "contact_log": MASH,
    "contact_detail": MASH_ON_A_CONTACT,
    "contact_history": MASH_ON_A_CONTACT,
    "contact_who_looked": Row(refused="dev", missing="asha ben carys lena esme farid grace"),
    "contact_prioritise": MASH_ON_A_CONTACT,
    "contact_decide": MASH_ON_A_CONTACT,
    "contact_tell": MASH_ON_A_CONTACT,
    "contact_correct": MASH_ON_A_CONTACT,
    "contact_correct_decision": MASH_ON_A_CONTACT,
    "sent_contact_list": Row(ok="asha ben carys farid", refused="dev lena esme grace"),
    "import_list": Row(ok="ben dev esme", refused="asha carys lena farid grace"),
    "import_detail": OWN_IMPORT,
    "import_template": Row(ok="ben", refused="asha carys lena farid grace", missing="dev esme"),
    "import_rejected": OWN_IMPORT,
    "export_list": Row(ok="ben dev lena", refused="asha carys esme farid grace"),
    "export_ask": Row(ok="ben lena", refused="asha carys dev esme farid grace"),
    "export_detail": OWN_IMPORT,
    "export_file": OWN_IMPORT,
    "partnership_figures": BOARD,
    "export_partnership": BOARD,
    "publish_figures": BOARD,
    "figures_of_agency": BOARD_ON_THE_SCHOOL,
    "agency_figures": Row(ok="ben", refused="asha carys dev lena esme farid grace"),
    "export_agency": LEADS_AND_BOARD,
    "quality_list": Row(ok="ben lena", refused="asha carys dev esme farid grace"),
    "quality_check": Row(ok="ben lena", refused="asha carys dev esme farid grace"),
    "definition_list": Row(ok=EVERYBODY),
    "explain_figure": BOARD,
    "explain_own_figure": Row(ok="ben", refused="asha carys dev lena esme farid grace"),
    "target_list": BOARD,
    "target_new": BOARD,
    "target_share": BOARD,
    "target_withdraw": ONLY_BOARD,
    "return_year": BOARD,
    "own_returns": Row(ok="ben", refused="asha carys dev lena esme farid grace"),
    "return_arrangements": BOARD,
    "return_arrange": BOARD,
    "return_detail": RETURN,
    "return_section": OWN_RETURN,
    "return_sign": OWN_RETURN,
    "return_accept": JUDGED_RETURN,
    "return_send_back": JUDGED_RETURN,
    "return_reopen": RETURN,
    "return_version": RETURN,
    "return_export": RETURN,
    "return_exports": BOARD,
    "publish_returns": BOARD,
    "publication_list": BOARD,
    **dict.fromkeys(("publication_detail", "publication_file"), ONLY_BOARD),
    "job_list": BOARD,
    "watch_list": Row(ok="grace", refused="asha ben carys dev lena esme farid"),
    "watch_compute": Row(ok="grace", refused="asha ben carys dev lena esme farid"),
    "watch_thresholds": Row(ok="grace", refused="asha ben carys dev lena esme farid"),
    "watch_item": Row(ok="grace", missing="asha ben carys dev lena esme farid"),
    "access_log_record": Row(ok="grace", refused="asha ben carys dev lena esme farid"),
    "access_log": Row(ok="grace", refused="asha ben carys dev lena esme farid"),
}
