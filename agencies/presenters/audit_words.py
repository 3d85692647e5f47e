"""What each action of the audit is called. A code without words would be read as it stands: a test finds it."""

WORDS = {
    "access_log.read": "Read the access log",
    "access_log.searched": "Looked a record up for the access log",
    "account.ended": "Ended an account",
    "account.warned": "Warned someone that an unused account ends",
    "agency.added": "Added an agency",
    "agency.changed": "Changed an agency's details",
    "agency.children_set": "Entered the children that an agency works with",
    "agency.closed": "Closed an agency",
    "agency.moved": "Moved an agency to another group",
    "agency.switched": "Acted for another agency",
    "assessment.closed": "Closed an S&N",
    "assessment.completed": "Completed an S&N",
    "assessment.corrected": "Corrected an S&N",
    "assessment.drafts_listed": "Saw a list of drafts",
    "assessment.history_read": "Read the corrections of an S&N",
    "assessment.imported": "Imported an S&N",
    "assessment.listed": "Saw an S&N in a list",
    "assessment.open_work_shown": "Was told of an open S&N",
    "assessment.read": "Read an S&N",
    "assessment.reassigned": "Handed an S&N over",
    "assessment.shared": "Shared an S&N with the council",
    "assessment.started": "Started an S&N",
    "assessment.withdrawn": "Withdrew an S&N",
    "assessments.exported": "Exported S&Ns",
    "child.added": "Added a child",
    "child.corrected": "Corrected a child's details",
    "child.early_help_read": "Read a child's early help history",
    "child.history_read": "Read the corrections of a child's details",
    "child.imported": "Imported a child",
    "child.listed": "Saw a child in a list",
    "child.looked_for": "Looked for a child while recording",
    "child.merged": "Merged two records of a child",
    "child.read": "Read a child's record",
    "child.unmerged": "Undid a merge of a child's records",
    "child.who_works_asked": "Asked who is working with a child",
    "children.exported": "Exported children",
    "consultation.changed": "Changed a consultation",
    "consultation.listed": "Saw consultations in a list",
    "consultation.read": "Read a consultation",
    "consultation.recorded": "Recorded a consultation",
    "consultation.removed": "Removed a consultation",
    "contact.corrected": "Corrected a MASH contact",
    "contact.decided": "Decided a MASH contact",
    "contact.feedback": "Told the referrer of a MASH contact",
    "contact.history_read": "Read the corrections of a MASH contact",
    "contact.imported": "Imported a MASH contact",
    "contact.listed": "Saw a MASH contact in a list",
    "contact.prioritised": "Set the priority of a MASH contact",
    "contact.read": "Read a MASH contact",
    "contact.received": "Logged a MASH contact",
    "contact.sent_listed": "Saw the outcome of a contact that the agency sent",
    "contacts.exported": "Exported MASH contacts",
    "contacts.sent_exported": "Exported the outcomes of contacts that the agency sent",
    "demonstration.seeded": "Made the demonstration partnership",
    "emergency.listed": "Saw the list of what was opened in an emergency",
    "emergency.opened": "Opened a record in an emergency",
    "emergency.read": "Read what was opened in an emergency",
    "emergency.refused": "Was refused emergency access",
    "emergency.reviewed": "Reviewed an emergency access",
    "export.asked": "Asked for an export",
    "export.downloaded": "Downloaded an export",
    "export.forgotten": "An export was deleted",
    "export.made": "An export was made",
    "export.stopped": "An export was stopped",
    "figure.explained": "Saw the records behind a figure",
    "figures.exported": "Exported figures",
    "group.added": "Added an agency group",
    "import.asked": "Sent a file to import",
    "import.read": "Read the result of an import",
    "import.rejected_rows_read": "Downloaded the rejected rows of an import",
    "invitation.accepted": "Accepted an invitation",
    "invitation.resent": "Sent an invitation again",
    "invitation.sent": "Invited someone",
    "invitation.withdrawn": "Withdrew an invitation",
    "meeting.corrected": "Corrected a TAF meeting",
    "meeting.held": "Recorded a TAF meeting",
    "meeting.listed": "Saw a family in the list of TAF meetings",
    "meeting.planned": "Planned a TAF meeting",
    "meeting.read": "Read a TAF meeting",
    "membership.ended": "Ended a membership",
    "network.changed": "Changed a network meeting",
    "network.recorded": "Recorded a network meeting",
    "network.removed": "Removed a network meeting",
    "person.added": "Became a person of ehtrack",
    "person.listed": "Saw people in a list",
    "person.read": "Read a person's page",
    "pilot.added": "Added a pilot",
    "pilot.changed": "Changed a pilot",
    "pilot.ended": "Ended a pilot",
    "pilot.removed": "Removed a pilot",
    "quality.listed": "Saw a record in a list of data quality",
    "recovery_codes.made": "Made new recovery codes",
    "refused": "Was refused",
    "second_factor.added": "Set up a second factor",
    "second_factor.removed": "Removed their second factor",
    "second_factor.reset": "Removed someone's second factor",
    "session.ended": "Ended a session",
    "sign_in_failed": "Failed to sign in",
    "signed_in": "Signed in",
    "return.accepted": "Accepted a quarterly return",
    "return.arranged": "Changed who makes a quarterly return",
    "return.exported": "Exported a quarterly return",
    "return.reopened": "Reopened a quarterly return to correct it",
    "return.saved": "Saved a draft of a quarterly return",
    "return.seal_broken": "Opened a signed return that had been changed",
    "return.sent_back": "Sent back a quarterly return",
    "return.submitted": "Signed a quarterly return",
    "returns.exported": "Exported quarterly returns",
    "standard.added": "Added a MASH standard",
    "standard.removed": "Removed a MASH standard",
    "target.agreed": "Recorded a target",
    "target.agreed_for_all": "Recorded the targets of all agencies",
    "target.withdrawn": "Withdrew a target",
    "team.added": "Added a team",
    "team.renamed": "Renamed a team",
    "training.changed": "Changed training",
    "training.listed": "Saw training in a list",
    "training.recorded": "Recorded training",
    "training.removed": "Removed training",
    "watch.computed": "Looked for unusual access",
    "watch.listed": "Read the watch list",
    "watch.read": "Looked into unusual access",
    "watch.thresholds_set": "Set from how many on the watch list finds something",
    "watch.reviewed": "Reviewed an item of the watch list",
    "who_looked.read": "Read who looked at a record",
}


# Of which the words tell of records that were shown, when there were none.
WITHOUT_RECORDS = {"figure.explained": "Opened the explanation of a figure"}

# What a row is about, where the code's own word is not the field's.
SUBJECTS = {
    "assessment": "S&N",
    "contact": "MASH contact",
    "duplicate": "Child",
    "emergency_access": "Emergency access",
    "export_job": "Export",
    "import_job": "Import",
    "item": "Item of the watch list",
    "meeting": "TAF meeting",
    "review": "Emergency access",
    "standard": "MASH standard",
    "watch_item": "Item of the watch list",
}


def subject(kind: str) -> str:
    return SUBJECTS.get(kind, kind.replace("_", " ").capitalize())


def told(action: str, *, shown: bool) -> str:
    """``shown``: is it about records?"""
    return said(action) if shown else WITHOUT_RECORDS.get(action, said(action))


def said(action: str) -> str:
    """In words; a file that was imported is called by what it held."""
    if action not in WORDS and action.startswith("import."):
        return f"Imported {action.partition('.')[2].replace('-', ' ').replace('_', ' ')}"
    return WORDS.get(action, action)


def choices() -> list[tuple[str, str]]:
    """For the filter: what was done, in the order of the words."""
    return sorted(WORDS.items(), key=lambda pair: pair[1])
