"""What the LCSS is asked without names, and what it advises: how often a theme comes up, and answers to it."""

from agencies.models import Theme

ADVICE: dict[str, tuple[int, tuple[str, ...]]] = {
    Theme.MENTAL_HEALTH: (
        9,
        (
            "Ask the young person and the parents about an S&N. Talk to the mental health support team of the school "
            "while the family waits for the specialist service.",
            "Agree a safety plan with the parents today, and ring the GP together. Come back if the self-harm goes on.",
        ),
    ),
    Theme.BEHAVIOUR: (
        7,
        (
            "Keep a diary of what happens before and after for two weeks. Offer the family an S&N, with what works "
            "well at home first.",
            "Ask the school's inclusion lead to the TAF, and agree one plan for home and school.",
        ),
    ),
    Theme.PARENTING: (
        8,
        (
            "Offer the parenting course of the family centre, and a joint visit with the health visitor.",
            "Start an S&N with both parents. Ask each of them what they would change first.",
        ),
    ),
    Theme.DOMESTIC_ABUSE: (
        5,
        (
            "This needs the MASH today: the children saw it. Ring before the end of the school day, and do not tell "
            "the parent who harms.",
            "See the parent alone. Give the number of the helpline, fill in the risk checklist, and ring again with "
            "the score.",
        ),
    ),
    Theme.NEGLECT: (
        6,
        (
            "Use the neglect toolkit with the health visitor and write down what each of you sees. If the family "
            "refuses an S&N, go to the MASH with both.",
            "Plan the TAF within two weeks: school, health visitor, housing. Agree what must be better, and by when.",
        ),
    ),
    Theme.SUBSTANCE_MISUSE: (
        3,
        ("Ask the parent about support to cut down, and what happens to the children on those days. Then an S&N.",),
    ),
    Theme.ATTENDANCE: (
        8,
        (
            "Look behind the absence before a penalty: visit with the family worker, and offer an S&N.",
            "Ask for a TAF with the attendance officer. A shorter day needs an end date.",
        ),
    ),
    Theme.HOUSING_AND_MONEY: (
        5,
        ("Ask the landlord's tenancy support to the TAF, and apply to the hardship fund with the family.",),
    ),
    Theme.SEND: (
        6,
        (
            "Ask for the outreach service, and write the support plan of the school into the S&N, so that the family "
            "tells its story once.",
        ),
    ),
    Theme.EXPLOITATION: (
        3,
        ("Fill in the exploitation screening tool now and send it to the MASH. Do not wait for the parents' view.",),
    ),
    Theme.OTHER: (2, ("Ask the family what would help. An S&N can be short: begin with what they want to change.",)),
}
