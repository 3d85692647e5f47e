"""What is typed into the pages of an S&N: a new child, and an answer to every section."""

NEW = {
    "new-forename": "Amelia",
    "new-surname": "Whitfield",
    "new-date_of_birth_day": "3",
    "new-date_of_birth_month": "4",
    "new-date_of_birth_year": "2016",
}
PAGES = {
    "agreement": {"consent": "yes", "consent_on": "2022-10-31", "consent_who": "Mother", "not_to_share_with": "Uncle"},
    "why-now": {"why_now": "Missing school", "level_of_need": "2", "priorities": ["send"], "locality_id": ""},
    "strengths-and-needs": {"education-worrying": "Late", "education-family_score": "0"},
    "voices": {"child_voice": "I like maths"},
    "plan": {"summary": "Mornings", "needs_taf": "yes", "actions": "Breakfast club"},
}
