"""Sentences of the demonstration's records. They name nobody."""

from typing import NamedTuple


class DomainWords(NamedTuple):
    working_well: tuple[str, ...]
    worrying: tuple[str, ...]


WHY_NOW = (
    "School attendance has fallen below 80% this term and mornings have become a struggle.",
    "The family asked for help with routines and sleep after a change of home.",
    "Speech and language are behind what would be expected and the family want to know how to help.",
    "A parent has been unwell and the older child has taken on caring at home.",
    "Behaviour at home has become hard to manage since the parents separated.",
    "The child has told a trusted adult that they feel anxious about going to school.",
    "Money is short and rent is in arrears; the family worry about losing their home.",
    "There have been arguments at home that the children have heard.",
    "Concerns about diet, teeth and missed health appointments.",
    "Following a MASH contact without further action the family agreed to an early help assessment.",
)
CHILD_VOICES = (
    "I like football and my dog. Mornings are the worst bit.",
    "I want mum to be less tired.",
    "I would like to see my friends more.",
    "School is too loud. I like the quiet room.",
    "Too young to say in words: settled and smiling with the main carer, looks for them when upset.",
    "I do not want to talk about it yet.",
)
PARENT_VOICES = (
    "We want things to be calmer at home and would welcome ideas.",
    "I would like one person to ring rather than five.",
    "I am worried about school and do not know what else to try.",
    "We are managing better than last year and want to keep it that way.",
)
SUMMARIES = (
    "Attendance above 92%, a morning routine that holds, and a named adult at school.",
    "The family know whom to ask about money and have a plan for the arrears.",
    "Both parents use the same approach to bedtime and behaviour.",
    "The child has an assessment of speech and language and a place at a group.",
    "The young carer has time of their own and the school knows.",
    "The child feels safe at home and has an adult to talk to.",
)
ACTIONS = (
    "School: daily check-in and attendance plan. Health visitor: home visit within two weeks.",
    "Early help worker: six sessions on routines. School: quiet start to the day.",
    "Housing: appointment about arrears. Charity: food parcel and benefits check.",
    "School nurse: review of sleep. Family: keep a sleep diary for three weeks.",
    "Mental health service: consultation. School: emotional literacy group.",
)
DOMAIN_WORDS = {
    "health": DomainWords(
        ("Up to date with immunisations.", "Eats well and sleeps through."),
        ("Missed two dental appointments.", "Speech is hard to understand."),
    ),
    "education": DomainWords(
        ("Enjoys art and has a good bond with the class teacher.", "Reads at the level of the age group."),
        ("Attendance is at 78%.", "Often late, and tired in lessons."),
    ),
    "emotional": DomainWords(
        ("Can name feelings and ask for help.", "Calms down with a trusted adult."),
        ("Worries a lot about going to school.", "Outbursts after visits."),
    ),
    "relationships": DomainWords(
        ("Close to grandparents, who help each week.", "Brothers and sisters look after each other."),
        ("Arguments between the adults.", "Sees one parent rarely."),
    ),
    "parenting": DomainWords(
        ("Warm and attentive; asks for advice and uses it.", "Clear about bedtime on school days."),
        ("Finds it hard to set limits.", "Exhausted by night-time waking."),
    ),
    "home": DomainWords(
        ("The home is clean and has room to play.", "One parent has steady work."),
        ("Two months of rent are owed.", "Damp in the children's bedroom."),
    ),
    "community": DomainWords(
        ("Goes to a club each week.", "Neighbours are supportive."),
        ("Has been out late with older young people.", "Few contacts since the move."),
    ),
}
FAMILY_UPDATES = (
    "Mornings go better; bedtime is still hard.",
    "The family feel that things are moving and want to go on.",
    "A difficult month: the car broke down and two appointments were missed.",
    "Attendance is up and the child has joined a club.",
)
DECISIONS = (
    "Keep the plan; add a visit by the school nurse.",
    "Housing to report on the arrears before the next meeting.",
    "Lead professional to ring weekly; review in six weeks.",
    "Parenting course booked; school to share attendance each fortnight.",
)
PLACES = ("Online", "School meeting room", "Family centre", "At home", "Health centre")
CONCERNS = (
    "Argument between adults at home, children present.",
    "Child seen out late alone.",
    "Concern about a parent's mental health.",
    "Disclosure at school about being shouted at and hit.",
    "Repeated missed health appointments.",
    "Parent under the influence when collecting from school.",
    "Neighbour reports shouting and crying.",
    "Concern about an older friend and online contact.",
    "Home conditions seen on a visit.",
    "Child cares for a parent and is tired at school.",
)
DECISION_REASONS = (
    "Threshold for statutory services is not met.",
    "Needs can be met by the agencies that know the family.",
    "History and present concern call for an assessment.",
    "The family are working with a service already.",
)
WITHDRAWN_REASONS = (
    "Entered twice by mistake.",
    "Entered for the wrong family.",
    "Started in the wrong agency; recorded again there.",
)
CORRECTIONS = (
    "Level of need was chosen wrongly.",
    "Summary completed after the family read it.",
    "Added what the child said.",
)
